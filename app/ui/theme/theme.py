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
    from app.ui.theme.motion import MotionFollower


class ThemeMode(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class ContrastMode(StrEnum):
    """Whether everything stands out as much as it can."""

    SYSTEM = "system"
    NORMAL = "normal"
    HIGH = "high"


class Theme(QObject):
    """Colours, fonts and icons of the application; follows the system unless told otherwise.

    Colours are there at once. The rest (`Look`) is loaded when it is first asked for; then the application
    gets Fusion, the palette, the style sheet and the font.

    Args:
        text_scale: 0.85 to 1.5, times the system's text size.
        bundled_font: take Inter even where the system has a good font.
        code_family: the font of code; empty for the bundled one.
        contrast: high contrast, or as the system wants it.
    """

    changed = Signal()  # colours, fonts or measures are others now

    def __init__(
        self,
        app: QApplication,
        mode: ThemeMode = ThemeMode.SYSTEM,
        text_scale: float = 1.0,
        bundled_font: bool = False,
        code_family: str = "",
        contrast: ContrastMode = ContrastMode.SYSTEM,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._bundled_font = bundled_font
        self._code_family = code_family
        self._text_scale = text_scale
        # Before our own palette is set, the window colour is the system's.
        self._system_dark = app.palette().window().color().lightness() < 128
        self._contrast = contrast
        self._accent = ""
        self._system_contrast = False  # asked for with the look: its enums are slow to load
        self._compact_lists = False
        self._speed_shown = True
        self._reduced_motion = False
        self._system_reduces_motion = False  # until it is asked
        self._motion: MotionFollower | None = None
        self._dark = self._high = False
        self._tokens: Tokens = LIGHT
        self._choose()
        self._colors: dict[Role, QColor] = {}
        self._look: Look | None = None

    @property
    def mode(self) -> ThemeMode:
        """What was asked for; `dark` tells what is shown."""
        return self._mode

    @property
    def dark(self) -> bool:
        """Whether the dark table is shown."""
        return self._dark

    @property
    def contrast(self) -> ContrastMode:
        """What was asked for; `high_contrast` tells what is shown."""
        return self._contrast

    @property
    def high_contrast(self) -> bool:
        """Whether a table of high contrast is shown."""
        return self._high

    @property
    def accent(self) -> str:
        """The name of the accent that was asked for; high contrast keeps its own."""
        return self._accent

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing moves that need not: by the setting, or because the system wants it."""
        return self._reduced_motion or self._system_reduces_motion

    @property
    def tokens(self) -> Tokens:
        """The table that is shown."""
        return self._tokens

    @property
    def text_scale(self) -> float:
        """The text size setting; 1.0 is the system's size."""
        return self._text_scale

    @property
    def compact_lists(self) -> bool:
        """Whether chats and models stand on one low line each."""
        return self._compact_lists

    @property
    def speed_shown(self) -> bool:
        """Whether speed, number of tokens and seconds stand under replies."""
        return self._speed_shown

    @property
    def bundled_font(self) -> bool:
        """Whether Inter was asked for; it is also taken where the system has no good font."""
        return self._bundled_font

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
            follower = SchemeFollower(self._app, self)
            follower.system_dark_changed.connect(self.set_system_dark)
            follower.system_contrast_changed.connect(self.set_system_contrast)
            self._system_contrast = follower.wants_contrast
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

    def set_contrast(self, mode: ContrastMode) -> None:
        """Show high contrast or not, or follow the system."""
        if mode is not self._contrast:
            self._contrast = mode
            self._refresh()

    @Slot(bool)
    def set_system_contrast(self, high: bool) -> None:
        """Take what the system wants now."""
        self._system_contrast = high
        if self._contrast is ContrastMode.SYSTEM and high is not self._high:
            self._refresh()

    def set_accent(self, name: str) -> None:
        """Show the main action, selection and focus in another colour, by its name in `accents`."""
        # That of the tables needs no other.
        name = "" if name == "petrol" else name
        if name != self._accent:
            self._accent = name
            self._refresh()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let colours change at once, or fade."""
        self._reduced_motion = reduced

    @Slot(bool)
    def set_system_reduced_motion(self, reduced: bool) -> None:
        """Take what the system wants now."""
        self._system_reduces_motion = reduced

    @Slot()
    def follow_motion(self) -> None:
        """Begin to follow the system in what moves; there is time for it after the start."""
        # As above.
        from app.ui.theme.motion import MotionFollower

        self._motion = MotionFollower(self._app, self)
        self._motion.reduced_changed.connect(self.set_system_reduced_motion)
        self._motion.ask()

    def end(self) -> None:
        """Follow the system no more; the program ends."""
        if self._motion is not None:
            self._motion.end()

    def set_text_scale(self, scale: float) -> None:
        """Set the text size, 0.85 to 1.5."""
        if scale != self._text_scale:
            self._text_scale = scale
            self._change_fonts()

    def set_compact_lists(self, compact: bool) -> None:
        """Show chats and models on one low line each, or with more air."""
        if compact != self._compact_lists:
            self._compact_lists = compact
            self.changed.emit()

    def set_speed_shown(self, shown: bool) -> None:
        """Show speed, number of tokens and seconds under replies, or not."""
        if shown != self._speed_shown:
            self._speed_shown = shown
            self.changed.emit()

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
        if self._high and fill and not border:
            border, border_width = self._outline(fill)
        inside = self.color(fill) if fill else None
        edge = self.color(border) if border else None
        self.look.paint_box(painter, rect, radius, inside, edge, border_width)

    def _wants_dark(self) -> bool:
        return self._mode is ThemeMode.DARK or (self._mode is ThemeMode.SYSTEM and self._system_dark)

    def _wants_contrast(self) -> bool:
        follows = self._contrast is ContrastMode.SYSTEM
        return self._system_contrast if follows else self._contrast is ContrastMode.HIGH

    def _choose(self) -> None:
        self._dark, self._high = self._wants_dark(), self._wants_contrast()
        self._tokens = DARK if self._dark else LIGHT
        if self._high:
            # Most people never see these.
            from app.ui.theme.high_contrast import HIGH_DARK, HIGH_LIGHT

            self._tokens = HIGH_DARK if self._dark else HIGH_LIGHT
        elif self._accent:
            # As above.
            from app.ui.theme.accents import accented

            self._tokens = accented(self._tokens, self._accent, self._dark)

    def _outline(self, fill: Role) -> tuple[Role | None, float]:
        # As above.
        from app.ui.theme.high_contrast import OUTLINES

        return OUTLINES.get(fill, (None, 1.0))

    def _apply(self) -> None:
        self._choose()
        self._colors.clear()
        if self._look is not None:
            self._look.apply(self._tokens, self._high)

    def _change_fonts(self) -> None:
        # One that is not loaded yet takes them when it is.
        if self._look is not None:
            self._look.set_fonts(self._text_scale, self._bundled_font, self._code_family)
            self._refresh()

    def _refresh(self) -> None:
        self._apply()
        self.changed.emit()
