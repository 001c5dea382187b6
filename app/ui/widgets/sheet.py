"""A panel over the dimmed window that keeps the keyboard until it is closed."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.popup import Popup

_EDGE_PX = 16


class Sheet(Popup):
    """Esc or a click beside it closes it, Tab stays in it; it moves with the window.

    Args:
        name: what it is, for a screen reader.
        top_px: how far below the top of the window it begins; None: in the middle.
    """

    gives_way = False

    def __init__(self, theme: Theme, window: QWidget, name: str, top_px: int | None = None) -> None:
        super().__init__(theme, window)
        self._top_px = top_px
        self.setAccessibleName(name)
        theme.changed.connect(self._on_theme_changed)

    def wanted_size(self) -> QSize:
        """How large the panel would like to be."""
        return self.panel.sizeHint()

    def open_sheet(self) -> None:
        """Show the panel."""
        self.open_at(self._place())

    @Slot()
    def replace_panel(self) -> None:
        """Give the panel the place it should have now."""
        self.setGeometry(self.host.rect())
        self.panel.setGeometry(self._place())
        self.forget_shadow()
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        if self.isVisible():
            # What is on the panel learns of it after the panel.
            QTimer.singleShot(0, self, self.replace_panel)

    def _place(self) -> QRect:
        room, wanted = self.host.size(), self.wanted_size()
        width = min(wanted.width(), room.width() - 2 * _EDGE_PX)
        height = wanted.height()
        if (layout := self.panel.layout()) is not None and layout.hasHeightForWidth():
            height = max(height, layout.totalHeightForWidth(width))
        top = self._top_px if self._top_px is not None else max(_EDGE_PX, (room.height() - height) // 3)
        height = min(height, room.height() - top - _EDGE_PX)
        return QRect((room.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.replace_panel()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        here = QApplication.focusWidget()
        at = here if here is not None and self.isAncestorOf(here) else self.panel
        step = at.nextInFocusChain() if forward else at.previousInFocusChain()
        while step is not None and step is not at:
            reachable = step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisible() and step.isEnabled()
            if reachable and self.isAncestorOf(step):
                reason = Qt.FocusReason
                step.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
                break
            step = step.nextInFocusChain() if forward else step.previousInFocusChain()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        event.accept()  # nothing below is to be clicked

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scrim = QColor("#000000") if self.theme.dark else QColor("#101418")
        scrim.setAlphaF(0.6 if self.theme.dark else 0.4)
        painter.fillRect(event.rect(), scrim)
        painter.end()
        super().paintEvent(event)
