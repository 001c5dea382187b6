"""A slider whose value holds when the handle is let go, or at once by keyboard."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.focus_ring import KeyboardFocus

_WIDTH_PX = 160
_HEIGHT_PX = 24
_GROOVE_PX = 4
_HANDLE_PX = 14


class Slider(KeyboardFocus, QSlider):
    """Whole numbers in steps.

    Args:
        usual: the default, marked with a tick.
    """

    focus_radius = 8

    def __init__(
        self,
        theme: Theme,
        name: str,
        least: int,
        most: int,
        step: int,
        usual: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._usual = usual
        self._step = step
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setPageStep(2 * step)
        self.setTracking(False)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.sliderMoved.connect(self._on_moved)
        theme.changed.connect(self._on_theme_changed)

    def snapped(self, value: int) -> int:
        """The step nearest to a value."""
        steps = round((value - self.minimum()) / self._step)
        return min(self.maximum(), self.minimum() + steps * self._step)

    @Slot(int)
    def _on_moved(self, value: int) -> None:
        if self.snapped(value) != value:
            self.setSliderPosition(self.snapped(value))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def centre_x(self, value: int) -> float:
        """Where the middle of the handle is for a value; as the style places it, so that drags fit."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        option.sliderPosition = value
        part = QStyle.SubControl.SC_SliderHandle
        handle = self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)
        return QRectF(handle).center().x()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH_PX, _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # the page below the pointer is being scrolled

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box = self._theme.paint_box
        middle, at = self.height() / 2, self.centre_x(self.sliderPosition())
        groove = QRectF(0, middle - _GROOVE_PX / 2, self.width(), _GROOVE_PX)
        paint_box(painter, groove, 2, "press")
        usual = self.centre_x(self._usual)
        paint_box(painter, QRectF(usual - 1, middle + 7, 2, 3), 1, "control")
        paint_box(painter, QRectF(0, groove.y(), at, _GROOVE_PX), 2, "accent")
        handle = QRectF(at - _HANDLE_PX / 2, middle - _HANDLE_PX / 2, _HANDLE_PX, _HANDLE_PX)
        active = self.underMouse() or self.isSliderDown()
        paint_box(painter, handle, _HANDLE_PX / 2, "raised", "accent_hover" if active else "accent", 2)
