"""Three models to begin with, for a server that has none: what they are, how large, and a button to pull."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.domain.model_name import same_model
from app.domain.server_profile import FirstModels, ModelSuggestion
from app.ui.connect.card import Card
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.words import size

if TYPE_CHECKING:
    from app.domain.transfer_row import TransferRow
    from app.ui.transfers.in_place import ProgressInPlace

_GAP_PX = 24


class ModelCard(Card):
    """One suggestion; the button pulls it, and from then on the card shows how that goes."""

    pull_requested = Signal(str)  # name of the model
    pause_requested = Signal(str)  # id of the transfer, as in the next one
    resume_requested = Signal(str)

    def __init__(self, theme: Theme, model: ModelSuggestion) -> None:
        super().__init__(theme, "cpu", model.name, model.description, "", "download")
        self.model = model
        self._row: TransferRow | None = None
        self.progress: ProgressInPlace | None = None
        words = self.tr("{size} to download").format(size=size(model.size_bytes))
        if model.fits is False:
            words = self.tr("{size} to download, tight for this computer").format(size=size(model.size_bytes))
        elif model.fits:
            words = self.tr("{size} to download, fits this computer").format(size=size(model.size_bytes))
        self.words = Label(theme, words, "caption", "muted", wrap=True)
        self.body.addWidget(self.words)
        self._name_button(self.tr("Pull"), "download")
        self.button.clicked.connect(self._on_clicked)

    def show_transfer(self, row: "TransferRow | None") -> None:
        """Show the pull of this model; None: there is none."""
        self._row = row
        if row is None:
            if self.progress is not None:
                self.progress.hide()
            self._name_button(self.tr("Pull"), "download")
            return
        # Only who pulls here needs it.
        from app.ui.transfers.in_place import ProgressInPlace, way_on

        if self.progress is None:
            self.progress = ProgressInPlace(self.theme)
            self.body.addWidget(self.progress)
        self.progress.show_row(row)
        if row.can_pause:
            self._name_button(self.tr("Pause"), "pause")
        else:
            self._name_button(*way_on(row))

    def _name_button(self, words: str, icon: str) -> None:
        if self.button.label != words:
            self.button.set_label(words, icon)
            self.button.setAccessibleName(f"{words} {self.model.name}")

    @Slot()
    def _on_clicked(self) -> None:
        if self._row is None:
            self.pull_requested.emit(self.model.name)
        elif self._row.can_pause:
            self.pause_requested.emit(self._row.id)
        else:
            self.resume_requested.emit(self._row.id)


class FirstModelsView(QWidget):
    """Cards beside each other, or below each other where it is narrow."""

    pull_requested = Signal(str)  # name of the model
    pause_requested = Signal(str)  # id of the transfer, as in the next one
    resume_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[TransferRow, ...] = ()
        self.cards: list[ModelCard] = []
        self._note = Label(theme, "", "caption", "muted", wrap=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(_GAP_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._row)
        column.addWidget(self._note)

    def show_models(self, models: FirstModels) -> None:
        """Show the suggestions, smallest first; the largest that fits is the recommended one."""
        for card in self.cards:
            self._row.removeWidget(card)
            card.deleteLater()
        self.cards = [self._card(model) for model in models.suggestions]
        fitting = [card for card in self.cards if card.model.fits is not False]
        if fitting:
            fitting[-1].set_best(True)
        day = QDate.fromString(models.as_of, Qt.DateFormat.ISODate)
        parts: list[str] = []
        if day.isValid():
            parts.append(self.tr("Sizes as of {day}.").format(day=QLocale().toString(day, "d MMM yyyy")))
        if models.memory_bytes is not None:
            parts.append(
                self.tr("This computer has {size} of memory.").format(size=size(models.memory_bytes))
            )
        self._note.setText(" ".join(parts))
        self.set_transfers(self._rows)

    def set_transfers(self, rows: "tuple[TransferRow, ...]") -> None:
        """Show on each card how the pull of its model stands."""
        self._rows = rows
        for card in self.cards:
            pulls = [row for row in rows if row.kind == "pull" and same_model(row.name, card.model.name)]
            card.show_transfer(pulls[0] if pulls else None)

    def set_direction(self, direction: QBoxLayout.Direction) -> None:
        """Put the cards beside or below each other."""
        self._row.setDirection(direction)

    def focus_best(self) -> None:
        """Put the focus on the recommended card."""
        best = next((card for card in self.cards if not card.chip.isHidden()), None)
        if best is not None:
            best.button.setFocus(Qt.FocusReason.TabFocusReason)

    def _card(self, model: ModelSuggestion) -> ModelCard:
        card = ModelCard(self._theme, model)
        card.pull_requested.connect(self.pull_requested)
        card.pause_requested.connect(self.pause_requested)
        card.resume_requested.connect(self.resume_requested)
        self._row.addWidget(card, 1)
        return card
