"""The pane of a chat with a server that answers, and a transcript that stands alone."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.ui.chat.chat_pane import ChatPane
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.transcript.part import Part
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.view import Transcript
from tests.ui import samples

Show = Callable[[str], ReplyTurn]


@pytest.fixture
def pane(window: MainWindow) -> ChatPane:
    """The pane of the chat in the window."""
    window.chat_pane.set_server(samples.ready())
    return window.chat_pane


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> Iterator[Transcript]:
    """A transcript of 900 × 700 pixels on the screen."""
    view = Transcript(theme)
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    view.hide()


def said(turn: ReplyTurn) -> list[Part]:
    """The parts of what was said."""
    assert turn.flow is not None
    return list(turn.flow.parts)


def take_keys(view: Transcript, qtbot: QtBot) -> None:
    """Give a transcript the focus of the keyboard."""
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)


def finish_copying(view: Transcript) -> None:
    """Wait until what was to be copied is on the clipboard: what takes long is done in slices."""
    while view.copying.is_under_way:
        QTest.qWait(1)


@pytest.fixture
def writing(view: Transcript) -> ReplyTurn:
    """A reply that is being written."""
    view.set_messages((samples.message(112, "assistant", "", state=MessageState.WRITING),))
    turn = view.turns[0]
    assert isinstance(turn, ReplyTurn)
    return turn


@pytest.fixture
def show(view: Transcript) -> Show:
    """Shows a finished reply and lays it out."""

    def show(text: str) -> ReplyTurn:
        view.set_messages((samples.message(102, "assistant", text),))
        view.verticalScrollBar().setValue(0)
        turn = view.turns[0]
        assert isinstance(turn, ReplyTurn)
        return turn

    return show
