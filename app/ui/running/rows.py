"""Rows for a model that is being loaded, and for one that has gone."""

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout

from app.domain.running import GoneModel, LoadingModel
from app.ui.running import words
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.surface import Surface


class _Row(Surface):
    """An icon, a title, some words, a button."""

    def __init__(self, theme: Theme, icon: str, button: Button) -> None:
        super().__init__(theme, "side", "border", 12)
        self.title = Label(theme, "", "ui_strong")
        self.text = ElidedLabel(theme, "", "ui", "muted")
        self.button = button
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 7, 9, 7)
        row.setSpacing(10)
        row.addWidget(IconView(theme, icon))
        row.addWidget(self.title)
        row.addWidget(self.text, 1)
        row.addWidget(button)


class LoadingRow(_Row):
    """Counts the seconds; the model can be given up."""

    cancel_requested = Signal(str)  # name

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "hourglass", Button(theme, self.tr("Cancel"), height_px=28))
        self._loading: LoadingModel | None = None
        self.button.clicked.connect(self._on_cancel)

    @property
    def model_name(self) -> str:
        """The model that is shown; empty before the first."""
        return self._loading.wish.model if self._loading is not None else ""

    def show_loading(self, loading: LoadingModel, now: datetime) -> None:
        """Show a model that is on its way."""
        self._loading = loading
        name = loading.wish.model
        self.title.setText(self.tr("Loading {model}").format(model=name))
        self.button.setAccessibleName(self.tr("Stop loading {model}").format(model=name))
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Count."""
        if self._loading is not None:
            self.text.set_whole_text(words.span_words(now - self._loading.since))

    @Slot()
    def _on_cancel(self) -> None:
        if self._loading is not None:
            self.cancel_requested.emit(self._loading.wish.model)


class GoneRow(_Row):
    """Brings a model back with the context it had."""

    load_requested = Signal(GoneModel)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "history", Button(theme, self.tr("Load again"), height_px=28))
        self._gone: GoneModel | None = None
        self.title.setText(self.tr("Recently unloaded"))
        self.button.clicked.connect(self._on_load)

    @property
    def model_name(self) -> str:
        """The model that is shown; empty before the first."""
        return self._gone.running.name if self._gone is not None else ""

    def show_gone(self, gone: GoneModel, is_live: bool) -> None:
        """Show a model that has left."""
        self._gone = gone
        name = gone.running.name
        self.text.set_whole_text(words.gone_words(name, gone.at))
        self.button.setAccessibleName(self.tr("Load {model} again").format(model=name))
        self.button.setEnabled(is_live)

    @Slot()
    def _on_load(self) -> None:
        if self._gone is not None:
            self.load_requested.emit(self._gone)
