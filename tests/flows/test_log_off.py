"""The end of a session, as the system tells it to the running program: everything is kept, nothing asked."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.conversation import MessageState
from app.domain.window_place import KEY, Area, WindowPlace
from app.storage.conversations import ConversationStore
from app.storage.settings_file import SettingsFile
from tests.flows.test_kill import journalled
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.replies import Gate, Stream, delta, done
from tests.helpers.waiting import LIMIT_S, wait_until
from tests.helpers.x_input import XInput
from tests.helpers.x_program import ROOT, variables

pytestmark = pytest.mark.xvfb


OF_THE_CHAT = "SELECT draft FROM chats"
OF_THE_NEW_CHAT = "SELECT value FROM state WHERE key = 'new_chat_draft'"


def draft_of(folder: Path, query: str) -> str:
    """The text of a draft, read beside the running program."""
    connection = sqlite3.connect(f"file:{folder / 'arriero.sqlite3'}?mode=ro", uri=True)
    try:
        return "".join(text for (text,) in connection.execute(query))
    except sqlite3.OperationalError:
        return ""
    finally:
        connection.close()


def test_a_reply_a_draft_and_the_place_are_kept(x_display: str, x_input: XInput, tmp_path: Path) -> None:
    gone = WindowPlace(Area(5000, 4000, 1000, 700))  # on a monitor that is not there any more
    SettingsFile(tmp_path).update({KEY: gone.to_text()})
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half of it"), gate, done()]))
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "--server", server.url, "--data-dir", str(tmp_path)],
            cwd=ROOT,
            env=variables(x_display),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            wait_until(lambda: server.requests_to("/api/tags"), "it asks for the models", process)
            wait_until((tmp_path / "instance.json").exists, "it has started", process)

            def typed() -> bool:  # a window that is not shown yet hears nothing
                x_input.click(640, 400)
                x_input.strike("h")
                return bool(draft_of(tmp_path, OF_THE_NEW_CHAT))

            def sent() -> bool:  # before the models are known the text stays
                x_input.strike("Return")
                return bool(server.requests_to("/api/chat"))

            wait_until(typed, "the words are in the window", process)
            wait_until(sent, "they are sent", process)
            database = tmp_path / "arriero.sqlite3"
            wait_until(
                lambda: journalled(database) == "Half of it", "the first words are on the disk", process
            )
            for key in "yes":
                x_input.strike(key)
            wait_until(lambda: draft_of(tmp_path, OF_THE_CHAT) == "yes", "the draft is on the disk", process)
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=LIMIT_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
    assert process.returncode == 0, output
    assert "Traceback" not in output
    assert not (tmp_path / "instance.json").exists()
    store = ConversationStore.open(tmp_path)
    try:
        assert store.notices == ()
        (chat,) = store.chats().result(LIMIT_S)
        _, reply = store.open_chat(chat.id).result(LIMIT_S).messages
        assert (reply.content, reply.state) == ("Half of it", MessageState.STOPPED)
        assert chat.draft == "yes"
    finally:
        store.close()
