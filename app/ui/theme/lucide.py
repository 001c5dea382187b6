"""The files of Lucide's icons as lines to draw: as much of SVG as they use.

Qt's own SVG library draws the same (a test compares them) but takes 1.4 MB for it.
"""

import math
import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

BOX = 24.0
"""Width and height of the box in which every icon is drawn."""
_SHAPE = re.compile(r"<(path|circle|line|rect)\s([^>]*)/>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NUMBER = r"\s*,?\s*(-?(?:\d+\.?\d*|\.\d+))"
_FLAG = r"\s*,?\s*([01])"  # may stand without a gap before what follows
_ARGUMENTS = {
    letter: re.compile(pattern)
    for letter, pattern in {
        "M": _NUMBER * 2,
        "L": _NUMBER * 2,
        "H": _NUMBER,
        "V": _NUMBER,
        "C": _NUMBER * 6,
        "A": _NUMBER * 3 + _FLAG * 2 + _NUMBER * 2,
    }.items()
}


def icon_paths(svg: str) -> list[QPainterPath]:
    """The lines of an icon in its 24 x 24 box, a path for each shape.

    Raises:
        ValueError: the file uses more of SVG than is read here.
    """
    return [_path(kind, dict(_ATTRIBUTE.findall(text))) for kind, text in _SHAPE.findall(svg)]


def _path(kind: str, given: dict[str, str]) -> QPainterPath:
    if kind == "path":
        return _lines(given["d"])
    path = QPainterPath()
    numbers = {name: float(value) for name, value in given.items()}
    if kind == "circle":
        path.addEllipse(QPointF(numbers["cx"], numbers["cy"]), numbers["r"], numbers["r"])
    elif kind == "line":
        path.moveTo(numbers["x1"], numbers["y1"])
        path.lineTo(numbers["x2"], numbers["y2"])
    else:
        box = QRectF(numbers.get("x", 0), numbers.get("y", 0), numbers["width"], numbers["height"])
        radius = numbers.get("rx", numbers.get("ry", 0))
        path.addRoundedRect(box, radius, radius)
    return path


def _lines(data: str) -> QPainterPath:
    path = QPainterPath()
    begin = here = QPointF()
    for letter, numbers in _steps(data):
        origin = here if letter.islower() else QPointF()
        match letter.upper(), numbers:
            case "Z", _:
                path.closeSubpath()
            case "M", [x, y]:
                begin = origin + QPointF(x, y)
                path.moveTo(begin)
            case "L", [x, y]:
                path.lineTo(origin + QPointF(x, y))
            case "H", [x]:
                path.lineTo(origin.x() + x, here.y())
            case "V", [y]:
                path.lineTo(here.x(), origin.y() + y)
            case "C", [x1, y1, x2, y2, x, y]:
                first, second, end = QPointF(x1, y1), QPointF(x2, y2), QPointF(x, y)
                path.cubicTo(origin + first, origin + second, origin + end)
            case "A", [rx, ry, rotation, is_large, is_clockwise, x, y]:
                if rx != ry and rotation:
                    raise ValueError("a turned ellipse")
                _add_arc(path, rx, ry, bool(is_large), bool(is_clockwise), origin + QPointF(x, y))
        # Qt forgets where it is when a path is closed.
        here = begin if letter in "Zz" else path.currentPosition()
    return path


def _steps(data: str) -> Iterator[tuple[str, list[float]]]:
    """Letters and their numbers; one letter may be followed by the numbers of several steps."""
    for letter, text in _STEP.findall(data):
        if letter in "Zz":
            yield letter, []
            continue
        pattern = _ARGUMENTS.get(letter.upper())
        if pattern is None:
            raise ValueError(f"the path step {letter}")
        end = 0
        while found := pattern.match(text, end):
            yield letter, [float(number) for number in found.groups()]
            end = found.end()
            letter = {"M": "L", "m": "l"}.get(letter, letter)  # as SVG reads it
        if text[end:].strip():
            raise ValueError(f"the numbers of {letter}: {text}")


def _add_arc(
    path: QPainterPath, rx: float, ry: float, is_large: bool, is_clockwise: bool, end: QPointF
) -> None:
    """An arc of an ellipse from where the path is.

    Source: SVG 2, appendix "Implementation notes", B.2.4: from the two ends to the centre.
    """
    start = path.currentPosition()
    half = (start - end) / 2
    # In units of the radii the ellipse is a circle of radius 1.
    x, y = half.x() / rx, half.y() / ry
    half_length = math.hypot(x, y)
    if half_length > 1:  # too small to reach: as large as it must be
        rx, ry, x, y = rx * half_length, ry * half_length, x / half_length, y / half_length
    away = math.sqrt(max(0.0, 1 / (x * x + y * y) - 1))
    if is_large == is_clockwise:
        away = -away
    centre_x, centre_y = away * y, -away * x
    begin_angle = math.atan2(y - centre_y, x - centre_x)
    sweep = math.atan2(-y - centre_y, -x - centre_x) - begin_angle
    if is_clockwise and sweep < 0:
        sweep += math.tau
    elif not is_clockwise and sweep > 0:
        sweep -= math.tau
    centre = (start + end) / 2 + QPointF(centre_x * rx, centre_y * ry)
    # Not `arcTo`: where that begins a hair beside the path, round joins get a bump.
    parts = math.ceil(abs(sweep) / (math.pi / 2) - 1e-6)
    reach = 4 / 3 * math.tan(sweep / parts / 4)
    for part in range(1, parts + 1):
        before, after = (begin_angle + sweep * number / parts for number in (part - 1, part))
        cos_before, sin_before, cos_after, sin_after = (
            turn(angle) for angle in (before, after) for turn in (math.cos, math.sin)
        )
        path.cubicTo(
            centre + QPointF(rx * (cos_before - reach * sin_before), ry * (sin_before + reach * cos_before)),
            centre + QPointF(rx * (cos_after + reach * sin_after), ry * (sin_after - reach * cos_after)),
            centre + QPointF(rx * cos_after, ry * sin_after) if part < parts else end,
        )
