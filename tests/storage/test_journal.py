"""The clock of the journal, which asks for what waits to be written."""

import threading
from pathlib import Path

from app.storage.journal import Journal
from tests.storage.builders import new_chat, new_message, new_reply

WAIT_S = 30
MOMENT_S = 0.3


class LateEvent(threading.Event):
    """Takes a moment to be cleared, in which others come to their turn."""

    def __init__(self) -> None:
        super().__init__()
        self.begins = threading.Event()

    def clear(self) -> None:
        self.begins.set()
        threading.Event().wait(MOMENT_S)
        super().clear()


def test_the_end_is_heard_while_the_clock_begins_anew() -> None:
    journal = Journal(Path("x"), lambda: None)
    late = journal._due = LateEvent()
    chat = new_chat()
    reply = new_reply(chat, new_message(chat))
    journal.open(reply)
    journal.append(reply.id, "a piece", "")
    assert late.begins.wait(WAIT_S)
    stopping = threading.Thread(target=journal.stop, daemon=True)
    stopping.start()
    stopping.join(WAIT_S)
    assert not stopping.is_alive()
