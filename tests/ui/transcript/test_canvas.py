"""Widgets of messages are shown for one message after another; one more is made between two frames."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.ui.theme.theme import Theme
from app.ui.transcript.canvas import Canvas, let_go
from app.ui.transcript.code_header import CodeHeader
from app.ui.transcript.reply_footer import WritingRow


@pytest.fixture
def canvas(theme: Theme, qtbot: QtBot) -> Iterator[Canvas]:
    canvas = Canvas(theme)
    qtbot.addWidget(canvas)
    canvas.show()
    yield canvas
    canvas.hide()


def headers(canvas: Canvas) -> int:
    return len(canvas.findChildren(CodeHeader))


def used(canvas: Canvas) -> CodeHeader:
    """A header that is over a block."""
    header = canvas.get(CodeHeader)
    header.copy_requested.connect(header.update)
    header.wrap_requested.connect(header.update)
    header.language_requested.connect(header.update)
    header.show()
    return header


def test_what_was_let_go_is_got_again(canvas: Canvas) -> None:
    header = used(canvas)
    let_go(header)
    assert header.isHidden()
    assert used(canvas) is header


def test_one_more_than_is_shown_is_made_in_time(canvas: Canvas, qtbot: QtBot) -> None:
    let_go(used(canvas))
    used(canvas)
    assert headers(canvas) == 1
    qtbot.waitUntil(lambda: headers(canvas) == 2)
    assert sum(header.isVisible() for header in canvas.findChildren(CodeHeader)) == 1
    used(canvas)
    assert headers(canvas) == 2


def test_of_what_is_there_once_no_other_is_made(canvas: Canvas, qtbot: QtBot) -> None:
    let_go(canvas.get(WritingRow))
    let_go(used(canvas))
    canvas.get(WritingRow)
    used(canvas)
    qtbot.waitUntil(lambda: headers(canvas) == 2)
    assert len(canvas.findChildren(WritingRow)) == 1


def test_spares_go_when_they_are_cleared(canvas: Canvas, qtbot: QtBot) -> None:
    let_go(used(canvas))
    canvas.clear()
    qtbot.waitUntil(lambda: headers(canvas) == 0)
