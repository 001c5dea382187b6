"""Three models to begin with, for a server that has none: what they are, how large, how to get them."""

from PySide6.QtCore import QDate, QLocale, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.domain.server_profile import FirstModels, ModelSuggestion
from app.ui.connect.card import Card
from app.ui.connect.details import COPIED_MS
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.words import size

_GAP_PX = 24


def pull_line(name: str) -> str:
    """What is typed in a terminal to get a model. Source: Ollama's README, "Pull a model"."""
    return f"ollama pull {name}"


class ModelCard(Card):
    """One suggestion; the button copies the line."""

    def __init__(self, theme: Theme, model: ModelSuggestion) -> None:
        super().__init__(theme, "cpu", model.name, model.description, "", "copy")
        self.line = pull_line(model.name)
        words = self.tr("{size} to download").format(size=size(model.size_bytes))
        if model.fits is False:
            words = self.tr("{size} to download, tight for this computer").format(size=size(model.size_bytes))
        elif model.fits:
            words = self.tr("{size} to download, fits this computer").format(size=size(model.size_bytes))
        self.words = Label(theme, words, "caption", "muted", wrap=True)
        code = Label(theme, self.line, "code", wrap=True)
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.words)
        self.body.addSpacing(6)
        self.body.addWidget(code)
        self._timer = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._timer.timeout.connect(self._show_copy)
        self._show_copy()
        self.button.clicked.connect(self._on_copy)

    @Slot()
    def _show_copy(self) -> None:
        self.button.set_label(self.tr("Copy the line"), "copy")
        self.button.setAccessibleName(self.tr("Copy “{line}”").format(line=self.line))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.line)
        self.button.set_label(self.tr("Copied"), "check")
        self._timer.start()


class FirstModelsView(QWidget):
    """Cards beside each other, or below each other where it is narrow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
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
        self.cards = [ModelCard(self._theme, model) for model in models.suggestions]
        for card in self.cards:
            self._row.addWidget(card, 1)
        fitting = [
            card
            for card, model in zip(self.cards, models.suggestions, strict=True)
            if model.fits is not False
        ]
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

    def set_direction(self, direction: QBoxLayout.Direction) -> None:
        """Put the cards beside or below each other."""
        self._row.setDirection(direction)

    def focus_best(self) -> None:
        """Put the focus on the recommended card."""
        best = next((card for card in self.cards if not card.chip.isHidden()), None)
        if best is not None:
            best.button.setFocus(Qt.FocusReason.TabFocusReason)
