"""One number: name, "changed", field, slider, and what is wrong with it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.model_facts import ModelFacts
from app.domain.options import OptionSpec, OptionValue
from app.domain.parameters import Parameters
from app.ui.parameters import texts
from app.ui.parameters.changes import OptionChange
from app.ui.parameters.chip import ChangedChip
from app.ui.parameters.number_field import NumberField
from app.ui.parameters.option_slider import OptionSlider, scale_of
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label

_WITH_WORD = frozenset({"num_predict"})


class NumberRow(QWidget):
    """What a person picks is a wish until `show_value` says that it holds."""

    change_wanted = Signal(OptionChange)

    def __init__(self, theme: Theme, spec: OptionSpec, says_reload: bool = True) -> None:
        super().__init__()
        self.spec = spec
        name = texts.option_name(spec.name)
        self.chip = ChangedChip(theme, name)
        self.field = NumberField(theme, name, spec.name in _WITH_WORD)
        self._scale = scale_of(spec)
        self.slider = OptionSlider(theme, name, self._scale) if self._scale else None
        self.fault = Label(theme, "", "caption", "danger", wrap=True)
        self.fault.hide()
        self._own: OptionValue | None = None
        self._value: int | float | None = None  # in force: set, else the default
        self._kept_fault = ""
        self._lay_out(theme, name, says_reload)
        self.chip.clicked.connect(self.reset)
        self.field.committed.connect(self._on_committed)
        self.field.stepped.connect(self._on_stepped)
        if self.slider is not None:
            self.slider.sliderMoved.connect(self._on_slider_moved)
            self.slider.valueChanged.connect(self._on_slider_changed)
            self.slider.reset_requested.connect(self.reset)

    def show_value(self, parameters: Parameters, facts: ModelFacts) -> None:
        """Show what holds now: the chat's own value, else the default."""
        name = self.spec.name
        default = facts.defaults.get(name) if facts.is_known else None
        own = parameters.options.get(name)
        fault = parameters.faults.get(name)
        self.chip.setVisible(own is not None)
        shown = default if own is None else own
        word = texts.unset_text(self.spec, shown)
        if shown is None and not facts.is_known and self.spec.default is not None:
            word = texts.default_word()
        self.field.show_text(texts.value_text(self.spec, shown), word, keeps_typed=own == self._own)
        self._own = own
        self._value = shown if isinstance(shown, int | float) and fault is None else None
        self._kept_fault = f"{texts.fault_text(self.spec, fault)} {texts.not_sent_text()}" if fault else ""
        self._show_fault(self._kept_fault)
        self._show_on_slider(default, facts.context_length)

    def forget_typed(self) -> None:
        """What is being written was for something else."""
        self.field.setModified(False)

    @Slot()
    def reset(self) -> None:
        """Ask for the default."""
        if self.chip.hasFocus():
            self.field.setFocus()
        self._show_fault("")
        self.change_wanted.emit(OptionChange(self.spec.name, None))

    def _lay_out(self, theme: Theme, name: str, says_reload: bool) -> None:
        hint = texts.option_help(self.spec.name)
        note = texts.reload_text() if self.spec.reloads else ""
        label = Label(theme, name, "ui_medium")
        label.setToolTip(hint)
        for control in (self.field, self.slider):
            if control is not None:
                control.setAccessibleDescription(f"{hint} {note}".strip())
                control.setToolTip(hint)
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(label)
        head.addWidget(self.chip)
        head.addStretch(1)
        head.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        if self.slider is not None:
            column.addWidget(self.slider)
        column.addWidget(self.fault)
        if note and says_reload:
            column.addWidget(Label(theme, note, "caption", "muted", wrap=True))
        self.setAccessibleName(name)

    def _show_on_slider(self, default: OptionValue | None, context_length: int | None) -> None:
        scale = scale_of(self.spec, context_length)
        if self.slider is None or scale is None:
            return
        if scale != self._scale:
            self._scale = scale
            self.slider.blockSignals(True)
            self.slider.setRange(0, scale.last)
            self.slider.blockSignals(False)
        tick = scale.position(default) if isinstance(default, int | float) else None
        self.slider.show_position(None if self._value is None else scale.position(self._value), tick)

    def _show_fault(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
        self.field.set_fault(bool(text))

    @Slot(str)
    def _on_committed(self, text: str) -> None:
        if not text:
            self.reset()
            return
        value = texts.parsed(self.spec, text)
        fault = self.spec.fault_of(value)
        if fault is None:
            self._show_fault("")
            self.change_wanted.emit(OptionChange(self.spec.name, value))
            return
        shown = texts.value_text(self.spec, self._value) or texts.unset_text(self.spec, self._value)
        self._show_fault(f"{texts.fault_text(self.spec, fault)} {texts.holds_text(shown)}")

    @Slot(int)
    def _on_stepped(self, steps: int) -> None:
        typed = texts.parsed(self.spec, self.field.text())
        start = typed if self.spec.fault_of(typed) is None else self._value
        step = self._scale.step if self._scale else self.spec.step
        if not isinstance(start, int | float):
            start = self._scale.least - step if self._scale else self.spec.minimum
        value = min(self.spec.maximum, max(self.spec.minimum, round(start + steps * step, 6)))
        if value == 0 and self.spec.fault_of(0) is not None:
            value = 1 if steps > 0 else -1
        self._on_committed(texts.value_text(self.spec, type(self.spec.maximum)(value)) or str(int(value)))

    @Slot(int)
    def _on_slider_moved(self, position: int) -> None:
        if self._scale is not None:
            self.field.show_text(texts.value_text(self.spec, self._scale.value(position)), "")

    @Slot(int)
    def _on_slider_changed(self, position: int) -> None:
        if self._scale is not None:
            self._show_fault("")
            self.change_wanted.emit(OptionChange(self.spec.name, self._scale.value(position)))
