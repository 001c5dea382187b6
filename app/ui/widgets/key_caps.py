"""Keys drawn as small caps."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.theme.theme import Theme

_GAP_PX = 4
_PAD_PX = 6
_LEAST_PX = 20


def parts(keys: str) -> list[str]:
    """The caps of "Ctrl+Shift+M", also of "Ctrl++"; what is written without plus signs stays whole."""
    found = [part for part in keys.split("+") if part]
    return [*found, "+"] if keys.endswith("+") else found


def caps_width(theme: Theme, keys: str) -> float:
    """How wide the caps of some keys are."""
    widths = [_cap_width(theme, part) for part in parts(keys)]
    return sum(widths) + _GAP_PX * max(0, len(widths) - 1)


def caps_height(theme: Theme) -> int:
    """How high a cap is."""
    return max(_LEAST_PX, QFontMetrics(theme.font("micro")).height() + 4)


def paint_caps(theme: Theme, painter: QPainter, left: float, middle: float, keys: str) -> None:
    """Draw caps from `left` on, around the height `middle`."""
    height = caps_height(theme)
    for part in parts(keys):
        box = QRectF(left, middle - height / 2, _cap_width(theme, part), height)
        theme.paint_box(painter, box, 5, "chip", "border")
        painter.setFont(theme.font("micro"))
        painter.setPen(theme.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, part)
        left += box.width() + _GAP_PX


def _cap_width(theme: Theme, part: str) -> float:
    return max(_LEAST_PX, QFontMetrics(theme.font("micro")).horizontalAdvance(part) + 2 * _PAD_PX)


class KeyCaps(QLabel):
    """The keys of something; a label, so that a screen reader takes them for text."""

    def __init__(self, theme: Theme, keys: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_keys(keys)
        theme.changed.connect(self._on_theme_changed)

    def set_keys(self, keys: str) -> None:
        """Show other keys."""
        self._keys = keys
        self.setText(keys)
        self.updateGeometry()
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(caps_width(self._theme, self._keys) + 0.5), caps_height(self._theme))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_caps(self._theme, QPainter(self), 0, self.height() / 2, self._keys)
