"""Every command with its keys, under the titles of the menus; each can have others."""

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.actions.actions import Actions
from app.ui.actions.table import FIXED_KEYS, command_text, in_menus, menu_text
from app.ui.shortcuts.key_button import KeyButton
from app.ui.shortcuts.key_wishes import KeyWishes, has_usual_keys
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.key_caps import KeyCaps
from app.ui.widgets.label import Label
from app.ui.words import native_keys


class ShortcutRow(QWidget):
    """One command: its name, its keys, and the way back to the usual ones."""

    recorded = Signal(str, str)  # command, keys
    refused = Signal(str)  # command
    reset_requested = Signal(str)  # command

    def __init__(self, theme: Theme, command: str) -> None:
        super().__init__()
        self.command = command
        name = command_text(command)
        self.keys_button = KeyButton(theme, name)
        reset = QCoreApplication.translate("ShortcutRow", "Usual keys for “{command}”").format(command=name)
        self.reset_button = Button(theme, reset, "rotate-ccw", "icon", 28, 15)
        policy = self.reset_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset_button.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(4)
        row.addWidget(Label(theme, name, wrap=True), 1)
        row.addWidget(self.keys_button)
        row.addWidget(self.reset_button)
        self.keys_button.recorded.connect(self._on_recorded)
        self.keys_button.refused.connect(self._on_refused)
        self.reset_button.clicked.connect(self._on_reset)

    def show_keys(self, shown: str, is_usual: bool) -> None:
        """Show the keys; the way back only where they are not the usual ones."""
        self.keys_button.show_keys(shown)
        self.reset_button.setVisible(not is_usual)

    @Slot(str)
    def _on_recorded(self, keys: str) -> None:
        self.recorded.emit(self.command, keys)

    @Slot()
    def _on_refused(self) -> None:
        self.refused.emit(self.command)

    @Slot()
    def _on_reset(self) -> None:
        self.keys_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reset_requested.emit(self.command)


class ShortcutList(QWidget):
    """Rows under the titles of the menus; what was recorded goes to `wishes`."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self.wishes = KeyWishes(theme, actions, self)
        self.rows: dict[str, ShortcutRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 4, 12, 16)
        column.setSpacing(0)
        for menu, commands in in_menus():
            title = Label(theme, menu_text(menu), "micro", "muted")
            title.setContentsMargins(0, 14, 0, 4)
            column.addWidget(title)
            for command in commands:
                if command in actions.commands:
                    column.addWidget(self._make_row(theme, command))
        column.addStretch(1)
        actions.keys_changed.connect(self._show_keys)
        self.wishes.answered.connect(self._on_answered)
        self._show_keys()

    def _make_row(self, theme: Theme, command: str) -> QWidget:
        if command in FIXED_KEYS:
            fixed = QWidget()
            row = QHBoxLayout(fixed)
            row.setContentsMargins(0, 5, 40, 5)
            row.addWidget(Label(theme, command_text(command), wrap=True), 1)
            row.addWidget(KeyCaps(theme, native_keys(FIXED_KEYS[command])))
            return fixed
        changeable = self.rows[command] = ShortcutRow(theme, command)
        changeable.recorded.connect(self.wishes.take)
        changeable.refused.connect(self.wishes.refuse)
        changeable.reset_requested.connect(self.wishes.reset)
        return changeable

    @Slot()
    def _show_keys(self) -> None:
        for command, row in self.rows.items():
            row.show_keys(self._actions.shown_keys(command), has_usual_keys(self._actions, command))

    @Slot(str)
    def _on_answered(self, command: str) -> None:
        self.rows[command].keys_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
