"""The page of the transfers as the window holds it: made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.server import ServerState
from app.domain.setting import TRANSFERS_AT_ONCE, SettingChange
from app.ui.theme.theme import Theme
from app.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from app.domain.transfer_row import TransferRecord, TransferRow
    from app.ui.transfers.content import TransfersContent


class TransfersPage(LazyPage["TransfersContent"]):
    """What a person wants goes out as wishes; what is known comes in through slots."""

    opened = Signal()  # each time it is shown
    pull_requested = Signal(str, bool)  # name, insecure
    push_requested = Signal(str, bool)
    pause_requested = Signal(str)  # id of a transfer, as in the next ones
    resume_requested = Signal(str)
    cancel_requested = Signal(str)
    insecure_requested = Signal(str)
    copy_requested = Signal(str)
    push_anyway_requested = Signal(str)
    sign_in_opened = Signal(str)
    move_requested = Signal(str, int)  # to a place, 0 the first
    pause_all_requested = Signal()
    resume_all_requested = Signal()
    repeat_requested = Signal(str)  # id of a record, as in the next one
    forget_requested = Signal(str)
    clear_requested = Signal()
    setting_requested = Signal(SettingChange)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._rows: tuple[TransferRow, ...] = ()
        self._records: tuple[TransferRecord, ...] = ()
        self._state: ServerState | None = None
        self._at_once = 2

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here: the head, the first card, the history."""
        content = self.content
        lines = content.history.lines if content.history.isVisible() else []
        return [content.pull_button, *content.cards[:1], *(line.forget_button for line in lines[:1])]

    @Slot(tuple)
    def set_rows(self, rows: "tuple[TransferRow, ...]") -> None:
        """Show what is under way; while nobody looks it is only noted."""
        self._rows = rows
        if self._content is not None and self.isVisible():
            self._content.set_rows(rows)

    @Slot(tuple)
    def set_records(self, records: "tuple[TransferRecord, ...]") -> None:
        """Show what is over."""
        self._records = records
        if self._content is not None:
            self._content.set_records(records)

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Note what the server has."""
        self._state = state
        if self._content is not None:
            self._tell_models(self._content)

    @Slot(int)
    def set_at_once(self, count: int) -> None:
        """Show how many run at a time."""
        self._at_once = count
        if self._content is not None:
            self._content.set_at_once(count)

    @Slot(str)
    def point_at(self, transfer_id: str) -> None:
        """Bring a transfer into view, where anybody looks."""
        if self.isVisible():
            self.content.point_at(transfer_id)

    def focus_first(self) -> None:
        """Put the focus where the keyboard begins."""
        content = self.content
        first = content.cards[0] if content.cards else content.pull_button
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _tell_models(self, content: "TransfersContent") -> None:
        content.set_models([model.name for model in self._state.models] if self._state else [])

    def _make_content(self) -> "TransfersContent":
        # Most runs never open the page.
        from app.ui.transfers.content import TransfersContent

        return TransfersContent(self._theme)

    def _connect(self, content: "TransfersContent") -> None:
        for name in (
            "pull", "push", "pause", "resume", "cancel", "insecure", "copy", "push_anyway", "move",
            "pause_all", "resume_all", "repeat", "forget", "clear",
        ):  # fmt: skip
            getattr(content, f"{name}_requested").connect(getattr(self, f"{name}_requested"))
        content.at_once_requested.connect(self._on_at_once_requested)
        content.sign_in_opened.connect(self.sign_in_opened)
        content.set_at_once(self._at_once)
        content.set_rows(self._rows)
        content.set_records(self._records)
        self._tell_models(content)

    @Slot(int)
    def _on_at_once_requested(self, count: int) -> None:
        self.setting_requested.emit(SettingChange(TRANSFERS_AT_ONCE.key, count))

    def showEvent(self, event: QShowEvent) -> None:
        self.content.set_rows(self._rows)
        super().showEvent(event)
        self.opened.emit()
