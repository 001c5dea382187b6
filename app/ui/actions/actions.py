"""One QAction for each command: what runs it, when it cannot run and why, and its keys."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.domain.shortcut import default_keys
from app.ui.actions.table import FIXED_KEYS, command_text

if TYPE_CHECKING:
    from app.ui.widgets.popup import Popup

PORTABLE = QKeySequence.SequenceFormat.PortableText
NATIVE = QKeySequence.SequenceFormat.NativeText


class Actions(QObject):
    """The commands there are; a command without a way to run it is not there.

    A command that cannot run now stays reachable by its keys: it then says why, instead of doing nothing.

    Attributes:
        usual_keys: those that hold unless a person chose others, by command.
    """

    keys_changed = Signal()
    refused = Signal(str)  # why a command cannot run now

    def __init__(self, window: QWidget, platform: str = sys.platform) -> None:
        super().__init__(window)
        self._window = window
        self.usual_keys = default_keys(platform)
        self._actions: dict[str, QAction] = {}
        self._runs: dict[str, Callable[[], object]] = {}
        self._why_not: dict[str, Callable[[], str]] = {}
        self._owners: dict[str, str] = {}  # keys to the command that has them

    def add(self, command: str, run: Callable[[], object], why_not: Callable[[], str] | None = None) -> None:
        """Make a command.

        Args:
            why_not: says why it cannot run now; empty where it can. Asked when it matters.
        """
        action = QAction(command_text(command), self._window)
        action.setObjectName(command)
        action.triggered.connect(self._on_triggered)
        self._actions[command] = action
        self._runs[command] = run
        if why_not is not None:
            self._why_not[command] = why_not
        self._window.addAction(action)
        self.set_keys(command, self.usual_keys.get(command, ""))

    def redirect(self, command: str, run: Callable[[], object]) -> None:
        """Have a command run somewhere else, where it is also known whether it can run."""
        self._runs[command] = run
        self._why_not.pop(command, None)

    @property
    def commands(self) -> tuple[str, ...]:
        """The ids of all commands."""
        return tuple(self._actions)

    def action(self, command: str) -> QAction:
        """The action of a command."""
        return self._actions[command]

    def reason(self, command: str) -> str:
        """Why a command cannot run now, or empty."""
        if command != "quit" and not all(popup.gives_way for popup in self._open_popups()):
            return self.tr("Finish or close what is open in front first")
        why_not = self._why_not.get(command)
        return why_not() if why_not else ""

    def run(self, command: str) -> None:
        """Run a command, or say why not."""
        if reason := self.reason(command):
            self.refused.emit(reason)
            return
        for popup in self._open_popups():
            if popup.gives_way and popup.toggled_by != command:
                popup.close_popup()  # nothing opens below one that is still there
        self._runs[command]()

    def keys(self, command: str) -> str:
        """The keys of a command as they are kept, "Ctrl+N"; empty: none."""
        return self._actions[command].shortcut().toString(PORTABLE)

    def shown_keys(self, command: str) -> str:
        """The keys as this system writes them; also those that cannot be changed."""
        fixed = FIXED_KEYS.get(command)
        shortcut = QKeySequence(fixed) if fixed else self._actions[command].shortcut()
        return shortcut.toString(NATIVE)

    def set_keys(self, command: str, keys: str) -> None:
        """Give a command other keys; empty: none. Another command that has them loses them."""
        shortcut = QKeySequence(keys, PORTABLE)
        written = shortcut.toString(PORTABLE)
        if owner := self.owner(written):
            self._actions[owner].setShortcut(QKeySequence())  # Qt would run neither of two
        self._owners.pop(self.keys(command), None)
        self._actions[command].setShortcut(shortcut)
        if written:
            self._owners[written] = command
        self.keys_changed.emit()

    def owner(self, keys: str) -> str:
        """The command that has these keys, or empty."""
        return self._owners.get(keys, "")

    def has_keys(self, keys: str) -> bool:
        """Whether some command has these keys."""
        return keys in self._owners

    @Slot()
    def mark_what_can_run(self) -> None:
        """Grey out what cannot run now; for as long as a menu is open."""
        for command, action in self._actions.items():
            action.setEnabled(not self.reason(command))

    @Slot()
    def enable_all(self) -> None:
        """Let every command be reached by its keys again."""
        for action in self._actions.values():
            action.setEnabled(True)

    def _open_popups(self) -> "list[Popup]":
        # No popup is needed for the first screen.
        from app.ui.widgets.popup import Popup

        popups = self._window.findChildren(Popup, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [popup for popup in popups if popup.isVisible()]

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        if action is not None:
            self.run(action.objectName())
