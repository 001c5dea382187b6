"""Formulas on lines of their own: where text begins, scrolled, copied; their source while not drawn."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.ui.math.formulas import FormulaDesk
from app.ui.theme.theme import Theme
from app.ui.transcript.formula_copy import FormulaCopy
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


def copy_of(view: Transcript) -> FormulaCopy:
    """The button beside the formula, with what holds it."""
    found = part_of(view).copy_widget
    assert found is not None
    assert found.isVisible()
    return found


@pytest.mark.parametrize("text", ["$$x^2$$", "\\[x^2\\]", "$$\nx^2\n$$", "1. one\n\n   $$\n   x^2\n   $$"])
def test_a_formula_stands_where_text_begins(view: Transcript, qtbot: QtBot, text: str) -> None:
    part = shown(view, text, qtbot)
    assert part.tex == "x^2"
    box = part.rectangles(0, 0, 3)[0]
    style = view.turns.turn(0).style
    assert style is not None
    assert box.left() == style.px(part.setting.left)
    assert part.side_bar is None


def middle(view: Transcript) -> float:
    """Half the height of the formula, in the view."""
    turn = view.turns.turn(0)
    part = part_of(view)
    return view.sheet.top_of(0) - view.sheet.value + turn.top_of(turn.parts.index(part)) + part.height / 2


def test_its_button_stands_at_the_right_edge_in_the_middle(view: Transcript, qtbot: QtBot) -> None:
    shown(view, "Words.\n\n$$\n\\frac{a}{b}\n$$\n\nEnd.", qtbot)
    button = copy_of(view)
    assert button.geometry().right() + 1 == view.column_left + view.turns.turn(0).width
    assert button.y() + button.height() / 2 == pytest.approx(middle(view), abs=1)
    assert min(button.button.width(), button.button.height()) >= 24


def test_below_text_that_runs_to_the_left_all_is_mirrored(view: Transcript, qtbot: QtBot) -> None:
    part = shown(view, "\u05e9\u05dc\u05d5\u05dd\n\n$$\nx^2\n$$", qtbot)
    width = view.turns.turn(0).width
    assert part.rectangles(0, 0, 3)[0].right() == pytest.approx(width, abs=1)
    assert copy_of(view).x() == view.column_left


def test_one_too_wide_scrolls_sideways(view: Transcript, qtbot: QtBot) -> None:
    part = shown(view, WIDE, qtbot)
    assert part.content_px() > part.view_px()
    assert part.side_bar is not None
    assert part.side_bar.accessibleName() == "Scroll the formula sideways"
    assert part.scroll_by(10_000)
    assert part.scroll_x == part.content_px() - part.view_px()
    button = copy_of(view)
    assert view.column_left + part.rectangles(0, 0, 3)[0].right() < button.x()
    assert part.side_bar.geometry().right() < button.x()
    shown_now = view.viewport().grab().toImage()
    beside = {shown_now.pixelColor(button.x() - 3, round(middle(view)) + y).name() for y in range(-10, 10)}
    assert beside == {view.theme.color("canvas").name()}


def test_its_button_copies_the_latex_as_it_was_written(view: Transcript, qtbot: QtBot) -> None:
    shown(view, "$$\n\\frac{a}{b}\n  + c\n$$", qtbot)
    button = copy_of(view).button
    assert button.accessibleName() == "Copy LaTeX"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "\\frac{a}{b}\n  + c"
    assert (button.accessibleName(), button.icon_name) == ("Copied", "check")


def test_its_button_is_shown_again_for_another_formula(view: Transcript, qtbot: QtBot) -> None:
    words = "Words.\n\n" * 60
    view.set_messages((samples.message(1, "assistant", f"$$\na^2\n$$\n\n{words}$$\nb^2\n$$"),), "c")
    bar = view.verticalScrollBar()
    bar.setValue(0)
    first, last = (part for part in view.turns.turn(0).parts if isinstance(part, FormulaPart))
    used = copy_of(view)
    assert last.copy_widget is None
    used.button.click()
    bar.setValue(bar.maximum() // 2)
    assert first.copy_widget is None
    assert used.isHidden()
    bar.setValue(bar.maximum())
    assert last.copy_widget is used
    assert used.button.accessibleName() == "Copy LaTeX"
    used.button.click()
    assert QGuiApplication.clipboard().text() == "b^2"


def test_formulas_in_a_line_have_no_button(view: Transcript, qtbot: QtBot) -> None:
    view.set_messages((samples.message(1, "assistant", "So $x^2$, and $$y^2$$ too."),), "c")
    assert not view.canvas.findChildren(FormulaCopy)


def test_one_that_is_written_shows_its_source_and_is_not_drawn(
    view: Transcript, desk: FormulaDesk, qtbot: QtBot
) -> None:
    view.set_messages((samples.message(112, "assistant", "", state=MessageState.WRITING),), "c")
    for piece in ("$$\n", "\\frac", "{a}", "{b}\n"):
        view.grow_reply(samples.writing_growth(piece))
    qtbot.waitUntil(lambda: not desk.busy)
    assert part_of(view).formula is None
    assert not desk.cannot_draw("\\frac", True), "no half of it was tried"
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
