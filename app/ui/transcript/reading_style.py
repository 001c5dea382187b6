"""How text of replies looks: fonts, line pitch and colours of the theme at the reader's zoom."""

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QTextCharFormat
from PySide6.QtWidgets import QWidget

from app.markup.runs import RunKind, Style
from app.ui.theme.fonts import FontRole, load_strong_italic
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.transcript.formula import Formulas
from app.ui.transcript.picture import ReplyPictures
from app.ui.transcript.scripts import Script

LINE_PITCH = 1.47
HEADING_PITCH = 1.3
CODE_PITCH = 1.3
TABLE_PITCH = 1.12
MUTED_PITCH = 1.47
_HEADINGS: tuple[FontRole, ...] = ("h1", "h2", "h3", "body", "body", "body")


@dataclass(frozen=True, slots=True)
class Look:
    """What sets a piece of text apart from the text around it; equal looks are drawn alike."""

    kind: RunKind = RunKind.TEXT
    style: Style = Style.PLAIN
    is_link: bool = False


PLAIN = Look()
_FACES = Style.BOLD | Style.ITALIC


class TextStyle:
    """Font, line pitch and colour of one kind of text.

    Attributes:
        pitch_px: from one baseline to the next.
        baseline_px: from the top of a line to its baseline.
    """

    def __init__(
        self, style: "ReadingStyle", role: FontRole, pitch: float, color: Role, *, is_bold: bool = False
    ) -> None:
        self._style = style
        self.role: FontRole = role
        self.color: Role = color
        self.font = style.font(role)
        if is_bold:
            self.font.setWeight(QFont.Weight.DemiBold)
        self.metrics = QFontMetricsF(self.font)
        self.pitch_px = round(self.metrics.height() * pitch)
        self.ascent_px = self.metrics.ascent()
        self.baseline_px = round((self.pitch_px - self.metrics.height()) / 2 + self.ascent_px)
        self.font_px = float(QFontInfo(self.font).pixelSize())
        self.letter_px = max(1.0, self.metrics.averageCharWidth())
        self._formats: dict[tuple[Look, Script], QTextCharFormat] = {}
        self._is_strong = self.font.weight() >= QFont.Weight.DemiBold

    def has_faces(self, look: Look) -> bool:
        """Whether text in a look is strong or slanted: then its script matters."""
        return self._is_strong or (look is not PLAIN and bool(look.style & _FACES))

    def format(self, look: Look, script: Script = Script.OWN) -> QTextCharFormat:
        """The format of text in a look."""
        found = self._formats.get((look, script))
        if found is None:
            found = self._formats[look, script] = self._make(look)
            if script is not Script.OWN:
                self._fit(found, look, script)
        return found

    def _fit(self, made: QTextCharFormat, look: Look, script: Script) -> None:
        """Let strong and slanted letters be seen in a font that may have one face only."""
        is_upright = script is Script.ARABIC and bool(look.style & Style.ITALIC)
        if is_upright:
            made.setFontItalic(False)
        if is_upright or look.style & Style.BOLD or self.font.weight() >= QFont.Weight.DemiBold:
            made.setFontWeight(QFont.Weight.Bold)  # Qt thickens a font for no lesser weight

    def _make(self, look: Look) -> QTextCharFormat:
        theme = self._style.theme
        made = QTextCharFormat()
        inherit = QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly
        if look.kind in (RunKind.CODE, RunKind.MATH) or look.style & Style.KEY:
            font = self._style.font("code_inline")
            font.setPointSizeF(font.pointSizeF() * self.font.pointSizeF() / self._style.body.pointSizeF())
            made.setFont(font, inherit)
        made.setForeground(theme.color("accent_text" if look.is_link else self.color))
        if look.style & Style.BOLD:
            made.setFontWeight(QFont.Weight.DemiBold)
        if look.style & Style.ITALIC or look.kind is RunKind.IMAGE:
            made.setFontItalic(True)
            if look.style & Style.BOLD or self.font.weight() >= QFont.Weight.DemiBold:
                load_strong_italic()
        if look.style & Style.SUP or look.kind is RunKind.FOOTNOTE:
            made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        elif look.style & Style.SUB:
            made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSubScript)
        return made


class ReadingStyle:
    """Everything that text of one theme at one zoom needs; a change of either makes another one."""

    def __init__(self, theme: Theme, zoom: float = 1.0, formulas: Formulas | None = None) -> None:
        self.theme = theme
        self.pictures: ReplyPictures | None = None
        self.zoom = zoom
        self.formulas = formulas
        self.body = self.font("body")
        self.heights: dict[type[QWidget], int] = {}
        """Of widgets that are all equally high, by their kind, once one was measured."""
        self._texts: dict[tuple[str, Role], TextStyle] = {}

    def font(self, role: FontRole) -> QFont:
        """The font of a role at this zoom."""
        font = self.theme.font(role)
        font.setPointSizeF(font.pointSizeF() * self.zoom)
        return font

    def px(self, length: float) -> int:
        """A length of the design at this zoom."""
        return round(length * self.zoom)

    def text(self, kind: str, color: Role = "text") -> TextStyle:
        """The style of a kind of text: body, h1 to h6, table, header, muted, code."""
        found = self._texts.get((kind, color))
        if found is None:
            found = self._texts[kind, color] = self._make(kind, color)
        return found

    def _make(self, kind: str, color: Role) -> TextStyle:
        if kind == "body":
            return TextStyle(self, "body", LINE_PITCH, color)
        if kind == "table":
            return TextStyle(self, "ui", TABLE_PITCH, color)
        if kind == "header":
            return TextStyle(self, "ui_strong", TABLE_PITCH, color)
        if kind == "muted":
            return TextStyle(self, "ui", MUTED_PITCH, color)
        if kind == "code":
            return TextStyle(self, "code", CODE_PITCH, color)
        return TextStyle(self, _HEADINGS[int(kind[1:]) - 1], HEADING_PITCH, color, is_bold=True)
