"""The one object that turns tokens into palette, style sheet, fonts and icons."""

from enum import StrEnum

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication

from app.ui.theme.fonts import FontRole, Fonts
from app.ui.theme.icons import Icons
from app.ui.theme.style_sheet import style_sheet
from app.ui.theme.tokens import DARK, LIGHT, Role, Tokens


class ThemeMode(StrEnum):
    """Which of the two colour tables is shown."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_SCHEMES = {
    ThemeMode.SYSTEM: Qt.ColorScheme.Unknown,
    ThemeMode.LIGHT: Qt.ColorScheme.Light,
    ThemeMode.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Colours, fonts and icons of the application; follows the system unless told otherwise.

    Args:
        app: gets Fusion, the palette, the style sheet and the font.
        text_scale: 0.85 to 1.5, times the system's text size.
        bundled_font: take Inter even where the system has a good font.
    """

    changed = Signal()  # colours or fonts are others now

    def __init__(
        self,
        app: QApplication,
        mode: ThemeMode = ThemeMode.SYSTEM,
        text_scale: float = 1.0,
        bundled_font: bool = False,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._bundled_font = bundled_font
        self._text_scale = text_scale
        self._fonts = Fonts(text_scale, bundled_font)
        self._icons = Icons()
        self._tokens: Tokens = LIGHT
        self._colors: dict[Role, QColor] = {}
        app.setStyle("Fusion")
        if mode is not ThemeMode.SYSTEM:
            app.styleHints().setColorScheme(_SCHEMES[mode])
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    @property
    def mode(self) -> ThemeMode:
        """What was asked for; `dark` tells what is shown."""
        return self._mode

    @property
    def dark(self) -> bool:
        """Whether the dark table is shown."""
        return self._tokens is DARK

    @property
    def tokens(self) -> Tokens:
        """The table that is shown."""
        return self._tokens

    @property
    def text_scale(self) -> float:
        """The text size setting; 1.0 is the system's size."""
        return self._text_scale

    def set_mode(self, mode: ThemeMode) -> None:
        """Show light or dark, or follow the system."""
        if mode is self._mode:
            return
        self._mode = mode
        self._app.styleHints().setColorScheme(_SCHEMES[mode])
        self._apply()
        self.changed.emit()

    def set_text_scale(self, scale: float) -> None:
        """Set the text size, 0.85 to 1.5."""
        if scale == self._text_scale:
            return
        self._text_scale = scale
        self._fonts = Fonts(scale, self._bundled_font)
        self._apply()
        self.changed.emit()

    def color(self, role: Role) -> QColor:
        """The colour of a role; do not change it in place."""
        color = self._colors.get(role)
        if color is None:
            color = self._colors[role] = QColor(self._tokens[role])
        return color

    def font(self, role: FontRole) -> QFont:
        """A copy of the font of a role."""
        return self._fonts.get(role)

    def icon(self, name: str, role: Role = "muted") -> QIcon:
        """An icon in a colour of the theme; ask again after `changed`."""
        return self._icons.icon(name, self.color(role))

    def paint_icon(
        self, painter: QPainter, name: str, x: float, y: float, size_px: int, role: Role = "muted"
    ) -> None:
        """Draw an icon with its top left corner at x, y."""
        ratio = painter.device().devicePixelRatio()
        pixmap = self._icons.pixmap(name, self.color(role), size_px, ratio)
        painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), pixmap)

    def paint_box(
        self,
        painter: QPainter,
        rect: QRectF,
        radius: float,
        fill: Role | None = None,
        border: Role | None = None,
        border_width: float = 1.0,
    ) -> None:
        """Draw a rounded box; its border lies inside `rect`."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = border_width / 2 if border else 0.0
        painter.setPen(QPen(self.color(border), border_width) if border else Qt.PenStyle.NoPen)
        painter.setBrush(self.color(fill) if fill else Qt.BrushStyle.NoBrush)
        box = rect.adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, radius - inset, radius - inset)

    def _apply(self) -> None:
        scheme = self._app.styleHints().colorScheme()
        dark = self._mode is ThemeMode.DARK
        if self._mode is ThemeMode.SYSTEM:
            dark = scheme is Qt.ColorScheme.Dark
        self._tokens = DARK if dark else LIGHT
        self._colors.clear()
        self._icons.clear()
        self._app.setFont(self.font("ui"))
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(style_sheet(self._tokens))

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        pairs: list[tuple[QPalette.ColorRole, Role]] = [
            (role.Window, "canvas"),
            (role.WindowText, "text"),
            (role.Base, "field"),
            (role.AlternateBase, "side"),
            (role.Text, "text"),
            (role.PlaceholderText, "faint"),
            (role.Button, "raised"),
            (role.ButtonText, "text"),
            (role.ToolTipBase, "raised"),
            (role.ToolTipText, "text"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.Link, "accent_text"),
            (role.LinkVisited, "accent_text"),
            (role.Accent, "accent"),
            (role.Light, "raised"),
            (role.Midlight, "hover"),
            (role.Mid, "border"),
            (role.Dark, "control"),
            (role.Shadow, "border"),
        ]
        for name, token in pairs:
            palette.setColor(name, self.color(token))
        for name in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, name, self.color("faint"))
        return palette

    @Slot()
    def _on_scheme_changed(self) -> None:
        if self._mode is not ThemeMode.SYSTEM:
            return
        self._apply()
        self.changed.emit()
