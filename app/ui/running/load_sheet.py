"""A model to load, with the options that only count while it is being loaded."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.model_facts import ModelFacts
from app.domain.options import OPTIONS
from app.domain.parameters import NO_PARAMETERS, Parameters
from app.domain.running import LoadWish
from app.ui.parameters.behaviour import KeepRow
from app.ui.parameters.changes import OptionChange
from app.ui.parameters.number_row import NumberRow
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Label
from app.ui.widgets.sheet import Sheet

OFFERED = ("num_ctx", "num_gpu", "num_thread")


class LoadSheet(Sheet):
    """Esc, a click beside it or Cancel leave everything as it is."""

    load_requested = Signal(LoadWish)
    width_px = 440

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, "")
        self.setAccessibleName(self.tr("Load a model"))
        self._models: tuple[str, ...] = ()
        self._model = ""
        self._parameters = NO_PARAMETERS
        self.models = Dropdown(theme, self.tr("Model"), self._options)
        self.models.setMinimumWidth(260)
        self.rows = {name: NumberRow(theme, OPTIONS[name], says_reload=False) for name in OFFERED}
        self.keep = KeepRow(theme)
        self.cancel_button = Button(theme, self.tr("Cancel"))
        self.load_button = Button(theme, self.tr("Load"), "play", "primary")
        note = self.tr("A chat that asks for other values loads the model again with them.")
        column = self.panel_layout
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(Label(theme, self.tr("Load a model"), "heading"))
        column.addWidget(self.models, 0, Qt.AlignmentFlag.AlignLeft)
        for row in self.rows.values():
            column.addWidget(row)
            row.change_wanted.connect(self._on_change_wanted)
        column.addWidget(self.keep)
        column.addWidget(Label(theme, note, "caption", "muted", wrap=True))
        self.add_answers(self.cancel_button, self.load_button)
        self.models.picked.connect(self._on_model_picked)
        self.keep.parameters_wanted.connect(self._on_parameters_wanted)
        self.cancel_button.clicked.connect(self.close_popup)
        self.load_button.clicked.connect(self._on_load)

    def open_with(self, models: Sequence[str], model: str) -> None:
        """Offer these models; the options are those that were picked last."""
        self._models = tuple(models)
        wanted = model or self._model
        self._on_model_picked(wanted if wanted in self._models else self._models[0])
        self._show(is_new=True)
        self.open_sheet()
        self.models.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _options(self) -> list[Option]:
        return [(name, name) for name in self._models]

    def _show(self, is_new: bool = False) -> None:
        for row in self.rows.values():
            row.show_value(self._parameters, ModelFacts())
        self.keep.show_value(self._parameters, is_new)
        if self.isVisible():
            self.replace_panel()

    @Slot(str)
    def _on_model_picked(self, model: str) -> None:
        self._model = model
        self.models.set_option(model, model)

    @Slot(OptionChange)
    def _on_change_wanted(self, change: OptionChange) -> None:
        options = {name: value for name, value in self._parameters.options.items() if name != change.name}
        if change.value is not None:
            options[change.name] = change.value
        self._on_parameters_wanted(replace(self._parameters, options=options))

    @Slot(Parameters)
    def _on_parameters_wanted(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._show()

    @Slot()
    def _on_load(self) -> None:
        self.close_popup()
        wanted = self._parameters
        self.load_requested.emit(LoadWish(self._model, wanted.sendable_options, wanted.keep_alive))
