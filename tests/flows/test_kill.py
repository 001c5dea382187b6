"""The program killed in the middle of a reply: everything that had arrived is there."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap.options import DEMO_QUESTION
from app.domain.conversation import MessageState
from app.storage.conversations import ConversationStore
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.replies import Gate, Stream, delta, done
from tests.helpers.waiting import LIMIT_S, wait_until

ROOT = Path(__file__).resolve().parents[2]


def journalled(database: Path) -> str:
    """The text of the running reply that is on the disk; empty while there is no database yet."""
    if not database.exists():
        return ""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return "".join(text for (text,) in connection.execute("SELECT content FROM deltas ORDER BY rowid"))
    except sqlite3.OperationalError:  # the tables are being made
        return ""
    finally:
        connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_everything_received_is_there_after_kill_9(tmp_path: Path) -> None:
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("All "), delta("of "), delta("this"), gate, done()]))
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "--demo", "--server", server.url, "--data-dir", str(tmp_path)],
            cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            database = tmp_path / "arriero.sqlite3"
            wait_until(lambda: journalled(database) == "All of this", "the pieces are on the disk", process)
        finally:
            process.kill()
            process.wait(LIMIT_S)
    store = ConversationStore.open(tmp_path)
    try:
        assert store.notices == ()
        (chat,) = store.chats().result(LIMIT_S)
        question, reply = store.open_chat(chat.id).result(LIMIT_S).messages
        assert question.content == DEMO_QUESTION
        assert (reply.content, reply.state) == ("All of this", MessageState.STOPPED)
    finally:
        store.close()
