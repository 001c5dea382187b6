"""The last step: what will be done, and how far it is."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.model_draft import ModelDraft
from app.domain.transfer_row import TransferRow, TransferState
from app.ui.create.words import source_text, sum_text
from app.ui.theme.theme import Theme
from app.ui.transfers.card import TransferCard
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice


class CreateStep(QWidget):
    """The same card as in Transfers, where it also stands."""

    pause_requested = Signal(str)  # id of the transfer, as in the next ones
    cancel_requested = Signal(str)
    step_requested = Signal(str, str)
    chat_requested = Signal(str)  # name of a model
    again_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._made = ""
        self.summary = Label(theme, "", "ui", "text", wrap=True)
        self.card: TransferCard | None = None
        self.again_button = Button(theme, self.tr("Make another meanwhile"), "plus", "quiet", 28)
        self.again_button.setToolTip(self.tr("This one goes on; Transfers shows it."))
        self.again_button.hide()
        self.outcome = Notice(theme, "success")
        self.outcome.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.summary)
        self._column.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.outcome)
        self._column.addStretch(1)
        self.again_button.clicked.connect(self.again_requested)
        self.outcome.action_triggered.connect(self._on_action)

    @property
    def first(self) -> QWidget | None:
        """Where the keyboard begins; None: on the button below."""
        return self.card

    def show_draft(self, draft: ModelDraft) -> None:
        """Say what will be done."""
        words = self.tr("{name} is made {source}.")
        told = words.format(name=draft.name.strip(), source=source_text(draft.source))
        self.summary.setText(f"{told} {sum_text(draft)}")

    def show_row(self, row: TransferRow) -> None:
        """Show how far it is."""
        if self.card is None:
            self.card = TransferCard(self._theme)
            self.card.pause_requested.connect(self.pause_requested)
            self.card.cancel_requested.connect(self.cancel_requested)
            self.card.step_requested.connect(self.step_requested)
            self._column.insertWidget(1, self.card)
            self.card.show_row(row)
            self.card.toggle_parts()
        self.card.show()
        self.card.show_row(row)
        self.again_button.setVisible(row.state is not TransferState.DONE)
        self.outcome.setVisible(row.state is TransferState.DONE)
        if row.state is TransferState.DONE:
            self._made = row.name
            self.card.hide()
            ready = self.tr("{name} is ready").format(name=row.name)
            self.outcome.set_texts(ready, "")
            announce(self, ready)
            self.outcome.set_actions(
                [
                    ("again", self.tr("Make another"), "plus"),
                    ("chat", self.tr("Open chat"), "message-square"),
                ],
                primary="chat",
            )

    def clear(self) -> None:
        """Nothing is under way any more."""
        self.outcome.hide()
        self.again_button.hide()
        if self.card is not None:
            self._column.removeWidget(self.card)
            self.card.hide()
            self.card.deleteLater()
            self.card = None

    @Slot(str)
    def _on_action(self, action: str) -> None:
        if action == "chat":
            self.chat_requested.emit(self._made)
        else:
            self.again_requested.emit()
