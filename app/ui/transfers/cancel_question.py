"""The question before more than a gigabyte that has arrived is given up."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.transfer_row import TransferKind, TransferRow
from app.ui.theme.theme import Theme
from app.ui.transfers.words import exact_size
from app.ui.widgets.question import Question

ASKED_ABOVE_BYTES = 1_000_000_000


def wants_question(row: TransferRow) -> bool:
    """Whether so much has been done that a slip of the hand would hurt."""
    return row.done_bytes > ASKED_ABOVE_BYTES


class CancelQuestion(Question):
    """Names what would be given up."""

    cancel_confirmed = Signal(str)  # id of the transfer

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, window.tr("Go on"))
        self._id = ""
        self.confirmed.connect(self._on_answered)

    def ask_about(self, row: TransferRow) -> None:
        """Ask whether that transfer is to be cancelled."""
        self._id = row.id
        title = self.tr("Cancel {model}?").format(model=row.name)
        if row.kind is TransferKind.PULL:
            text = self.tr(
                "{size} have arrived. The server keeps them for a while; a pull soon goes on from there."
            )
        elif row.kind is TransferKind.PUSH:
            text = self.tr("{size} were sent. Layers that are there already are not sent again.")
        else:
            text = self.tr(
                "{size} were worked through. Files that the server has got are not sent again soon."
            )
        words = self.tr("Cancel the transfer")
        self.ask(title, text.format(size=exact_size(row.done_bytes)), words)

    @Slot()
    def _on_answered(self) -> None:
        self.cancel_confirmed.emit(self._id)
