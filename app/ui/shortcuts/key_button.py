"""A button that shows the keys of a command and, once pressed, records others."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.actions.actions import PORTABLE
from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button
from app.ui.widgets.key_caps import caps_height, caps_width, paint_caps

_KEY = Qt.Key
_MODIFIERS = frozenset(
    {_KEY.Key_Control, _KEY.Key_Shift, _KEY.Key_Alt, _KEY.Key_Meta, _KEY.Key_AltGr, _KEY.Key_CapsLock}
)
_STRONG = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class KeyButton(Button):
    """While it records, Esc leaves everything as it was and Delete takes the keys away."""

    recorded = Signal(str)  # keys as they are kept; empty: none
    refused = Signal()  # a plain letter, which is typed into texts

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", "", "quiet", height_px=28, parent=parent)
        self._name = name
        self._keys = ""
        self._recording = False
        self.clicked.connect(self._on_clicked)

    @property
    def recording(self) -> bool:
        """Whether the next keys are taken."""
        return self._recording

    def show_keys(self, keys: str) -> None:
        """Show the keys there are, as this system writes them."""
        self._keys = keys
        self._show()

    def _show(self) -> None:
        self.set_label(
            self.tr("Press the new keys") if self._recording else "" if self._keys else self.tr("None")
        )
        shown = self.tr("press the new keys") if self._recording else self._keys or self.tr("no keys")
        self.setAccessibleName(self.tr("{command}: {keys}").format(command=self._name, keys=shown))

    def _set_recording(self, is_on: bool) -> None:
        if is_on is not self._recording:
            self._recording = is_on
            self._show()
            if is_on:
                announce(self, self.tr("Press the new keys. Escape keeps the old ones."))

    def _on_clicked(self) -> None:
        self._set_recording(not self._recording)

    def _record(self, event: QKeyEvent) -> None:
        if event.key() in _MODIFIERS or event.key() in (0, _KEY.Key_unknown):
            return
        plain = not event.modifiers()
        if plain and event.key() == _KEY.Key_Escape:
            self._set_recording(False)
            return
        if plain and event.key() in (_KEY.Key_Delete, _KEY.Key_Backspace):
            self._set_recording(False)
            self.recorded.emit("")
            return
        is_function = _KEY.Key_F1 <= event.key() <= _KEY.Key_F35
        if not is_function and not event.modifiers() & _STRONG:
            self.refused.emit()
            return
        self._set_recording(False)
        keys = QKeySequence(event.keyCombination()).toString(PORTABLE)
        self.recorded.emit(keys.replace("Backtab", "Tab"))

    def sizeHint(self) -> QSize:
        if self.label:
            return super().sizeHint()
        height = max(28, QFontMetrics(self._theme.font("ui_medium")).height() + 10)
        return QSize(round(caps_width(self._theme, self._keys) + 16.5), max(height, caps_height(self._theme)))

    def event(self, event: QEvent) -> bool:
        if self._recording and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # what is recorded shall not run
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._record(event)  # here, before Qt takes Tab to go on with
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_recording(False)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.label:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        if self._hovered or self.isDown():
            fill = "press" if self.isDown() else "hover"
            self._theme.paint_box(painter, QRectF(self.rect()), 8, fill)  # type: ignore[arg-type]
        paint_caps(self._theme, painter, 8, self.height() / 2, self._keys)
