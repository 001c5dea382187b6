"""TeX becomes outlines, or is refused in one way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from app.ui.math.outline import UNITS_PER_EM, Outline, paint_outline
from app.ui.math.typeset import LONGEST_TEX, NotMath, typeset
from tests.ui.math.formula_samples import DISPLAY, INLINE

pytestmark = pytest.mark.usefixtures("qapp")
_COMMANDS = (
    r"\frac \sqrt \left \right \text{ \begin{matrix} \end{matrix} \\ \ce{ -> \sum \limits \hat \over \color{"
    r" \tag{ \operatorname*{ \begin{ \binom \xrightarrow[ \hspace{ &lt; <b> \cancel 如"
)
_PIECES = st.sampled_from([*"abxyz019+-=<>&|!,.()[]{}^_\\ $%#~'\"\U0001f600", *_COMMANDS.split()])


def pixels(outline: Outline, color: str, size_px: float = 40) -> QImage:
    """The formula on white."""
    scale = size_px / UNITS_PER_EM
    picture = QImage(
        int(outline.width * scale) + 4,
        int((outline.ascent + outline.descent) * scale) + 4,
        QImage.Format.Format_RGB32,
    )
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    paint_outline(painter, outline, 2, 2 + outline.ascent * scale, scale, QColor(color))
    painter.end()
    return picture


def colors(picture: QImage) -> set[str]:
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


@pytest.mark.parametrize("tex", INLINE)
def test_formulas_of_a_line_are_drawn(tex: str) -> None:
    outline = typeset(tex, display=False)
    assert outline.width > 0
    assert "#000000" in colors(pixels(outline, "black"))


@pytest.mark.parametrize("tex", DISPLAY)
def test_formulas_on_their_own_are_drawn(tex: str) -> None:
    outline = typeset(tex, display=True)
    assert outline.width > 0
    assert len(colors(pixels(outline, "black"))) > 2


@pytest.mark.parametrize(
    "tex", ["", "{", "\\frac{1", "\\foo{x}", "x^", "\\left(", "\\ce{H2O", "%", "\\begin{cases}", "\\eqref{a}"]
)
def test_what_is_no_formula_is_refused(tex: str) -> None:
    with pytest.raises(NotMath):
        typeset(tex, display=True)


@pytest.mark.parametrize(
    "tex", ["x" * (LONGEST_TEX + 1), "\\hspace{99999cm}x", "{" * 900 + "x" + "}" * 900, "\\frac" * 300]
)
def test_what_is_far_too_much_is_refused(tex: str) -> None:
    with pytest.raises(NotMath):
        typeset(tex, display=False)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join), st.booleans())
def test_any_text_is_drawn_or_refused(tex: str, display: bool) -> None:
    try:
        outline = typeset(tex, display)
    except NotMath:
        return
    assert outline.width >= 0
    pixels(outline, "black", 10)


def test_a_fraction_stands_on_the_axis_and_letters_on_the_baseline() -> None:
    letter, fraction = typeset("x", display=False), typeset("\\frac{a}{b}", display=False)
    assert letter.descent < 0.1 * UNITS_PER_EM
    assert fraction.descent > 0.2 * UNITS_PER_EM
    assert fraction.ascent > letter.ascent
    assert len(fraction.bars) == 1


def test_limits_stand_below_a_sum_of_its_own_and_beside_one_in_a_line() -> None:
    sum_tex = "\\sum_{i=1}^n i"
    inline, display = typeset(sum_tex, display=False), typeset(sum_tex, display=True)
    assert display.ascent + display.descent > 1.5 * (inline.ascent + inline.descent)


def test_a_colour_of_the_tex_stays_and_the_rest_takes_the_colour_of_the_text() -> None:
    found = colors(pixels(typeset("\\textcolor{red}{x} + y", display=False), "#003300", 120))
    assert "#003300" in found
    assert any(QColor(name).red() > 200 and QColor(name).green() < 30 for name in found)


def test_a_dark_colour_is_made_lighter_on_a_dark_ground() -> None:
    outline = typeset("\\color{blue}{x}", display=False)
    assert "#0000ff" not in colors(pixels(outline, "#eeeeee"))


def test_chinese_in_a_text_has_an_outline() -> None:
    with_it, without = typeset("\\text{如果}", display=False), typeset("\\text{}x", display=False)
    assert with_it.width > 1.5 * UNITS_PER_EM > without.width
    assert not with_it.shapes[0].path.isEmpty()


def test_unknown_commands_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotMath):
        typeset("\\secret{x}", display=False)
    assert not caplog.records


def test_lines_between_columns_are_drawn() -> None:
    plain, ruled = (
        typeset(rf"\begin{{array}}{{{columns}}} 1 & 2 \\ 3 & 4 \end{{array}}", True)
        for columns in ("cc", "c|c")
    )
    assert ruled.width > plain.width


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{array}{cc} 1 & 2 \\ \hline 3 & 4 \end{array}",
        r"\begin{array}{|c|c|} 1 & 2 \\ 3 & 4 \end{array}",
    ],
)
def test_tables_whose_lines_would_be_missing_are_refused(tex: str) -> None:
    with pytest.raises(NotMath):
        typeset(tex, True)
