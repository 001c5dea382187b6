"""The one object that every widget asks for colours, fonts, icons and boxes."""

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.ui.theme.tokens import DARK, LIGHT, Role, Tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QFont, QIcon, QPainter

    from app.ui.theme.fonts import FontRole
    from app.ui.theme.look import Look


class ThemeMode(StrEnum):
    """Which of the two colour tables is shown."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Colours, fonts and icons of the application; follows the system unless told otherwise.

    Colours are there at once. The rest (`Look`) is loaded when it is first asked for; then the application
    gets Fusion, the palette, the style sheet and the font.

    Args:
        text_scale: 0.85 to 1.5, times the system's text size.
        bundled_font: take Inter even where the system has a good font.
        code_family: the font of code; empty for the bundled one.
    """

    changed = Signal()  # colours or fonts are others now

    def __init__(
        self,
        app: QApplication,
        mode: ThemeMode = ThemeMode.SYSTEM,
        text_scale: float = 1.0,
        bundled_font: bool = False,
        code_family: str = "",
    ) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._bundled_font = bundled_font
        self._code_family = code_family
        self._text_scale = text_scale
        # Before our own palette is set, the window colour is the system's.
        self._system_dark = app.palette().window().color().lightness() < 128
        self._tokens: Tokens = DARK if self._wants_dark() else LIGHT
        self._colors: dict[Role, QColor] = {}
        self._look: Look | None = None

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

    @property
    def look(self) -> "Look":
        """Fonts, icons and boxes; loads them and dresses the application the first time."""
        if self._look is None:
            # Why not at the top: see the module that is loaded here.
            from app.ui.theme.look import Look
            from app.ui.theme.scheme import SchemeFollower, set_scheme

            self._look = Look(self._app, self._text_scale, self._bundled_font, self._code_family)
            if self._mode is not ThemeMode.SYSTEM:
                set_scheme(self._app, self._mode)
            SchemeFollower(self._app, self).system_dark_changed.connect(self.set_system_dark)
            self._apply()
        return self._look

    def set_mode(self, mode: ThemeMode) -> None:
        """Show light or dark, or follow the system."""
        if mode is not self._mode:
            # As above.
            from app.ui.theme.scheme import set_scheme

            self._mode = mode
            set_scheme(self._app, mode)
            self._refresh()

    @Slot(bool)
    def set_system_dark(self, dark: bool) -> None:
        """Take what the system shows now."""
        self._system_dark = dark
        if self._mode is ThemeMode.SYSTEM and self._wants_dark() is not self.dark:
            self._refresh()

    def set_text_scale(self, scale: float) -> None:
        """Set the text size, 0.85 to 1.5."""
        if scale != self._text_scale:
            self._text_scale = scale
            self._change_fonts()

    def set_bundled_font(self, bundled: bool) -> None:
        """Take Inter, or the system's font where that is a good one."""
        if bundled != self._bundled_font:
            self._bundled_font = bundled
            self._change_fonts()

    def set_code_family(self, family: str) -> None:
        """Take a font for code; empty for the bundled one."""
        if family != self._code_family:
            self._code_family = family
            self._change_fonts()

    def color(self, role: Role) -> QColor:
        """The colour of a role; do not change it in place."""
        color = self._colors.get(role)
        if color is None:
            color = self._colors[role] = QColor(self._tokens[role])
        return color

    def font(self, role: "FontRole") -> "QFont":
        """A copy of the font of a role."""
        return self.look.font(role)

    def icon(self, name: str, role: Role = "muted") -> "QIcon":
        """An icon in a colour of the theme; ask again after `changed`."""
        return self.look.icon(name, self.color(role))

    def paint_icon(
        self, painter: "QPainter", name: str, x: float, y: float, size_px: int, role: Role = "muted"
    ) -> None:
        """Draw an icon with its top left corner at x, y."""
        self.look.paint_icon(painter, name, x, y, size_px, self.color(role))

    def paint_box(
        self,
        painter: "QPainter",
        rect: "QRectF",
        radius: float,
        fill: Role | None = None,
        border: Role | None = None,
        border_width: float = 1.0,
    ) -> None:
        """Draw a rounded box; its border lies inside `rect`."""
        inside = self.color(fill) if fill else None
        edge = self.color(border) if border else None
        self.look.paint_box(painter, rect, radius, inside, edge, border_width)

    def _wants_dark(self) -> bool:
        return self._mode is ThemeMode.DARK or (self._mode is ThemeMode.SYSTEM and self._system_dark)

    def _apply(self) -> None:
        self._tokens = DARK if self._wants_dark() else LIGHT
        self._colors.clear()
        if self._look is not None:
            self._look.apply(self._tokens)

    def _change_fonts(self) -> None:
        # One that is not loaded yet takes them when it is.
        if self._look is not None:
            self._look.set_fonts(self._text_scale, self._bundled_font, self._code_family)
            self._refresh()

    def _refresh(self) -> None:
        self._apply()
        self.changed.emit()
