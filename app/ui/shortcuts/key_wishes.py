"""What becomes of recorded keys: a wish, a question where another command has them, or a refusal."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence

from app.ui.actions.actions import PORTABLE, Actions
from app.ui.actions.table import FIXED_KEYS, command_text
from app.ui.theme.theme import Theme
from app.ui.widgets.notice import Notice
from app.ui.words import native_keys, native_modifier

_STANDARD = QKeySequence.StandardKey
_FOR_TEXTS = (
    _STANDARD.Copy, _STANDARD.Cut, _STANDARD.Paste, _STANDARD.Undo, _STANDARD.Redo, _STANDARD.SelectAll,
)  # fmt: skip


def is_for_texts(keys: str) -> bool:
    """Whether every text field needs these keys itself."""
    return any(
        binding.toString(PORTABLE) == keys for key in _FOR_TEXTS for binding in QKeySequence.keyBindings(key)
    )


def has_usual_keys(actions: Actions, command: str) -> bool:
    """Whether a command has the keys that nobody chose."""
    usual = QKeySequence(actions.usual_keys[command], PORTABLE).toString(PORTABLE)
    return actions.keys(command) == usual


class KeyWishes(QObject):
    """Asks before it takes keys from another command. Changes are wishes and come back by the actions.

    `notice` is to stand beside the keys in question; whoever lists them puts it there on `said`.
    """

    keys_requested = Signal(str, str)  # command, its keys from now on; empty: none
    said = Signal(str)  # the command that `notice` is about; it is shown
    silenced = Signal()  # `notice` is gone
    answered = Signal(str)  # the command the question was about; `notice` is gone

    def __init__(self, theme: Theme, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._asked: tuple[str, str] | None = None
        self.notice = Notice(theme, "warning")
        self.notice.hide()
        self.notice.action_triggered.connect(self._on_notice_action)

    @Slot(str, str)
    def take(self, command: str, keys: str) -> None:
        """Take keys that were recorded for a command."""
        self.dismiss()
        owner = self._actions.owner(keys)
        if keys and (is_for_texts(keys) or keys in FIXED_KEYS.values()):
            self._say(command, self.tr("{keys} is needed in text fields.").format(keys=native_keys(keys)), [])
        elif owner and owner != command:
            self._asked = (command, keys)
            text = self.tr("{keys} is used for “{command}”.")
            offers = [("take", self.tr("Use it here instead"), ""), ("keep", self.tr("Keep as it was"), "")]
            self._say(command, text.format(keys=native_keys(keys), command=command_text(owner)), offers)
            self.notice.buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.keys_requested.emit(command, keys)

    @Slot(str)
    def refuse(self, command: str) -> None:
        """Say why a plain letter cannot be the keys of a command."""
        text = self.tr("Letters are for texts. Add {ctrl} or {alt}, or take a function key.")
        self._say(command, text.format(ctrl=native_modifier("Ctrl"), alt=native_modifier("Alt")), [])

    @Slot(str)
    def reset(self, command: str) -> None:
        """Wish for the usual keys of a command; another one may have them by now."""
        self.take(command, self._actions.usual_keys[command])

    def reset_all(self) -> None:
        """Wish for the usual keys of every command."""
        self.dismiss()
        for command, keys in self._actions.usual_keys.items():
            if command in self._actions.commands:
                self.keys_requested.emit(command, keys)

    def dismiss(self) -> None:
        """Take back what was said; a question stays without an answer."""
        self._asked = None
        self.notice.hide()
        self.silenced.emit()

    def _say(self, command: str, text: str, offers: list[tuple[str, str, str]]) -> None:
        self.notice.set_texts("", text)
        self.notice.set_actions(offers)
        self.said.emit(command)
        self.notice.show()

    @Slot(str)
    def _on_notice_action(self, action: str) -> None:
        asked = self._asked
        self.dismiss()
        if asked is None:
            return
        command, keys = asked
        if action == "take":
            self.keys_requested.emit(self._actions.owner(keys), "")
            self.keys_requested.emit(command, keys)
        self.answered.emit(command)
