"""One model in memory: how long it stays, where it lies, and what can be done with it."""

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from app.domain.running import LoadedModel, Memory, Staying
from app.ui.library.library_words import CAPABILITY_ICONS, can_text
from app.ui.running import words
from app.ui.running.memory_bar import LegendLabel, MemoryBar, Part
from app.ui.running.ring import Ring
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Chip, ElidedLabel, Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.surface import Line, Surface
from app.ui.widgets.two_groups import TwoGroups


class RunningCard(Surface):
    """Counts down by itself: `tick` is called each second."""

    keep_requested = Signal(str)  # name, as in the next ones
    keep_for_requested = Signal(str, float)  # seconds
    unload_requested = Signal(str)
    chat_requested = Signal(str)
    advice_taken = Signal(str, str)  # name, what to do

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "raised", "border", 12)
        self._model: LoadedModel | None = None
        self._is_live = True
        self._chips: tuple[str, ...] = ()
        self._shown_chips: list[Chip] = []
        self.ring = Ring(theme)
        self.name = ElidedLabel(theme, "", "heading")
        self.state = Label(theme, "", "caption", "muted", wrap=True)
        self.bar = MemoryBar(theme)
        self.vram = LegendLabel(theme, "accent")
        self.ram = LegendLabel(theme, "ram")
        self.advice = Notice(theme, "info", radius=8)
        self.keep_button = Button(theme, self.tr("Keep loaded"), "pin", height_px=28)
        self.time_menu = Dropdown(theme, self.tr("How long it stays"), _keep_options, 28)
        self.time_menu.set_option("", self.tr("Change time"))
        self.chat_button = Button(theme, self.tr("Open chat"), "message-square", "quiet", 28)
        self.unload_button = Button(theme, self.tr("Unload"), "eject", height_px=28)
        self._facts = QGridLayout()
        self._fact_labels: list[tuple[Label, Label]] = []
        self._chip_row = QHBoxLayout()
        self._lay_out()
        self._connect()

    @property
    def model_name(self) -> str:
        """The model that is shown; empty before the first."""
        return self.name.whole_text

    @property
    def facts(self) -> dict[str, str]:
        """What the grid says: label to value."""
        return {label.text(): value.text() for label, value in self._fact_labels if not label.isHidden()}

    def show_model(
        self,
        model: LoadedModel,
        now: datetime,
        advice: words.Advice | None,
        capabilities: tuple[str, ...],
        is_live: bool,
    ) -> None:
        """Show a model; `is_live` is False when these are the last values of a server that is gone."""
        self._model, self._is_live = model, is_live
        self.name.set_whole_text(model.name)
        self.name.set_color("text" if is_live else "faint")
        self._show_memory(model)
        self._show_chips(capabilities)
        self._show_advice(advice if is_live else None)
        is_pinned = model.staying(now) is Staying.PINNED
        self.keep_button.setVisible(not is_pinned)
        for button, text in (
            (self.keep_button, self.tr("Keep {model} loaded")),
            (self.time_menu, self.tr("Change how long {model} stays")),
            (self.chat_button, self.tr("Open a chat with {model}")),
            (self.unload_button, self.tr("Unload {model}")),
        ):
            button.setAccessibleName(text.format(model=model.name))
        for part in (self.keep_button, self.time_menu, self.unload_button, self.chat_button):
            part.setEnabled(is_live)
            part.set_busy(is_live and model.is_changing)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Show the time that is left now."""
        model = self._model
        if model is None:
            return
        ring = words.ring_words(model, now)
        self.ring.show_value(*(ring if self._is_live else ring._replace(role="control")))
        self.state.setText(words.state_words(model, now))
        self._show_facts(words.facts(model, now))
        self.setAccessibleName(", ".join((model.name, self.state.text(), ring.name)))

    def _show_memory(self, model: LoadedModel) -> None:
        whole, vram = model.running.size_bytes, model.vram_bytes
        on_gpu: Role = "accent" if self._is_live else "control"
        beside: Role = "ram" if self._is_live else "control"
        parts = []
        if whole and vram:
            parts.append(Part(vram / whole, on_gpu))
        if whole and vram < whole:
            parts.append(Part((whole - vram) / whole, beside, is_striped=True))
        self.vram.set_role(on_gpu)
        self.ram.set_role(beside)
        self.vram.show_text(words.vram_words(model) if vram else "")
        self.ram.show_text(words.ram_words(model) if whole > vram else "")
        self.vram.setVisible(bool(vram))
        self.ram.setVisible(whole > vram)
        self.bar.setVisible(model.memory is not Memory.UNKNOWN)
        told = [label.text for label in (self.vram, self.ram) if label.text]
        self.bar.show_parts(tuple(parts), self.tr("Memory: {parts}").format(parts=", ".join(told)))

    def _show_chips(self, capabilities: tuple[str, ...]) -> None:
        if capabilities == self._chips:
            return
        self._chips = capabilities
        while self._shown_chips:
            chip = self._shown_chips.pop()
            self._chip_row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for capability in capabilities:
            if capability in CAPABILITY_ICONS:
                chip = Chip(self.theme, capability, CAPABILITY_ICONS[capability])
                chip.setToolTip(can_text(capability))
                chip.setAccessibleName(can_text(capability))
                self._shown_chips.append(chip)
                self._chip_row.addWidget(chip)

    def _show_advice(self, advice: words.Advice | None) -> None:
        self.advice.setVisible(advice is not None)
        if advice is None:
            return
        self.advice.set_tone(advice.tone, advice.icon)
        self.advice.set_texts("", advice.text)
        actions = [(advice.action, advice.label, "")] if advice.action else []
        if [button.property("action") for button in self.advice.buttons] != [each[0] for each in actions]:
            self.advice.set_actions(actions)
        elif actions:
            self.advice.buttons[0].set_label(advice.label)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        while len(self._fact_labels) < len(facts):
            column = len(self._fact_labels)
            pair = Label(self.theme, "", "caption", "muted"), Label(self.theme, "", "ui_medium")
            self._facts.addWidget(pair[0], 0, column)
            self._facts.addWidget(pair[1], 1, column)
            self._fact_labels.append(pair)
        for at, (label, value) in enumerate(self._fact_labels):
            is_there = at < len(facts)
            label.setVisible(is_there)
            value.setVisible(is_there)
            if is_there:
                label.setText(facts[at][0])
                value.setText(facts[at][1])
                value.set_color("text" if self._is_live else "faint")

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(6)
        title.addWidget(self.name)
        self._chip_row.setSpacing(6)
        title.addLayout(self._chip_row)
        title.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        texts.addLayout(title)
        texts.addWidget(self.state)
        texts.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.ring)
        head.addLayout(texts, 1)
        legend = QHBoxLayout()
        legend.setSpacing(14)
        legend.addWidget(self.vram)
        legend.addWidget(self.ram)
        legend.addStretch(1)
        self._facts.setHorizontalSpacing(32)
        self._facts.setVerticalSpacing(1)
        self._facts.setColumnStretch(9, 1)
        body = QVBoxLayout()
        body.setSpacing(10)
        body.addLayout(head)
        body.addSpacing(2)
        body.addWidget(self.bar)
        body.addLayout(legend)
        body.addLayout(self._facts)
        body.addWidget(self.advice)
        tools = TwoGroups(spacing_px=6)
        for widget in (self.keep_button, self.time_menu):
            tools.first.addWidget(widget)
        for widget in (self.chat_button, self.unload_button):
            tools.last.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        column.addLayout(body)
        column.addStretch(1)
        column.addWidget(Line(self.theme))
        column.addWidget(tools)

    def _connect(self) -> None:
        self.keep_button.clicked.connect(self._on_keep)
        self.time_menu.picked.connect(self._on_time_picked)
        self.chat_button.clicked.connect(self._on_chat)
        self.unload_button.clicked.connect(self._on_unload)
        self.advice.action_triggered.connect(self._on_advice)

    @Slot()
    def _on_keep(self) -> None:
        self.keep_requested.emit(self.model_name)

    @Slot(str)
    def _on_time_picked(self, seconds: str) -> None:
        self.keep_for_requested.emit(self.model_name, float(seconds))

    @Slot()
    def _on_chat(self) -> None:
        self.chat_requested.emit(self.model_name)

    @Slot()
    def _on_unload(self) -> None:
        self.unload_requested.emit(self.model_name)

    @Slot(str)
    def _on_advice(self, action: str) -> None:
        self.advice_taken.emit(self.model_name, action)


def _keep_options() -> list[Option]:
    return [(str(seconds), words.keep_choice(seconds)) for seconds in words.KEEP_CHOICES_S]
