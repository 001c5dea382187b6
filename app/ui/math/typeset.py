"""From TeX to outlines; the only module that imports ziamath, and itself imported in a thread."""

import re
from typing import TypeGuard
from xml.etree.ElementTree import Element

from latex2mathml import exceptions as latex_errors
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath
from ziamath.config import config
from ziamath.tex import tex2mml
from ziamath.zmath import Math

from app.ui.math.letters import use_letters_of_the_system
from app.ui.math.mathml import read_mathml
from app.ui.math.outline import UNITS_PER_EM, Outline, Shape
from app.ui.math.real_tex import as_latex2mathml_reads

LONGEST_TEX = 2000
_WIDEST, _HIGHEST = 400 * UNITS_PER_EM, 150 * UNITS_PER_EM


def _is_error(value: object) -> TypeGuard[type[Exception]]:
    return isinstance(value, type) and issubclass(value, Exception)


_STEP = re.compile(r"([MLQCZ])([^MLQCZ]*)")
# All that ziamath and latex2mathml were seen to raise for texts that they do not understand.
_REFUSALS: tuple[type[Exception], ...] = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,  # too deep, too
    StopIteration,
    SyntaxError,  # what ElementTree raises
    *(error for error in vars(latex_errors).values() if _is_error(error)),
)

# SVG 2 of ziamath is more than is read here: it draws letters by reference.
config.svg2 = False
use_letters_of_the_system()


class NotMath(ValueError):
    """It is TeX that cannot be drawn, or not TeX."""


def typeset(tex: str, display: bool) -> Outline:
    """Lay out a formula.

    Raises:
        NotMath: whatever is wrong with it; nothing else leaves this function.
    """
    if len(tex) > LONGEST_TEX:
        raise NotMath("too long")
    try:
        root = read_mathml(tex2mml(as_latex2mathml_reads(tex), inline=not display))
        formula = Math(root, UNITS_PER_EM, margin=0)
        svg = formula.svgxml()
        box = formula.node.bbox
        found = _outline(svg, (box.xmin, box.xmax, box.ymin, box.ymax))
    except _REFUSALS as error:
        raise NotMath(f"{type(error).__name__}: {error}") from error
    return found


def _outline(svg: Element, box: tuple[float, float, float, float]) -> Outline:
    left, right, bottom, top = box
    if not (0 < right - min(0.0, left) <= _WIDEST and 0 < top - bottom <= _HIGHEST):
        raise NotMath("nothing to draw, or far too much")
    letters: dict[str, QPainterPath] = {}
    shapes: list[Shape] = []
    bars: list[tuple[QRectF, str]] = []
    shift = -min(0.0, left)
    for node in svg.iter():
        color = _color(node)
        if node.tag == "path" and "stroke" not in node.attrib:
            path = letters.get(color)
            if path is None:
                path = letters[color] = QPainterPath()
            _add_steps(path, node.attrib["d"], shift)
        elif node.tag == "rect" and "stroke" not in node.attrib:
            if node.get("fill") != "none":
                bars.append((_box(node, shift), color))
        elif node.tag in ("path", "rect", "ellipse"):
            shapes.append(_line(node, shift))
    shapes += [Shape(path, color) for color, path in letters.items()]
    width = max(right, 0.0) + shift
    return Outline(tuple(shapes), tuple(bars), width, max(0.0, top), max(0.0, -bottom))


def _color(node: Element) -> str:
    name = node.get("fill" if "stroke" not in node.attrib else "stroke", "")
    return "" if name in ("black", "none") else name


def _line(node: Element, shift: float) -> Shape:
    path = QPainterPath()
    if node.tag == "path":
        _add_steps(path, node.attrib["d"], shift)
    elif node.tag == "rect":
        path.addRect(_box(node, shift))
    else:
        x, y, wide, high = (float(node.get(name, 0)) for name in ("cx", "cy", "rx", "ry"))
        path.addEllipse(QPointF(x + shift, y), wide, high)
    return Shape(path, _color(node), float(node.get("stroke-width", 1)))


def _box(node: Element, shift: float) -> QRectF:
    x, y, wide, high = (float(node.get(name, 0)) for name in ("x", "y", "width", "height"))
    return QRectF(x + shift, y, wide, high)


def _add_steps(path: QPainterPath, data: str, shift: float) -> None:
    # Letters overlap, as the pieces of a tall bracket: what is inside either is drawn.
    path.setFillRule(Qt.FillRule.WindingFill)
    for letter, text in _STEP.findall(data):
        n = [float(number) for number in text.split()]
        if letter == "M":
            path.moveTo(n[0] + shift, n[1])
        elif letter == "L":
            path.lineTo(n[0] + shift, n[1])
        elif letter == "Q":
            path.quadTo(n[0] + shift, n[1], n[2] + shift, n[3])
        elif letter == "C":
            path.cubicTo(n[0] + shift, n[1], n[2] + shift, n[3], n[4] + shift, n[5])
        else:
            path.closeSubpath()
