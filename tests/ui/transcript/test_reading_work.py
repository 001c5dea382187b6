"""What a reader's steps cost, counted: what is painted, made and laid out for each of them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from app.ui.main_window import MainWindow
from app.ui.transcript.view import Transcript
from tests.bench.history import chat
from tests.ui import samples

STEP_PX = 120


class Painted(QObject):
    """Adds up the rows of the canvas that are painted."""

    def __init__(self, view: Transcript) -> None:
        super().__init__(view)
        self.rows = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.rows += sum(box.height() for box in event.region())  # type: ignore[attr-defined]
        return False


@pytest.fixture
def view(window: MainWindow) -> Iterator[Transcript]:
    """A long chat, at its end."""
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.show_chat(samples.finished_view())
    view = pane.transcript
    view.set_messages(chat(200))
    QApplication.sendPostedEvents()
    yield view
    view.set_messages(())


def step(view: Transcript, by: int = -STEP_PX) -> None:
    """Scroll, and paint what came of it."""
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() + by)
    QApplication.sendPostedEvents()


def test_below_the_pill_only_what_came_into_view_is_painted(view: Transcript) -> None:
    step(view)
    assert view.jump_pill.isVisible()
    painted = Painted(view)
    for by in [-STEP_PX] * 3 + [STEP_PX] * 2:
        place = view.jump_pill.geometry()
        painted.rows = 0
        step(view, by)
        assert view.jump_pill.geometry() == place
        assert STEP_PX <= painted.rows <= STEP_PX + 3 * place.height()
