"""What the window knows of transfers while their page is not shown; the rest is loaded with the first one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from app.ui.rail import RailButton
from app.ui.status_strip import StatusStrip
from app.ui.theme.theme import Theme
from app.ui.transfers.transfers_page import TransfersPage
from app.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from app.domain.transfer_row import TransferRow
    from app.ui.transfers.elsewhere import TransfersElsewhere


class TransfersWatch(QObject):
    """Hands rows to rail, strip and task bar; tells of those that end."""

    page_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        window: QMainWindow,
        page: TransfersPage,
        rail_button: RailButton,
        strip: StatusStrip,
        toast: Toast,
    ) -> None:
        super().__init__(window)
        self._parts = theme, window, rail_button, strip, toast
        self._page = page
        self._may_notify = True
        self._running = 0
        self._elsewhere: TransfersElsewhere | None = None

    @property
    def running(self) -> int:
        """How many would be stopped if the program ended now."""
        return self._running

    @property
    def elsewhere(self) -> "TransfersElsewhere":
        """What tells of them; made with the first."""
        if self._elsewhere is None:
            # Most starts have no transfer.
            from app.ui.transfers.elsewhere import TransfersElsewhere

            self._elsewhere = TransfersElsewhere(*self._parts)
            self._elsewhere.page_requested.connect(self.page_requested)
        return self._elsewhere

    @Slot(bool)
    def set_notes(self, may_notify: bool) -> None:
        """Whether the system may be asked to show a message."""
        self._may_notify = may_notify

    @Slot(tuple)
    def set_rows(self, rows: "tuple[TransferRow, ...]") -> None:
        """Show how they stand."""
        self._running = sum(row.is_active for row in rows)
        if rows or self._elsewhere is not None:
            self.elsewhere.set_rows(rows)

    @Slot(object)  # a TransferRow
    def show_finished(self, row: "TransferRow") -> None:
        """Say how a transfer ended."""
        self.elsewhere.show_finished(row, self._page.isVisible(), self._may_notify)
