"""A row of a few options of which one is taken."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.focus_ring import KeyboardFocus

_LEAST_PX = 28
_PAD_X = 14
_EDGE = 2


class _Segment(KeyboardFocus, QRadioButton):
    """One option; a real radio button, painted as a tile."""

    focus_radius = 6

    def __init__(self, theme: Theme, text: str, least_px: int) -> None:
        super().__init__()
        self._least_px = least_px
        self._theme = theme
        self._hovered = False
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._label = text

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        return QSize(
            metrics.horizontalAdvance(self._label) + 2 * _PAD_X + 1, max(self._least_px, metrics.height() + 8)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True  # the whole tile, not only where the style would draw its circle

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        taken = self.isChecked()
        if taken and _is_sunken(self._theme):
            self._theme.paint_box(painter, QRectF(self.rect()), 6, "press")
        elif taken:
            self._theme.paint_box(painter, QRectF(self.rect()), 6, "raised", "border")
        elif self._hovered:
            self._theme.paint_box(painter, QRectF(self.rect()), 6, "hover")
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color("text" if taken or self._hovered else "muted"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._label)


class Segmented(QWidget):
    """Tab reaches the option that is taken, the arrows take the next.

    Args:
        name: what is chosen, for a screen reader.
        options: (id, text) each.
        least_px: height of an option; grows with the text size.
    """

    picked = Signal(str)  # id; only when a person took it

    def __init__(
        self,
        theme: Theme,
        name: str,
        options: tuple[tuple[str, str], ...],
        least_px: int = _LEAST_PX,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        row.setSpacing(0)
        for at, (option, text) in enumerate(options):
            segment = self._segments[option] = _Segment(theme, text, least_px)
            segment.setAccessibleDescription(name)
            self._group.addButton(segment, at)
            row.addWidget(segment)
        self._group.idToggled.connect(self._on_toggled)
        self._quiet = False
        theme.changed.connect(self._on_theme_changed)

    @property
    def segments(self) -> dict[str, QRadioButton]:
        """The options by id."""
        return dict(self._segments)

    def set_option(self, option: str) -> None:
        """Show which option is taken; says nothing about it."""
        self._quiet = True
        self._segments[option].setChecked(True)
        self._quiet = False
        self._lead_to(option)

    @Slot(int, bool)
    def _on_toggled(self, at: int, checked: bool) -> None:
        if checked and not self._quiet:
            option = list(self._segments)[at]
            self._lead_to(option)
            self.picked.emit(option)

    def _lead_to(self, option: str) -> None:
        """Let Tab reach this option only; Qt would do so once one of them has had the focus."""
        for each, segment in self._segments.items():
            policy = Qt.FocusPolicy.StrongFocus if each == option else Qt.FocusPolicy.ClickFocus
            segment.setFocusPolicy(policy)
        self.setFocusProxy(self._segments[option])

    @Slot()
    def _on_theme_changed(self) -> None:
        for segment in self._segments.values():
            segment.updateGeometry()
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._theme.paint_box(
            QPainter(self), QRectF(self.rect()), 8, "field" if _is_sunken(self._theme) else "fill", "border"
        )


def _is_sunken(theme: Theme) -> bool:
    """Whether the tile is brighter than a dark row; in light a white one lies on grey."""
    return theme.dark or theme.high_contrast
