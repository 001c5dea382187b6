"""The ring around the control that the keyboard reached."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.ui.theme.theme import Theme

_REASONS = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)
_GAP = 2
_WIDTH = 2


class KeyboardFocus:
    """Mixin for focusable widgets: remembers whether the focus came by keyboard.

    Clicks must stay calm, and a style sheet cannot tell the two apart.
    """

    focus_visible = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        # A window that becomes active again gives back the focus that was there.
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.focus_visible = event.reason() in _REASONS
        super().focusInEvent(event)  # type: ignore[misc]


class FocusRing(QWidget):
    """One overlay per window; follows the widget that has keyboard focus."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    @property
    def target(self) -> QWidget | None:
        """The widget that wears the ring, or None."""
        return self._target

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            if isValid(widget):  # while the window is taken down, some are gone already
                widget.removeEventFilter(self)
        self._watched.clear()
        self._target = None
        is_wanted = getattr(new, "focus_visible", False) and not _went_when_clicked(old)
        if new is None or not is_wanted or new.window() is not self.window():
            self.hide()
            return
        self._target = new
        ancestor: QWidget | None = new
        while ancestor is not None and ancestor is not self.window():
            ancestor.installEventFilter(self)
            self._watched.append(ancestor)
            ancestor = ancestor.parentWidget()
        self._follow()

    def _follow(self) -> None:
        target = self._target
        if target is None or not target.isVisible():
            self.hide()
            return
        corner = target.mapTo(self.window(), QPoint(0, 0))
        grow = _GAP + _WIDTH
        self.setGeometry(QRect(corner, target.size()).adjusted(-grow, -grow, grow, grow))
        self.raise_()
        self.show()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._follow()
        elif event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.Destroy):
            self._target = None
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        radius = getattr(self._target, "focus_radius", 8) + _GAP + _WIDTH
        painter = QPainter(self)
        self._theme.paint_box(painter, QRectF(self.rect()), radius, border="accent", border_width=_WIDTH)


def _went_when_clicked(old: QWidget | None) -> bool:
    """Whether the mouse pressed a control that is gone: Qt then goes on as by Tab, which nobody did."""
    is_gone = old is not None and isValid(old) and not old.isVisible()
    return is_gone and getattr(old, "focus_visible", None) is False
