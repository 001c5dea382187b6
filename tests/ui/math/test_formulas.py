"""Formulas are made beside the window and kept for every size and colour."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.ui.math.first_formula import FirstFormula
from app.ui.math.formulas import DrawnFormula, FormulaDesk

BLACK, RED = QColor("#000000"), QColor("#ff0000")


@pytest.fixture
def desk(qapp: object) -> Iterator[FormulaDesk]:
    made = FormulaDesk()
    yield made
    made.close()


@pytest.fixture
def usual_s(qtbot: QtBot) -> float:
    """The switch interval while no thread works: that of a test before may still make a lexer."""
    qtbot.waitUntil(lambda: all(thread.name != "lexer" for thread in threading.enumerate()), timeout=20_000)
    return sys.getswitchinterval()


def ready(
    qtbot: QtBot, desk: FormulaDesk, tex: str, size_px: float = 20, color: QColor = BLACK
) -> DrawnFormula:
    """The formula, once it is there."""
    qtbot.waitUntil(lambda: desk.formula(tex, False, size_px, color) is not None)
    found = desk.formula(tex, False, size_px, color)
    assert found is not None
    return found


def painted(formula: DrawnFormula, ratio: float, x: float = 3.4) -> QImage:
    picture = QImage(int(120 * ratio), int(60 * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    formula.paint(painter, x, 30)
    painter.end()
    return picture


def test_a_formula_is_told_when_it_is_ready(qtbot: QtBot, desk: FormulaDesk) -> None:
    with qtbot.waitSignal(desk.changed):
        assert desk.formula("x^2", False, 16, BLACK) is None
    assert desk.formula("x^2", False, 16, BLACK) is not None
    assert not desk.busy


def test_sizes_grow_with_the_text_and_nothing_is_made_twice(qtbot: QtBot, desk: FormulaDesk) -> None:
    small = ready(qtbot, desk, "\\frac{a}{b}", 10)
    large = desk.formula("\\frac{a}{b}", False, 20, RED)
    assert large is not None
    assert not desk.busy
    assert large.width == pytest.approx(2 * small.width)
    assert large.ascent == pytest.approx(2 * small.ascent)
    assert large.descent == pytest.approx(2 * small.descent)


def test_what_cannot_be_drawn_is_known_and_not_tried_again(qtbot: QtBot, desk: FormulaDesk) -> None:
    assert not desk.cannot_draw("\\foo", False)
    with qtbot.waitSignal(desk.changed):
        desk.formula("\\foo", False, 16, BLACK)
    assert desk.formula("\\foo", False, 16, BLACK) is None
    assert desk.cannot_draw("\\foo", False)
    assert not desk.busy


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_fraction_line_is_crisp_at_every_ratio(qtbot: QtBot, desk: FormulaDesk, ratio: float) -> None:
    formula = ready(qtbot, desk, "\\frac{1}{2}", 20)
    picture = painted(formula, ratio)
    column = int((3.4 + formula.width / 2) * ratio)
    dark = [y for y in range(picture.height()) if picture.pixelColor(column, y).lightness() < 10]
    assert dark  # a line between two rows of pixels would be grey in both


def test_the_colour_is_that_of_the_text(qtbot: QtBot, desk: FormulaDesk) -> None:
    picture = painted(ready(qtbot, desk, "x", 30, RED), 1.0)
    found = {picture.pixelColor(x, y).name() for x in range(60) for y in range(60)}
    assert "#ff0000" in found
    assert "#000000" not in found


def test_many_wishes_come_true_and_the_interpreter_is_as_before(
    qtbot: QtBot, desk: FormulaDesk, usual_s: float
) -> None:
    names = [f"x_{{{number}}}" for number in range(40)]
    for name in names:
        desk.formula(name, False, 16, BLACK)
    assert sys.getswitchinterval() < usual_s
    qtbot.waitUntil(lambda: not desk.busy)
    assert all(desk.formula(name, False, 16, BLACK) is not None for name in names)
    assert sys.getswitchinterval() == pytest.approx(usual_s)


def test_closing_in_the_middle_leaves_nothing_behind(usual_s: float) -> None:
    desk = FormulaDesk()
    for number in range(20):
        desk.formula(f"y_{{{number}}}", False, 16, BLACK)
    desk.close()
    assert sys.getswitchinterval() == pytest.approx(usual_s)


def test_nothing_is_begun_after_the_end(usual_s: float) -> None:
    desk = FormulaDesk()
    desk.close()
    assert desk.formula("z^3", False, 16, BLACK) is None, "a reply goes on while the program ends"
    assert not desk.busy
    first = FirstFormula()
    first.close()
    assert first.formula("z^3", False, 16, BLACK) is None
    assert first.desk is None, "nor is there anything that nobody would close"
    assert sys.getswitchinterval() == pytest.approx(usual_s)


def test_the_desk_comes_with_the_first_formula(qtbot: QtBot) -> None:
    first = FirstFormula()
    assert first.desk is None
    with qtbot.waitSignal(first.changed):
        first.formula("x", False, 16, BLACK)
    assert first.formula("x", False, 16, BLACK) is not None
    first.close()


def test_ziamath_is_loaded_for_a_formula_only() -> None:
    code = "import sys, app.ui.transcript.view, app.ui.math.first_formula; print('ziamath' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
