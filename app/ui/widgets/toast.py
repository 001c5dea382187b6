"""A short message at the bottom centre of the window, with one action."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button
from app.ui.widgets.focus_back import FocusBack
from app.ui.widgets.label import ElidedLabel
from app.ui.widgets.surface import paint_shadow

SHOWN_MS = 6_000
SHOWN_WITH_ACTION_MS = 10_000
_SHADOW = 12
_FLOOR_PX = 36
_EDGE_PX = 16


class Toast(QWidget):
    """One at a time; stays while the pointer is on it.

    Args:
        above: what it must not cover, while that is visible.
    """

    action_triggered = Signal()

    def __init__(self, theme: Theme, window: QWidget, above: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._host = window
        self._above = above
        self._text = ""
        self._before = FocusBack(None)
        self._label = ElidedLabel(theme, font="ui_medium")
        self._button = Button(theme, "", kind="quiet", height_px=28)
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where it is
        self._button.clicked.connect(self._on_button_clicked)
        row = self._row = QHBoxLayout(self)
        row.addWidget(self._label)
        row.addWidget(self._button)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()
        window.installEventFilter(self)
        above.installEventFilter(self)
        theme.changed.connect(self._on_theme_changed)

    @property
    def button(self) -> Button:
        """The action's button."""
        return self._button

    @property
    def text(self) -> str:
        """What was told last."""
        return self._text

    def show_text(self, text: str, action: str = "") -> None:
        """Show a text, for 6 s, or 10 s where there is an action to take back."""
        self._text = text
        if (focus := self._host.focusWidget()) is not self._button:
            self._before = FocusBack(focus)
        self._label.set_whole_text(text)
        self.setAccessibleName(text)
        announce(self, text)
        self._button.set_label(action)
        self._button.setVisible(bool(action))
        right = 8 if action else 16
        self._row.setContentsMargins(16 + _SHADOW, 6 + _SHADOW, right + _SHADOW, 6 + _SHADOW)
        self._timer.start(SHOWN_WITH_ACTION_MS if action else SHOWN_MS)
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        host, above = self._host, self._above
        wanted = self.sizeHint()
        self.resize(min(wanted.width(), host.width() - 2 * _EDGE_PX), wanted.height())
        floor = host.height() - _FLOOR_PX
        middle = host.width() // 2
        if above.isVisible():
            corner = above.mapTo(host, above.rect().topLeft())
            floor, middle = corner.y(), corner.x() + above.width() // 2
        self.move(middle - self.width() // 2, floor - self.height())

    @Slot()
    def _on_theme_changed(self) -> None:
        if self.isVisible():
            self._place()
            self.update()

    @Slot()
    def _on_button_clicked(self) -> None:
        self._timer.stop()
        self.hide()
        self.action_triggered.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
        if event.type() in kinds and self.isVisible():
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.setInterval(self._timer.remainingTime() if self._timer.isActive() else SHOWN_MS)
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        # Left to Qt, the focus of the button would go to the rail.
        if self._host.focusWidget() is self._button:
            reasons, by_keyboard = Qt.FocusReason, self._button.focus_visible
            self._before.give(reasons.TabFocusReason if by_keyboard else reasons.OtherFocusReason)
        self._before = FocusBack(None)
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        paint_shadow(painter, box, 10, _SHADOW, 0.05)
        self._theme.paint_box(painter, box, 10, "raised", "border")
