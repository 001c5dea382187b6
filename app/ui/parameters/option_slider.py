"""The slider of an option: a tick at the default, bare while the server decides."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from app.domain.options import OptionKind, OptionSpec
from app.ui.theme.theme import Theme
from app.ui.widgets.slider import Slider

_GROOVE_PX = 4
_HANDLE_PX = 14
_PAGE_STEPS = 10
_CONTEXT_STEP = 1024


@dataclass(frozen=True, slots=True)
class Scale:
    """Values of an option as positions 0 to `last` of a slider."""

    least: float
    step: float
    last: int
    is_whole: bool

    def position(self, value: float) -> int:
        """The position nearest to a value."""
        return max(0, min(self.last, round((value - self.least) / self.step)))

    def value(self, position: int) -> int | float:
        """The value at a position."""
        value = self.least + position * self.step
        return int(value) if self.is_whole else round(value, 6)


def scale_of(spec: OptionSpec, context_length: int | None = None) -> Scale | None:
    """The scale of an option; None where its bounds are too wide for a slider.

    Args:
        context_length: what the model was trained for: a longer context is cut without a word.
    """
    most = spec.slider_to or spec.maximum
    if spec.name == "num_predict" or spec.kind not in (OptionKind.INT, OptionKind.FLOAT) or most > 2**20:
        return None
    if spec.name == "num_ctx":
        most = min(most, context_length or most)
        step = _CONTEXT_STEP if most >= 4 * _CONTEXT_STEP else max(1, int(most) // 16)
        return Scale(step, step, max(1, int(most) // step - 1), True)
    last = round((most - spec.minimum) / spec.step)
    return Scale(spec.minimum, spec.step, last, spec.kind is OptionKind.INT)


class OptionSlider(Slider):
    """A click in the groove takes the handle there; a double click asks for the default."""

    reset_requested = Signal()

    def __init__(self, theme: Theme, name: str, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, 0, scale.last, 1, 0, parent)
        self.setPageStep(_PAGE_STEPS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tick: int | None = None
        self._bare = False

    def show_position(self, position: int | None, tick: int | None) -> None:
        """Show a position, None: none is known; and the tick at the default."""
        self._tick, self._bare = tick, position is None
        self.blockSignals(True)
        self.setValue(position or 0)
        self.setSliderPosition(position or 0)
        self.blockSignals(False)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if event.button() is Qt.MouseButton.LeftButton and abs(x - self.centre_x(self.value())) > _HANDLE_PX:
            room = self.width() - _HANDLE_PX
            at = QStyle.sliderValueFromPosition(0, self.maximum(), round(x - _HANDLE_PX / 2), room)
            self.setSliderPosition(at)
            self.sliderMoved.emit(at)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box = self._theme.paint_box
        middle, at = self.height() / 2, self.centre_x(self.sliderPosition())
        paint_box(painter, QRectF(0, middle - _GROOVE_PX / 2, self.width(), _GROOVE_PX), 2, "press")
        if self._tick is not None:
            tick = self.centre_x(self._tick)
            paint_box(painter, QRectF(tick - 1, middle + 5, 2, 4), 1, "control")
        bare = self._bare and not self.isSliderDown()
        if not bare:
            paint_box(painter, QRectF(0, middle - _GROOVE_PX / 2, at, _GROOVE_PX), 2, "accent")
        handle = QRectF(at - _HANDLE_PX / 2, middle - _HANDLE_PX / 2, _HANDLE_PX, _HANDLE_PX)
        hot = self.underMouse() or self.isSliderDown()
        edge = "accent_hover" if hot else "control" if bare else "accent"
        paint_box(painter, handle, _HANDLE_PX / 2, "field", edge, 2)  # type: ignore[arg-type]
