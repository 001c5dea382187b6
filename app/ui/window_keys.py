"""The keys of the window: its actions, and F6 through its parts."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def add_actions(window: QWidget, table: Iterable[tuple[str, str, Callable[[], object]]]) -> None:
    """Give the window actions: (text, keys, slot) each."""
    for text, keys, slot in table:
        action = QAction(text, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        window.addAction(action)


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
        regions = self._shown()
        at = next((at for at, region in enumerate(regions) if _holds_focus(region)), -1 if step > 0 else 0)
        regions[(at + step) % len(regions)].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _holds_focus(region: QWidget) -> bool:
    focus = region.window().focusWidget()
    return focus is not None and (region is focus or region.isAncestorOf(focus))
