"""A start puts a waiting backup in place before anything is open, and says so."""

import os
import subprocess
import sys
from pathlib import Path

from app.storage.backup import unpack_backup, write_backup
from app.storage.conversations import ConversationStore
from tests.storage.builders import new_chat, new_message

WAIT_S = 20
STARTED = """
import sys
import asyncio
from app.bootstrap.options import parse
from app.bootstrap.start import run

async def tell(program):
    while not program.chats.chats:
        await asyncio.sleep(0.01)
    print(*[chat.title for chat in program.chats.chats], program.window.content.notice.title, sep="|")
    return 0

sys.exit(run(parse(sys.argv[1:]), tell))
"""


def test_a_waiting_backup_is_there_after_a_start(tmp_path: Path) -> None:
    for name, title in (("a", "Llamas"), ("b", "Alpacas")):
        store = ConversationStore.open(tmp_path / name)
        chat = new_chat(title=title)
        store.create_chat(chat, new_message(chat)).result(WAIT_S)
        if name == "a":
            write_backup(store.access, tmp_path / "a", tmp_path / "b.zip", "1.0", lambda _done, _total: None)
        store.close()
    unpack_backup(tmp_path / "b.zip", tmp_path / "b", lambda _done, _total: None)
    done = subprocess.run(
        [sys.executable, "-c", STARTED, "--server", "http://127.0.0.1:9", "--data-dir", str(tmp_path / "b")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout.strip() == "Llamas|The backup was restored", done.stderr
    assert len(list((tmp_path / "b").glob("before-restore-*/arriero.sqlite3"))) == 1
