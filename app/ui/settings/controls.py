"""The control of a setting, made from its declaration."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.setting import (
    ACCENT,
    TEXT_SIZE,
    UI_FONT,
    Choice,
    Number,
    OnOff,
    PresetName,
    Setting,
    SettingChange,
    Value,
)
from app.ui.settings.row import Row
from app.ui.settings.swatches import Swatches
from app.ui.settings.texts import BUNDLED_CODE_FONT, number_text, option_text, setting_text
from app.ui.theme.theme import Theme
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Label
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.slider import Slider
from app.ui.widgets.switch import Switch

_MOST_SEGMENTS = 4


class NumberField(QWidget):
    """A slider with its value beside it."""

    picked = Signal(int)

    def __init__(self, theme: Theme, name: str, kind: Number, usual: int, ends: bool) -> None:
        super().__init__()
        self._kind = kind
        self.slider = Slider(theme, name, kind.least, kind.most, kind.step, usual)
        self.label = Label(theme, "", "figures")
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        if ends:
            row.addWidget(Label(theme, "A", "micro", "muted"))
        row.addWidget(self.slider)
        if ends:
            row.addWidget(Label(theme, "A", "title", "muted"))
        row.addWidget(self.label)
        self.setFocusProxy(self.slider)
        self.slider.sliderMoved.connect(self._on_slider_moved)
        self.slider.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: Value) -> None:
        """Show the value; says nothing about it."""
        self.slider.blockSignals(True)
        self.slider.setValue(int(value))
        self.slider.blockSignals(False)
        self.slider.update()
        self._show_number(int(value))

    @Slot(int)
    def _on_slider_moved(self, place: int) -> None:
        self._show_number(self.slider.snapped(place))

    def _show_number(self, value: int) -> None:
        widest = number_text(self._kind.most, self._kind.unit)
        self.label.setMinimumWidth(self.label.fontMetrics().horizontalAdvance(widest) + 2)
        text = number_text(value, self._kind.unit)
        self.label.setText(text)
        self.slider.setToolTip(text)

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        self._show_number(value)
        self.picked.emit(value)


class SettingRow(Row):
    """The row of one setting; what a person picks is a wish until `show_value` says that it holds."""

    change_requested = Signal(SettingChange)

    def __init__(self, theme: Theme, setting: Setting[Any]) -> None:
        self.setting = setting
        self._names: tuple[str, ...] = ()
        words = setting_text(setting.key)
        self._show: Callable[[Any], None]
        control = self._make_control(theme, words.name)
        super().__init__(theme, words.name, words.help, control)
        if isinstance(setting.kind, Choice):
            self.add_keywords(*(option_text(setting.key, option) for option in setting.kind.options))
        self._connect(control)

    def show_value(self, value: Value) -> None:
        """Show what holds now."""
        self._show(value)
        self.set_changed(value != self.setting.default)

    def set_names(self, names: tuple[str, ...]) -> None:
        """Offer these presets."""
        self._names = names

    def _make_control(
        self, theme: Theme, name: str
    ) -> Switch | Segmented | Swatches | NumberField | Dropdown:
        setting, kind = self.setting, self.setting.kind
        if isinstance(kind, OnOff):
            switch = Switch(theme, name)
            self._show = switch.setChecked
            return switch
        if isinstance(kind, Number):
            field = NumberField(theme, name, kind, setting.default, ends=setting.key == TEXT_SIZE.key)
            self._show = field.show_value
            return field
        if setting.key == ACCENT.key:
            swatches = Swatches(theme, name, tuple(self._options()))
            self._show = swatches.set_option
            return swatches
        is_list = not isinstance(kind, Choice) or len(kind.options) > _MOST_SEGMENTS
        if is_list or setting.key == UI_FONT.key:
            dropdown = Dropdown(theme, name, self._options)
            self._dropdown = dropdown
            self._show = self._show_in_dropdown
            return dropdown
        segmented = Segmented(theme, name, tuple(self._options()))
        self._show = segmented.set_option
        return segmented

    def _options(self) -> Sequence[Option]:
        key, kind = self.setting.key, self.setting.kind
        if isinstance(kind, Choice):
            options = kind.options
        else:
            options = ("", *(self._names if isinstance(kind, PresetName) else _code_fonts()))
        return [(option, option_text(key, option)) for option in options]

    def _show_in_dropdown(self, option: str) -> None:
        self._dropdown.set_option(option, option_text(self.setting.key, option))

    def _connect(self, control: QWidget) -> None:
        if isinstance(control, Switch):
            control.clicked.connect(self._on_switched)
        elif isinstance(control, NumberField):
            control.picked.connect(self._on_number_picked)
        elif isinstance(control, Segmented | Swatches | Dropdown):
            control.picked.connect(self._on_option_picked)

    @Slot(bool)
    def _on_switched(self, on: bool) -> None:
        self._wish(on)

    @Slot(int)
    def _on_number_picked(self, number: int) -> None:
        self._wish(number)

    @Slot(str)
    def _on_option_picked(self, option: str) -> None:
        self._wish(option)

    def _wish(self, value: Value) -> None:
        self.change_requested.emit(SettingChange(self.setting.key, value))


def _code_fonts() -> list[str]:
    """The families of fixed pitch that are installed, without the bundled one and private ones."""
    return [
        family
        for family in QFontDatabase.families(QFontDatabase.WritingSystem.Latin)
        if family != BUNDLED_CODE_FONT
        and QFontDatabase.isFixedPitch(family)
        and not QFontDatabase.isPrivateFamily(family)
    ]
