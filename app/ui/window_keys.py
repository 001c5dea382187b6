"""The keys of the window: its actions, and F6 through its parts."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


def add_actions(window: QWidget, table: Iterable[tuple[str, str, Callable[[], object]]]) -> None:
    """Give the window actions: (text, keys, slot) each."""
    for text, keys, slot in table:
        action = QAction(text, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        window.addAction(action)


class Regions(QObject):
    """The parts of the window in reading order; F6 and Shift+F6 go round them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def go_next(self) -> None:
        """Put the focus into the next part."""
        self._go(1)

    @Slot()
    def go_back(self) -> None:
        """Put the focus into the previous part."""
        self._go(-1)

    def _shown(self) -> list[QWidget]:
        window = self._window
        if not window.chat_page_shown:
            return [window.rail.servers_button, window.connect_page.address_field]
        regions: list[QWidget] = [window.rail.chat_button]
        chat_list, pane = window.chat_list, window.chat_pane
        if chat_list.isVisible():
            regions.append(chat_list.view if chat_list.view.isVisible() else chat_list.filter_field)
        if pane.transcript.isVisible():
            regions.append(pane.transcript)
        regions.append(pane.composer.edit)
        if window.toast.isVisible() and window.toast.button.isVisible():
            regions.append(window.toast.button)
        return regions

    def _go(self, step: int) -> None:
        regions = self._shown()
        at = next((at for at, region in enumerate(regions) if _holds_focus(region)), -1 if step > 0 else 0)
        regions[(at + step) % len(regions)].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _holds_focus(region: QWidget) -> bool:
    focus = region.window().focusWidget()
    return focus is not None and (region is focus or region.isAncestorOf(focus))
