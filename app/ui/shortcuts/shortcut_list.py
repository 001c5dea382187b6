"""Every command with its keys, under the titles of the menus; each can have others."""

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.shortcut import DEFAULT_KEYS
from app.ui.actions.actions import NATIVE, PORTABLE, Actions
from app.ui.actions.table import FIXED_KEYS, command_text, in_menus, menu_text
from app.ui.shortcuts.key_button import KeyButton
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.key_caps import KeyCaps
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice

_STANDARD = QKeySequence.StandardKey
_FOR_TEXTS = (
    _STANDARD.Copy, _STANDARD.Cut, _STANDARD.Paste, _STANDARD.Undo, _STANDARD.Redo, _STANDARD.SelectAll,
)  # fmt: skip


def native(keys: str) -> str:
    """Kept keys as this system writes them."""
    return QKeySequence(keys, PORTABLE).toString(NATIVE)


def is_for_texts(keys: str) -> bool:
    """Whether every text field needs these keys itself."""
    return any(
        binding.toString(PORTABLE) == keys for key in _FOR_TEXTS for binding in QKeySequence.keyBindings(key)
    )


class ShortcutRow(QWidget):
    """One command: its name, its keys, and the way back to the usual ones."""

    recorded = Signal(str, str)  # command, keys
    refused = Signal()

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
        self.keys_button.refused.connect(self.refused)
        self.reset_button.clicked.connect(self._on_reset)

    def show_keys(self, keys: str, shown: str) -> None:
        """Show the keys; the way back only where they are not the usual ones."""
        self.keys_button.show_keys(shown)
        usual = QKeySequence(DEFAULT_KEYS[self.command], PORTABLE).toString(PORTABLE)
        self.reset_button.setVisible(keys != usual)

    @Slot(str)
    def _on_recorded(self, keys: str) -> None:
        self.recorded.emit(self.command, keys)

    @Slot()
    def _on_reset(self) -> None:
        self.keys_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.recorded.emit(self.command, DEFAULT_KEYS[self.command])


class ShortcutList(QWidget):
    """Asks before it takes keys from another command. Changes are wishes and come back by the actions."""

    keys_requested = Signal(str, str)  # command, its keys from now on; empty: none

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._asked: tuple[str, str] | None = None
        self.notice = Notice(theme, "warning")
        self.notice.hide()
        self.notice.action_triggered.connect(self._on_notice_action)
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
        self._show_keys()

    @Slot()
    def reset_all(self) -> None:
        """Ask for the usual keys of every command."""
        self._dismiss()
        for command in self.rows:
            self.keys_requested.emit(command, DEFAULT_KEYS[command])

    def _make_row(self, theme: Theme, command: str) -> QWidget:
        if command in FIXED_KEYS:
            fixed = QWidget()
            row = QHBoxLayout(fixed)
            row.setContentsMargins(0, 5, 40, 5)
            row.addWidget(Label(theme, command_text(command), wrap=True), 1)
            row.addWidget(KeyCaps(theme, native(FIXED_KEYS[command])))
            return fixed
        changeable = self.rows[command] = ShortcutRow(theme, command)
        changeable.recorded.connect(self._on_recorded)
        changeable.refused.connect(self._on_refused)
        return changeable

    @Slot()
    def _show_keys(self) -> None:
        for command, row in self.rows.items():
            row.show_keys(self._actions.keys(command), self._actions.shown_keys(command))

    @Slot(str, str)
    def _on_recorded(self, command: str, keys: str) -> None:
        self._dismiss()
        owner = self._actions.owner(keys)
        if keys and (is_for_texts(keys) or keys in FIXED_KEYS.values()):
            self._say(self.tr("{keys} is needed in text fields.").format(keys=native(keys)), [])
        elif owner and owner != command:
            self._asked = (command, keys)
            text = self.tr("{keys} is used for “{command}”.")
            offers = [("take", self.tr("Use it here instead"), ""), ("keep", self.tr("Keep as it was"), "")]
            self._say(text.format(keys=native(keys), command=command_text(owner)), offers)
            self.notice.buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.keys_requested.emit(command, keys)

    @Slot()
    def _on_refused(self) -> None:
        self._say(self.tr("Letters are for texts. Add Ctrl or Alt, or take a function key."), [])

    def _say(self, text: str, offers: list[tuple[str, str, str]]) -> None:
        self.notice.set_texts("", text)
        self.notice.set_actions(offers)
        self.notice.show()

    def _dismiss(self) -> None:
        self._asked = None
        self.notice.hide()

    @Slot(str)
    def _on_notice_action(self, action: str) -> None:
        asked = self._asked
        self._dismiss()
        if asked is None:
            return
        command, keys = asked
        if action == "take":
            self.keys_requested.emit(self._actions.owner(keys), "")
            self.keys_requested.emit(command, keys)
        self.rows[command].keys_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
