"""The parameters as the window holds them: the panel is made when it is first opened."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.domain.model_facts import ModelFacts
from app.domain.parameters import NO_PARAMETERS, Parameters, Preset
from app.domain.side_panel import SidePanel
from app.ui.theme.theme import Theme

if TYPE_CHECKING:
    from app.ui.parameters.panel import ParametersPanel


class ParametersSide(QWidget):
    """Open or closed; knows what holds before there is a panel to show it."""

    parameters_wanted = Signal(Parameters)
    preset_kept = Signal(Preset)
    preset_renamed = Signal(str, str)  # name, new name
    preset_deleted = Signal(str)
    request_looked_at = Signal(bool)  # whether anybody wants to see what would be sent
    left = Signal(SidePanel)  # opened, closed or resized: what comes back after a restart
    open_changed = Signal(bool)
    undo_offered = Signal(str)  # what was done; `undo` takes it back

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parameters = NO_PARAMETERS
        self._facts = ModelFacts()
        self._presets: tuple[Preset, ...] = ()
        self._keys = ""
        self._is_other_chat = True
        self._before: Parameters | None = None
        self._deleted: Preset | None = None
        self._panel: ParametersPanel | None = None
        self.place = SidePanel()
        self.had_focus = False  # when it was last opened or closed
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def panel(self) -> "ParametersPanel":
        """The panel; made when it is first wanted."""
        if self._panel is None:
            # Most runs never open it.
            from app.ui.parameters.panel import ParametersPanel

            self._panel = panel = ParametersPanel(self._theme)
            self._column.addWidget(panel)
            panel.parameters_wanted.connect(self.parameters_wanted)
            panel.preset_picked.connect(self._on_preset_picked)
            panel.preset_kept.connect(self._on_preset_kept)
            panel.preset_renamed.connect(self.preset_renamed)
            panel.preset_deleted.connect(self._on_preset_deleted)
            panel.request_looked_at.connect(self.request_looked_at)
            panel.close_requested.connect(self.close_panel)
            panel.close_button.set_keys(self._keys)
            self._show(is_other_chat=True)
        return self._panel

    @property
    def is_open(self) -> bool:
        """Whether the panel is shown."""
        return self.place.is_open

    @Slot(Parameters)
    def show_parameters(self, parameters: Parameters) -> None:
        """Show what the open chat asks of its model."""
        self._parameters = parameters
        is_other, self._is_other_chat = self._is_other_chat, False
        self._show(is_other)

    @Slot(ModelFacts)
    def show_facts(self, facts: ModelFacts) -> None:
        """Show defaults and abilities of the chosen model."""
        self._facts = facts
        self._show()

    @Slot(tuple)
    def show_presets(self, presets: tuple[Preset, ...]) -> None:
        """Offer these presets."""
        self._presets = presets
        self._show()

    def set_keys(self, keys: str) -> None:
        """Name the keys that open and close the panel; empty: there are none."""
        self._keys = keys
        if self._panel is not None:
            self._panel.close_button.set_keys(keys)

    @Slot(str)
    def show_request(self, text: str) -> None:
        """Show what would be sent now."""
        if self._panel is not None:
            self._panel.show_request(text)

    @Slot(str)
    def set_chat(self, _chat_id: str) -> None:
        """Another chat is open: what can be taken back is not for it."""
        self._is_other_chat = True
        self._before = None

    @Slot(SidePanel)
    def restore(self, place: SidePanel) -> None:
        """Open or close as it was left."""
        if place != self.place:
            self.place = place
            self.open_changed.emit(place.is_open)

    @Slot()
    def toggle(self) -> None:
        """Open the panel with the keyboard in it, or close it."""
        if self.is_open:
            self.close_panel()
        else:
            self.open_panel()
            self.focus()

    def open_panel(self) -> None:
        """Open the panel."""
        self._leave(replace(self.place, is_open=True))

    @Slot()
    def close_panel(self) -> bool:
        """Close the panel; False when it is not open."""
        was_open = self.is_open
        self._leave(replace(self.place, is_open=False))
        return was_open

    def set_width(self, width_px: int) -> None:
        """Note another width."""
        self._leave(replace(self.place, width_px=width_px))

    def focus(self) -> None:
        """Put the focus on the first control."""
        self.panel.presets.dropdown.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def edit_system_prompt(self) -> None:
        """Open the large editor of the system prompt."""
        self.open_panel()
        self.panel.prompt.open_sheet()

    @Slot()
    def undo(self) -> None:
        """Take back the last preset that was applied or deleted."""
        if self._deleted is not None:
            self.preset_kept.emit(self._deleted)
        if self._before is not None:
            self.parameters_wanted.emit(self._before)
        self._before = self._deleted = None

    def _leave(self, place: SidePanel) -> None:
        if place == self.place:
            return
        focus = QApplication.focusWidget()
        self.had_focus = focus is not None and self.isAncestorOf(focus)
        was_open, self.place = self.place.is_open, place
        self.left.emit(place)
        if place.is_open != was_open:
            self.open_changed.emit(place.is_open)

    def _show(self, is_other_chat: bool = False) -> None:
        if self._panel is not None:
            self._panel.show_state(self._parameters, self._facts, self._presets, is_other_chat)

    @Slot(str)
    def _on_preset_picked(self, name: str) -> None:
        preset = next((each for each in self._presets if each.name == name), None)
        wanted = replace(preset.parameters, preset=name) if preset else NO_PARAMETERS
        loses = self.panel.presets.is_edited
        if wanted == self._parameters:
            return
        self._before, self._deleted = (self._parameters, None) if loses else (None, None)
        self._is_other_chat = True  # what was being written is replaced too
        self.parameters_wanted.emit(wanted)
        if loses:
            what = self.tr("“{name}” was applied") if preset else self.tr("Everything was set back")
            self.undo_offered.emit(what.format(name=name))

    @Slot(Preset)
    def _on_preset_kept(self, preset: Preset) -> None:
        self.preset_kept.emit(preset)
        self.parameters_wanted.emit(replace(self._parameters, preset=preset.name))

    @Slot(str)
    def _on_preset_deleted(self, name: str) -> None:
        self._deleted = next((each for each in self._presets if each.name == name), None)
        self._before = None
        self.preset_deleted.emit(name)
        self.undo_offered.emit(self.tr("The preset “{name}” was deleted").format(name=name))
