"""The panel beside the chat, or over its edge where there is little room."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.side_panel import LEAST_PX, MOST_PX
from app.ui.parameters.side import ParametersSide
from app.ui.theme.theme import Theme
from app.ui.widgets.splitter import Splitter

BESIDE_FROM_PX = 1240
_SHADOW_PX = 24


class _Shadow(QWidget):
    """The soft edge at the left of what lies over the chat."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QLinearGradient(0, 0, self.width(), 0)
        for at, alpha in ((0.0, 0), (0.6, 12), (1.0, 45)):
            shade.setColorAt(at, QColor(10, 14, 18, alpha))
        QPainter(self).fillRect(self.rect(), shade)


class SideSplitter(Splitter):
    """The chat, and the parameters at its right."""

    covered_changed = Signal(int)  # how many pixels of the chat's right edge lie under the panel

    def __init__(self, theme: Theme, main: QWidget, side: ParametersSide) -> None:
        super().__init__(self.tr("Width of the parameters"))
        self._theme = theme
        self._main = main
        self._side = side
        self._is_over = False
        self._shadow = _Shadow(main)
        self.addWidget(main)
        self.addWidget(side)
        self.setStretchFactor(0, 1)
        main.installEventFilter(self)
        side.open_changed.connect(self._on_open_changed)
        self.splitterMoved.connect(self._on_moved)
        theme.changed.connect(self._on_theme_changed)
        self._bound()

    @property
    def is_over(self) -> bool:
        """Whether the panel lies over the chat."""
        return self._is_over

    def set_window_width(self, width: int) -> None:
        """Arrange for a window of that width."""
        is_over = width < BESIDE_FROM_PX
        if is_over != self._is_over:
            self._is_over = is_over
            self._arrange()

    def _bound(self) -> None:
        """Large letters need a wider panel."""
        scale = self._theme.text_scale
        self._side.setMinimumWidth(min(MOST_PX, round(LEAST_PX * max(1.0, scale))))
        self._side.setMaximumWidth(round(MOST_PX * max(1.0, scale)))

    def _arrange(self) -> None:
        is_open = self._side.is_open
        if is_open:
            self._side.panel.show()
        if self._is_over:
            self._side.setParent(self._main)
            self._place_over()
        else:
            self.addWidget(self._side)
        self._side.setVisible(is_open)
        self._shadow.setVisible(is_open and self._is_over)
        if not self._is_over and is_open:
            width = self._wanted_px()
            self.setSizes([max(1, self.width() - width - self.handleWidth()), width])
        self.covered_changed.emit(self._side.width() if self._is_over and is_open else 0)
        if self._is_over and is_open:
            self._shadow.raise_()
            self._side.raise_()

    def _wanted_px(self) -> int:
        wanted = round(self._side.place.width_px * max(1.0, self._theme.text_scale))
        return max(self._side.minimumWidth(), min(self._side.maximumWidth(), wanted))

    def _place_over(self) -> None:
        width = min(self._wanted_px(), self._main.width())
        left, height = self._main.width() - width, self._main.height()
        self._side.setGeometry(left, 0, width, height)
        self._shadow.setGeometry(left - _SHADOW_PX, 0, _SHADOW_PX, height)

    @Slot(bool)
    def _on_open_changed(self, _is_open: bool) -> None:
        self._arrange()

    @Slot()
    def _on_moved(self) -> None:
        self._side.set_width(round(self._side.width() / max(1.0, self._theme.text_scale)))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._bound()
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._is_over and self._side.is_open:
            self._place_over()
        return False
