"""What tells of transfers outside their page: rail, status strip, task bar, messages. Made with the first."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from app.domain.transfer_row import ACTIVE, TransferKind, TransferRow, TransferState
from app.ui.rail import RailButton
from app.ui.status_strip import StatusStrip
from app.ui.theme.theme import Theme
from app.ui.transfers.notifier import Notifier
from app.ui.transfers.strip_entry import StripEntry
from app.ui.transfers.task_bar import TaskBar
from app.ui.transfers.trouble_words import trouble_text
from app.ui.transfers.words import server_text
from app.ui.widgets.toast import Toast


class TransfersElsewhere(QObject):
    """Follows the rows; says in the window or to the system how one ended."""

    page_requested = Signal()

    def __init__(
        self, theme: Theme, window: QMainWindow, rail_button: RailButton, strip: StatusStrip, toast: Toast
    ) -> None:
        super().__init__(window)
        self._window = window
        self._rail_button = rail_button
        self._toast = toast
        self.entry = StripEntry(theme)
        strip.add_entry(self.entry)
        self.entry.clicked.connect(self.page_requested)
        self.task_bar = TaskBar(self)
        self.notifier = Notifier(self)
        self.notifier.clicked.connect(self._on_notification_clicked)

    def set_rows(self, rows: tuple[TransferRow, ...]) -> None:
        """Show how many there are and how the first one stands."""
        active = [row for row in rows if row.state in ACTIVE]
        failed = any(row.state is TransferState.FAILED for row in rows)
        self._rail_button.set_badge(len(active), needs_somebody=failed)
        self.entry.show_rows(rows)
        running = [row for row in active if row.fraction is not None and row.total_bytes]
        total = sum(row.total_bytes for row in running)
        fraction = sum(row.done_bytes for row in running) / total if total else None
        self.task_bar.show(len(active), fraction)

    def show_finished(self, row: TransferRow, is_page_shown: bool, may_notify: bool) -> None:
        """Say how a transfer ended, where nobody sees it by himself."""
        title, text = self._words(row)
        if not self._window.isActiveWindow():
            if may_notify:
                self.notifier.notify(title, text)
        elif not is_page_shown:
            self._toast.show_text(title)

    def _words(self, row: TransferRow) -> tuple[str, str]:
        if row.state is TransferState.FAILED:
            title = {
                TransferKind.PULL: self.tr("The pull of {model} stopped"),
                TransferKind.PUSH: self.tr("The push of {model} stopped"),
                TransferKind.CREATE: self.tr("{model} could not be made"),
            }[row.kind]
            return title.format(model=row.name), trouble_text(row).text
        title, text = {
            TransferKind.PULL: (self.tr("{model} is here"), self.tr("Pulled to {server}.")),
            TransferKind.PUSH: (self.tr("{model} was pushed"), self.tr("From {server}.")),
            TransferKind.CREATE: (self.tr("{model} is ready"), self.tr("Made on {server}.")),
        }[row.kind]
        return title.format(model=row.name), text.format(server=server_text(row))

    @Slot()
    def _on_notification_clicked(self) -> None:
        # Only after a notification.
        from app.ui.come_forward import come_forward

        come_forward(self._window, "")
        self.page_requested.emit()
