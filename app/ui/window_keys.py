"""Keys of the window beside its commands: F6 through its parts, letters into the message, keys in hints."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.ui.actions.actions import Actions
    from app.ui.chat.chat_page import ChatPage
    from app.ui.status_strip import StatusStrip

_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def goes_to_the_message(event: QKeyEvent) -> bool:
    """Whether keys that nobody had a use for are a letter or Paste, which then belong to the message."""
    if event.matches(QKeySequence.StandardKey.Paste):
        return True
    # Alt Gr is Ctrl with Alt on Windows; there its letters come as text all the same, and reach a field.
    return event.text().isprintable() and bool(event.text().strip()) and not event.modifiers() & _COMMANDS


class Regions(QObject):
    """The parts of the window in reading order; F6 and Shift+F6 go round them."""

    def __init__(self, shown: Callable[[], list[QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown

    @Slot()
    def go_next(self) -> None:
        """Put the focus into the next part."""
        self._go(1)

    @Slot()
    def go_back(self) -> None:
        """Put the focus into the previous part."""
        self._go(-1)

    def _go(self, step: int) -> None:
        # One that cannot take the focus would hold it where it is, for ever.
        regions = [each for each in self._shown() if each.isVisible() and each.isEnabled()]
        at = next((at for at, region in enumerate(regions) if _holds_focus(region)), -1 if step > 0 else 0)
        regions[(at + step) % len(regions)].setFocus(Qt.FocusReason.ShortcutFocusReason)


class KeyHints(QObject):
    """Names the keys of a command on what does the same by mouse; follows where a person changes them."""

    def __init__(self, actions: "Actions", page: "ChatPage", strip: "StatusStrip") -> None:
        super().__init__(page)
        self._actions = actions
        header, composer = page.chat_pane.header, page.chat_pane.composer
        self._named: tuple[tuple[str, Callable[[str], None]], ...] = (
            ("commands", strip.commands_button.set_keys),
            ("new_chat", page.chat_list.set_new_keys),
            ("toggle_list", header.list_button.set_keys),
            ("toggle_parameters", header.parameters_button.set_keys),
            ("toggle_parameters", composer.parameters_button.set_keys),
            ("toggle_parameters", page.parameters.set_keys),
            ("choose_model", composer.model_button.set_keys),
            ("attach", composer.attach_button.set_keys),
            ("find_next", page.chat_pane.finder.set_next_keys),
            ("find_previous", page.chat_pane.finder.set_back_keys),
        )
        actions.keys_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        for command, set_keys in self._named:
            set_keys(self._actions.shown_keys(command))


def _holds_focus(region: QWidget) -> bool:
    focus = region.window().focusWidget()
    return focus is not None and (region is focus or region.isAncestorOf(focus))
