"""A raised surface over the window that closes by Esc or by a click beside it."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.focus_back import FocusBack
from app.ui.widgets.surface import Shadow

_SHADOW = 24
_RADIUS = 12


class Popup(QWidget):
    """A child of the window, as large as the window, with a panel on it.

    Not a window of its own: Wayland cannot place those. Put content into `panel_layout`.
    """

    closed = Signal()

    gives_way = True
    """Whether commands run while it is open, and close it."""

    toggled_by = ""
    """The command that opens it, and closes it where it is open."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.theme = theme
        self.host = window
        self._panel = QWidget(self)
        self.panel_layout = QVBoxLayout(self._panel)
        self.panel_layout.setContentsMargins(8, 8, 8, 8)
        self._before = FocusBack(None)
        self._shadow = Shadow(_SHADOW, 0.05)
        self.hide()
        window.installEventFilter(self)

    def open_at(self, panel: QRect) -> None:
        """Show the panel at a rectangle of the window."""
        if not self.isVisible():
            self._before = FocusBack(self.host.focusWidget())
        self.setGeometry(self.host.rect())
        self._panel.setGeometry(panel)
        self.show()
        self.raise_()

    def close_popup(self) -> None:
        """Hide, and give the focus back to where it was."""
        if not self.isVisible():
            return
        self.hide()
        self._before.give(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    @property
    def panel(self) -> QWidget:
        """The raised part."""
        return self._panel

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            # A panel belongs to the control that opened it, which has moved.
            self.close_popup()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._panel.geometry().contains(event.position().toPoint()):
            self.close_popup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self._panel.geometry())
        self._shadow.paint(painter, box, _RADIUS)
        self.theme.paint_box(painter, box, _RADIUS, "raised", "border")
