"""Formulas for files: as SVG for a page of a browser, as a picture for a printed one."""

from xml.sax.saxutils import quoteattr

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from app.ui.math.outline import UNITS_PER_EM, Outline, paint_outline
from app.ui.math.typeset import NotMath, typeset

_CURVE = QPainterPath.ElementType.CurveToElement
_MOVE = QPainterPath.ElementType.MoveToElement
_LINE = QPainterPath.ElementType.LineToElement


def formula_svg(tex: str, display: bool) -> str:
    """A formula as an SVG element in the colour of the text around it; empty where it is none."""
    try:
        outline = typeset(tex, display)
    except NotMath:
        return ""
    height = outline.ascent + outline.descent
    parts = [
        f'<rect x="{box.x():.3f}" y="{box.y():.3f}" width="{box.width():.3f}" height="{box.height():.3f}"'
        f" fill={_ink(color)}/>"
        for box, color in outline.bars
    ]
    for shape in outline.shapes:
        look = f"fill={_ink(shape.color)}"
        if shape.pen:
            look = f'fill="none" stroke={_ink(shape.color)} stroke-width="{shape.pen:.3f}"'
        parts.append(f'<path d="{_steps(shape.path)}" {look}/>')
    em = 1 / UNITS_PER_EM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" width="{outline.width * em:.3f}em"'
        f' height="{height * em:.3f}em" style="vertical-align:{-outline.descent * em:.3f}em"'
        f' viewBox="0 {-outline.ascent:.3f} {outline.width:.3f} {height:.3f}">{"".join(parts)}</svg>'
    )


def formula_picture(
    outline: Outline, size_px: float, ratio: float, middle_px: float | None = None
) -> tuple[QImage, QSizeF]:
    """A formula in black for letters of that size, `ratio` dots for a pixel; and its size in pixels.

    Args:
        middle_px: so far above the base line is the middle of the picture, with room above or below for that.
    """
    scale = size_px / UNITS_PER_EM
    ascent, descent = outline.ascent * scale, outline.descent * scale
    if middle_px is not None:
        half = max(ascent - middle_px, descent + middle_px)
        ascent, descent = half + middle_px, half - middle_px
    size = QSizeF(max(1.0, outline.width * scale), max(1.0, ascent + descent))
    image = QImage((size * ratio).toSize().expandedTo(QSizeF(1, 1).toSize()), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_outline(painter, outline, 0, ascent * ratio, scale * ratio, QColor("black"))
    painter.end()
    return image, size


def _ink(color: str) -> str:
    return quoteattr(color if QColor.isValidColorName(color) else "currentColor")


def _steps(path: QPainterPath) -> str:
    steps = []
    for number in range(path.elementCount()):
        element = path.elementAt(number)
        letter = {_MOVE: "M", _LINE: "L", _CURVE: "C"}.get(element.type, "")
        steps.append(f"{letter}{element.x:.2f} {element.y:.2f}")
    return " ".join(steps)
