"""Larger and smaller messages, by keys: 70 to 200 %, kept as a setting."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.setting import READING_ZOOM, READING_ZOOMS, SettingChange
from app.ui.chat.chat_pane import ChatPane
from app.ui.settings.settings_page import SettingsPage
from app.ui.widgets.toast import Toast
from app.ui.words import NO_BREAK_SPACE

if TYPE_CHECKING:
    from app.ui.actions.actions import Actions


class ReadingZoom(QObject):
    """Asks for another size of what is read, and says which it is."""

    def __init__(self, pane: ChatPane, page: SettingsPage, toast: Toast, parent: QObject) -> None:
        super().__init__(parent)
        self._pane = pane
        self._page = page
        self._toast = toast

    def add_to(self, actions: "Actions") -> None:
        """Make the commands."""
        actions.add("zoom_in", self._enlarge, self._why_no_larger)
        actions.add("zoom_out", self._shrink, self._why_no_smaller)
        actions.add("zoom_reset", self._reset)

    def _why_no_larger(self) -> str:
        return "" if self._pane.zoom < READING_ZOOMS.most else self.tr("Messages are as large as they can be")

    def _why_no_smaller(self) -> str:
        return (
            "" if self._pane.zoom > READING_ZOOMS.least else self.tr("Messages are as small as they can be")
        )

    @Slot()
    def _enlarge(self) -> None:
        self._ask(self._pane.zoom + READING_ZOOMS.step)

    @Slot()
    def _shrink(self) -> None:
        self._ask(self._pane.zoom - READING_ZOOMS.step)

    @Slot()
    def _reset(self) -> None:
        self._ask(READING_ZOOM.default)

    def _ask(self, percent: int) -> None:
        self._page.change_requested.emit(SettingChange(READING_ZOOM.key, percent))
        size = f"{percent}{NO_BREAK_SPACE}%"
        self._toast.show_text(self.tr("Size of messages: {size}").format(size=size))
