"""After a jump the view is laid out in bands: the first at once, what is seen then stays in its place."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.transcript.filling import BAND_PX
from app.ui.transcript.positions import Position
from app.ui.transcript.view import Transcript
from tests.bench.history import chat
from tests.ui import samples

COUNT = 200
MOST_PART_PX = 400


@pytest.fixture
def view(window: MainWindow) -> Transcript:
    """The beginning of a long chat, of which nothing else was ever laid out."""
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.show_chat(samples.finished_view())
    window.resize(1280, 1000)
    view = pane.transcript
    messages = chat(COUNT)
    view.set_messages(messages)
    view.show_message(messages[0].id, marked=False)
    view.set_zoom(1.1)  # nothing is laid out for this
    assert view.sheet.view_px > BAND_PX + MOST_PART_PX
    return view


def laid_px(view: Transcript) -> int:
    """How much of what is in view was laid out."""
    sheet, found = view.sheet, 0
    for at in range(sheet.first, sheet.last + 1):
        turn = view.turns.peek(at)
        top = sheet.top_of(at) - sheet.value
        for number, part in enumerate(turn.parts):
            y = top + turn.top_of(number)
            if part.measured and part.leaf_count and y < sheet.view_px and y + part.height > 0:
                found += part.height
    return found


def is_whole(view: Transcript) -> bool:
    sheet = view.sheet
    places = range(sheet.turn_at(sheet.value), sheet.turn_at(sheet.value + sheet.view_px - 1) + 1)
    tops = {at: sheet.top_of(at) - sheet.value for at in places}
    return all(view.turns.is_laid_out(at, -top, sheet.view_px - top) for at, top in tops.items())


def test_the_end_comes_first_and_stays(view: Transcript, qtbot: QtBot) -> None:
    view.jump_to_latest()
    last = view.turns[-1]
    y = view.sheet.top_of(COUNT - 1) + last.height - view.sheet.value
    assert last.parts[-1].measured
    assert 0 < laid_px(view) <= BAND_PX + MOST_PART_PX
    assert not is_whole(view)
    qtbot.waitUntil(lambda: view.sheet.band is None)
    assert is_whole(view)
    assert view.following
    assert view.sheet.top_of(COUNT - 1) + last.height - view.sheet.value == y


def test_what_was_found_comes_first_and_stays(view: Transcript, qtbot: QtBot) -> None:
    place = Position(COUNT // 2, 0, 0)
    view.reveal(place, 3)
    turn = view.turns.peek(place.message)
    number, _ = turn.part_of_leaf(0)
    y = view.sheet.top_of(place.message) + turn.top_of(number) - view.sheet.value
    assert turn.parts[number].measured
    assert y == pytest.approx(view.sheet.view_px / 3, abs=1)
    assert laid_px(view) <= BAND_PX + MOST_PART_PX
    assert not is_whole(view)
    qtbot.waitUntil(lambda: view.sheet.band is None)
    assert is_whole(view)
    assert view.sheet.top_of(place.message) + turn.top_of(number) - view.sheet.value == y


def test_a_reader_who_scrolls_on_finds_everything_laid_out(view: Transcript) -> None:
    view.jump_to_latest()
    assert view.sheet.band is not None
    view.scroll_by(-50)
    assert view.sheet.band is None
    assert is_whole(view)
    assert view.sheet.most - view.sheet.value == 50


def test_where_all_is_known_nothing_is_left_for_later(view: Transcript, qtbot: QtBot) -> None:
    view.jump_to_latest()
    qtbot.waitUntil(lambda: view.sheet.band is None)
    view.scroll_by(-30)
    view.jump_to_latest()
    assert view.sheet.band is None
    assert is_whole(view)


def test_another_chat_in_between_is_shown_whole(view: Transcript) -> None:
    view.jump_to_latest()
    assert view.sheet.band is not None
    view.set_messages(chat(30))
    assert view.sheet.band is None
    assert is_whole(view)
    QApplication.sendPostedEvents()
    assert view.following
