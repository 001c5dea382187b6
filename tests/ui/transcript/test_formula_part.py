"""Formulas on lines of their own: drawn in the middle, scrolled, copied; their source while they are not."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.ui.math.formulas import FormulaDesk
from app.ui.theme.theme import Theme
from app.ui.transcript.formula_part import FormulaPart
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import finish_copying

WIDE = "$$\n" + " + ".join(f"x_{{{number}}}" for number in range(60)) + "\n$$\n"


@pytest.fixture
def desk(qapp: object) -> Iterator[FormulaDesk]:
    made = FormulaDesk()
    yield made
    made.close()


@pytest.fixture
def view(view: Transcript, desk: FormulaDesk) -> Transcript:
    view.set_formulas(desk)
    desk.changed.connect(view.formulas_changed)
    return view


def part_of(view: Transcript) -> FormulaPart:
    turn = view.turns.turn(0)
    return next(part for part in turn.parts if isinstance(part, FormulaPart))


def shown(view: Transcript, text: str, qtbot: QtBot) -> FormulaPart:
    view.set_messages((samples.message(1, "assistant", text),), "c")
    qtbot.waitUntil(lambda: part_of(view).formula is not None)
    return part_of(view)


@pytest.mark.parametrize("text", ["$$x^2$$", "\\[x^2\\]", "$$\nx^2\n$$", "1. one\n\n   $$\n   x^2\n   $$"])
def test_a_formula_stands_in_the_middle(view: Transcript, qtbot: QtBot, text: str) -> None:
    part = shown(view, text, qtbot)
    assert part.tex == "x^2"
    box = part.rectangles(0, 0, 3)[0]
    assert box.center().x() == pytest.approx(part._left + part.view_px() / 2, abs=1)
    assert part.side_bar is None


def test_one_too_wide_scrolls_sideways(view: Transcript, qtbot: QtBot) -> None:
    part = shown(view, WIDE, qtbot)
    assert part.content_px() > part.view_px()
    assert part.side_bar is not None
    assert part.side_bar.accessibleName() == "Scroll the formula sideways"
    assert part.scroll_by(10_000)
    assert part.scroll_x == part.content_px() - part.view_px()


def test_one_that_is_written_shows_its_source_and_is_not_drawn(
    view: Transcript, desk: FormulaDesk, qtbot: QtBot
) -> None:
    view.set_messages((samples.message(112, "assistant", "", state=MessageState.WRITING),), "c")
    for piece in ("$$\n", "\\frac", "{a}", "{b}\n"):
        view.grow_reply(samples.writing_growth(piece))
        assert not desk.busy
    assert part_of(view).formula is None
    view.grow_reply(samples.writing_growth("$$\n"))
    qtbot.waitUntil(lambda: part_of(view).formula is not None)


def test_one_that_cannot_be_drawn_stays_source(view: Transcript, desk: FormulaDesk, qtbot: QtBot) -> None:
    view.set_messages((samples.message(1, "assistant", "$$\n\\foo{x} = 1\n$$"),), "c")
    qtbot.waitUntil(lambda: desk.cannot_draw("\\foo{x} = 1", True))
    part = part_of(view)
    assert part.formula is None
    assert part.leaf_text(0) == "\\foo{x} = 1"


def test_other_colours_and_sizes_need_no_typesetting(
    view: Transcript, desk: FormulaDesk, theme: Theme, qtbot: QtBot
) -> None:
    part = shown(view, "$$\n\\frac{a}{b}\n$$", qtbot)
    before = part.height
    view.set_zoom(2.0)
    assert part_of(view).formula is not None
    assert part_of(view).height > 1.5 * before
    assert not desk.busy


def test_copied_text_has_the_source_of_formulas(view: Transcript, qtbot: QtBot) -> None:
    shown(view, "$$\ny^2\n$$\n\nEnd.", qtbot)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    finish_copying(view)
    copied = QGuiApplication.clipboard().text()
    assert "y^2" in copied
