"""A bar of parts of a memory, and the legend that names them."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.label import ElidedLabel

_GAP_PX = 2.0
_DOT_PX = 6


class Part(NamedTuple):
    """One part: its share of the whole (0 to 1), its colour, whether stripes tell it from its neighbour."""

    share: float
    role: Role
    is_striped: bool = False


class MemoryBar(QLabel):
    """The parts side by side, a gap between them, the track behind. A label, for screen readers."""

    def __init__(self, theme: Theme, height_px: int = 10) -> None:
        super().__init__()
        self._theme = theme
        self._height_px = height_px
        self._parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is drawn."""
        return self._parts

    def show_parts(self, parts: tuple[Part, ...], name: str) -> None:
        """Show the parts; `name` says them to a screen reader."""
        self._parts = parts
        self.setAccessibleName(name)
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, self._height_px)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(whole, whole.height() / 2, whole.height() / 2)
        painter.setClipPath(shape)
        painter.fillRect(whole, self._theme.color("press"))
        left = 0.0
        for part in self._parts:
            width = part.share * whole.width()
            box = QRectF(left, 0, max(0.0, width - (_GAP_PX if left + width < whole.width() - 1 else 0)), 99)
            painter.fillRect(box, self._theme.color(part.role))
            if part.is_striped:
                stripes = QColor(self._theme.color("raised"))
                stripes.setAlpha(120)
                painter.fillRect(box, QBrush(stripes, Qt.BrushStyle.BDiagPattern))
            left += width
            if left < whole.width() - 1:
                painter.fillRect(QRectF(left - _GAP_PX, 0, _GAP_PX, 99), self._theme.color("raised"))


class LegendLabel(QWidget):
    """A dot in the colour of a part, and what the part is; cut where there is no room."""

    def __init__(self, theme: Theme, role: Role) -> None:
        super().__init__()
        self._theme = theme
        self._role: Role = role
        self._label = ElidedLabel(theme, "", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(_DOT_PX + 6, 0, 0, 0)
        row.addWidget(self._label)

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.whole_text

    def show_text(self, text: str) -> None:
        """Say what the part is."""
        self._label.set_whole_text(text)

    def set_role(self, role: Role) -> None:
        """Change the colour of the dot."""
        self._role = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        top = (self.height() - _DOT_PX) / 2
        self._theme.paint_box(QPainter(self), QRectF(0, top, _DOT_PX, _DOT_PX), _DOT_PX / 2, self._role)
