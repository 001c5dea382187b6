"""Letters that the font for formulas does not have, such as Chinese ones in a `\\text`, from the system's."""

from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath
from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziafont.svgpath import Cubic, Lineto, Moveto, Point
from ziamath import zmath
from ziamath.mathfont import MathFont
from ziamath.styles import MathVariant

_BEYOND = 1_000_000
"""Numbers of glyphs from here on are ours."""


class _SystemGlyph(SimpleGlyph):
    """An outline of the system's fonts, in the units of the font for formulas."""

    def __init__(self, char: str, font: MathFont) -> None:
        units = font.info.layout.unitsperem
        face = QFont()
        face.setPixelSize(units)
        face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        path = QPainterPath()
        path.addText(0, 0, face, char)
        box = path.boundingRect()
        bounds = BBox(box.left(), box.right(), -box.bottom(), -box.top())
        super().__init__(_BEYOND + ord(char), list(_steps(path)), bounds, font)
        self._advance = round(QFontMetricsF(face).horizontalAdvance(char))

    def advance(self, nextchr: SimpleGlyph | None = None) -> int:
        return self._advance


class _Letters(MathFont):
    """Finds a glyph for every character."""

    def findglyph(self, char: str, variant: MathVariant) -> SimpleGlyph:
        glyph = super().findglyph(char, variant)
        if glyph.index != 0:
            return glyph
        return self.glyph_fromid(_BEYOND + ord(char))

    def glyph_fromid(self, glyphid: int) -> SimpleGlyph:
        if glyphid < _BEYOND:
            return super().glyph_fromid(glyphid)
        found = self._glyphs.get(glyphid)
        if found is None:
            found = self._glyphs[glyphid] = _SystemGlyph(chr(glyphid - _BEYOND), self)
        return found

    def advance(self, glyph: int, glyph2: int | None) -> int:
        return super().advance(glyph, None if glyph2 is not None and glyph2 >= _BEYOND else glyph2)


def use_letters_of_the_system() -> None:
    """Have ziamath draw with them."""
    zmath.loadedfonts["default"] = _Letters(zmath.fontname)


def _steps(path: QPainterPath) -> list[Moveto | Lineto | Cubic]:
    found: list[Moveto | Lineto | Cubic] = []
    curve: list[Point] = []
    for at in range(path.elementCount()):
        element = path.elementAt(at)
        point = Point(element.x, -element.y)  # type: ignore[no-untyped-call]
        if element.isMoveTo():
            found.append(Moveto(point))
        elif element.isLineTo():
            found.append(Lineto(point))
        else:
            curve.append(point)
            if len(curve) == 3:
                found.append(Cubic(*curve))
                curve = []
    return found
