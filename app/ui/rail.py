"""The rail at the left: one button for each page there is."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.fading import Fading
from app.ui.widgets.painted_button import PaintedButton
from app.ui.widgets.surface import Surface

RAIL_PX = 72
_PILL = QSize(44, 28)
_PITCH_PX = 58


class RailButton(Fading, PaintedButton):
    """An icon on a pill with its word below."""

    focus_radius = 8

    def __init__(self, theme: Theme, icon: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._badge = ""
        self._badge_role: Role = "accent"
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _fill(self) -> Role | None:
        return "sel" if self.isChecked() else "press" if self._hovered else None

    @property
    def badge(self) -> str:
        """The number on the icon, or "!" where something waits for a person."""
        return self._badge

    def set_badge(self, count: int, needs_somebody: bool = False) -> None:
        """Put a number on the icon; 0 takes it off, unless something waits for a person."""
        badge = str(min(count, 99)) if count else "!" if needs_somebody else ""
        if badge != self._badge:
            self._badge = badge
            self._badge_role = "danger" if badge == "!" else "accent"
            words = self.tr("something needs attention") if badge == "!" else self.tr("{count} under way")
            self.setAccessibleDescription(words.format(count=count) if badge else "")
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("micro"))
        width = max(RAIL_PX - 8, metrics.horizontalAdvance(self.text()) + 6)
        return QSize(width, max(_PITCH_PX - 6, _PILL.height() + metrics.height() + 8))

    def before_hover(self) -> None:
        """Begin to fade from here."""
        self.fade(self._theme, self._fill())

    def nextCheckState(self) -> None:
        """A click asks for a page; only the page that then opens is marked.

        A button group would mark it too, but lets Tab reach none of its buttons but the marked one.
        """

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        pill = QRectF((self.width() - _PILL.width()) / 2, 1, _PILL.width(), _PILL.height())
        if self.fading is not None:
            self._theme.look.paint_box(painter, pill, 8, self.faded(self._theme, self._fill()), None, 1.0)
        elif fill := self._fill():
            self._theme.paint_box(painter, pill, 8, fill)
        ink = "accent_text" if self.isChecked() else "muted"
        left, top = pill.center().x() - 10, pill.center().y() - 10
        self._theme.paint_icon(painter, self._icon, left, top, 20, ink)  # type: ignore[arg-type]
        painter.setFont(self._theme.font("micro"))
        painter.setPen(self._theme.color("text" if self.isChecked() else "muted"))
        words = QRectF(0, pill.bottom() + 3, self.width(), self.height() - pill.bottom() - 3)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.text())
        if self._badge:
            self._paint_badge(painter, pill)

    def _paint_badge(self, painter: QPainter, pill: QRectF) -> None:
        size = max(16, QFontMetrics(painter.font()).height())
        width = max(size, QFontMetrics(painter.font()).horizontalAdvance(self._badge) + 8)
        left = min(pill.right() - size / 2 - 3, self.width() - width - 1)
        box = QRectF(left, 0, width, size)
        self._theme.paint_box(painter, box.adjusted(-2, -2, 2, 2), size / 2 + 2, "rail")
        self._theme.paint_box(painter, box, size / 2, self._badge_role)
        painter.setPen(self._theme.color("on_accent" if self._badge_role == "accent" else "canvas"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge)


class Rail(Surface):
    """Chat on top; the menu, servers and settings at the foot."""

    chat_requested = Signal()
    models_requested = Signal()
    transfers_requested = Signal()
    running_requested = Signal()
    servers_requested = Signal()
    settings_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "rail", parent=parent)
        self.setMinimumWidth(RAIL_PX)
        self.setAccessibleName(self.tr("Pages"))
        self.chat_button = RailButton(theme, "message-square", self.tr("Chat"))
        self.models_button = RailButton(theme, "boxes", self.tr("Models"))
        self.transfers_button = RailButton(theme, "arrow-down-up", self.tr("Transfers"))
        self.running_button = RailButton(theme, "cpu", self.tr("Running"))
        self.servers_button = RailButton(theme, "server", self.tr("Servers"))
        self.settings_button = RailButton(theme, "settings", self.tr("Settings"))
        self.menu_button = RailButton(theme, "menu", self.tr("Menu"))
        self.menu_button.setCheckable(False)
        self._pages = (
            self.chat_button,
            self.models_button,
            self.transfers_button,
            self.running_button,
            self.servers_button,
            self.settings_button,
        )
        self.show_page(self.chat_button)
        self.chat_button.clicked.connect(self.chat_requested)
        self.models_button.clicked.connect(self.models_requested)
        self.transfers_button.clicked.connect(self.transfers_requested)
        self.running_button.clicked.connect(self.running_requested)
        self.servers_button.clicked.connect(self.servers_requested)
        self.settings_button.clicked.connect(self.settings_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 7)
        column.setSpacing(6)
        column.addWidget(self.chat_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.models_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.transfers_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.running_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        column.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.servers_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.settings_button, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_page(self, button: RailButton) -> None:
        """Mark the page that is open."""
        for each in self._pages:
            each.setChecked(each is button)
