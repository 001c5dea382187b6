"""Keys of the window beside its commands: F6 through its parts, letters into the message."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

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


def _holds_focus(region: QWidget) -> bool:
    focus = region.window().focusWidget()
    return focus is not None and (region is focus or region.isAncestorOf(focus))
