"""The window's shortcuts before those of text fields."""

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from app.ui.actions.actions import PORTABLE, Actions

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


class KeysFirst(QObject):
    """A text field takes the editing keys of its platform (Ctrl+K on X11) before a shortcut is looked for.

    Only fields that had the focus are watched: a filter over the whole program would see every event.
    """

    def __init__(self, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._actions = actions
        self._window = window
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(new, _FIELDS) and new.window() is self._window:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence(event.keyCombination()).toString(PORTABLE)
            if self._actions.has_keys(keys):
                event.ignore()
                return True
        return False
