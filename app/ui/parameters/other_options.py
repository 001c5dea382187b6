"""Options that this program does not know, by name and value."""

import json
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.options import OPTIONS, OptionValue
from app.domain.parameters import NO_PARAMETERS, Parameters, strict_json
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label


class _Unreadable(ValueError):
    """No value that an option can have."""


def _parsed(text: str) -> OptionValue:
    """A value as a person writes it: JSON, else a text."""
    try:
        value = strict_json(text)
    except json.JSONDecodeError:
        return text
    except (ValueError, RecursionError) as error:
        raise _Unreadable from error
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, bool | int | float | str):
        return value
    raise _Unreadable


def _shown(value: OptionValue) -> str:
    """The text that is read back as this value."""
    if isinstance(value, str):
        try:
            if _parsed(value) == value:
                return value
        except _Unreadable:
            pass
    return json.dumps(value, ensure_ascii=False)


class OptionPair(QWidget):
    """A name, a value, a button that removes both."""

    edited = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("name"))
        self.name.setAccessibleName(self.tr("Name of the option"))
        self.value = QLineEdit()
        self.value.setPlaceholderText(self.tr("value"))
        self.value.setAccessibleName(self.tr("Value of the option"))
        self.remove_button = Button(theme, self.tr("Remove this option"), "x", "icon", 26, 14)
        self.fault = Label(theme, "", "caption", "danger", wrap=True)
        self.fault.hide()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.name, 3)
        row.addWidget(self.value, 2)
        row.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.fault)
        for field in (self.name, self.value):
            field.setProperty("kind", "small")
            field.textEdited.connect(self.edited)
        self.remove_button.clicked.connect(self.removed)

    def show_pair(self, name: str, value: OptionValue) -> None:
        """Show an option."""
        self.name.setText(name)
        self.value.setText(_shown(value))

    def read(self, others: set[str]) -> tuple[str, OptionValue] | None:
        """Name and value, or None where they are no option; says why."""
        name, text = self.name.text().strip(), self.value.text().strip()
        fault, pair = "", None
        if name in OPTIONS:
            fault = self.tr("{name} has its own control above.").format(name=name)
        elif name in others:
            fault = self.tr("{name} is there twice.").format(name=name)
        elif name and text:
            try:
                pair = (name, _parsed(text))
            except _Unreadable:
                fault = self.tr("Write a number, true, false, a text or a list of texts.")
        elif text:
            fault = self.tr("Write a name too.")
        self.fault.setText(f"{fault} {self.tr('It is not sent.')}" if fault else "")
        self.fault.setVisible(bool(fault))
        return pair


class OtherOptions(QWidget):
    """As many pairs as there are options, and a button for one more."""

    parameters_wanted = Signal(Parameters)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parameters = NO_PARAMETERS
        self._pairs: list[OptionPair] = []
        self.add_button = Button(theme, self.tr("Add an option"), "plus", "quiet", 28, 14)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        hint = Label(theme, "", "caption", "muted", wrap=True)
        hint.setText(self.tr("Sent as they are. A server ignores those it does not know."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(hint)
        column.addLayout(self._rows)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_button.clicked.connect(self._on_add)

    @property
    def pairs(self) -> tuple[OptionPair, ...]:
        """The rows."""
        return tuple(self._pairs)

    def show_value(self, parameters: Parameters) -> None:
        """Show what holds now; pairs that are being written stay."""
        self._parameters = parameters
        unknown = {name: value for name, value in parameters.options.items() if name not in OPTIONS}
        if unknown == self._read():
            return
        for pair in self._pairs:
            self._drop(pair)
        self._pairs.clear()
        for name, value in unknown.items():
            self._add().show_pair(name, value)

    def _read(self) -> dict[str, OptionValue]:
        found: dict[str, Any] = {}
        for row in self._pairs:
            if (pair := row.read(set(found))) is not None:
                found[pair[0]] = pair[1]
        return found

    def _add(self) -> OptionPair:
        pair = OptionPair(self._theme, self)
        pair.edited.connect(self._on_edited)
        pair.removed.connect(self._on_removed)
        self._pairs.append(pair)
        self._rows.addWidget(pair)
        pair.show()
        return pair

    def _drop(self, pair: OptionPair) -> None:
        self._rows.removeWidget(pair)
        pair.hide()
        pair.deleteLater()

    @Slot()
    def _on_add(self) -> None:
        self._add().name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_edited(self) -> None:
        known = {name: value for name, value in self._parameters.options.items() if name in OPTIONS}
        wanted = replace(self._parameters, options={**known, **self._read()})
        if wanted != self._parameters:
            self.parameters_wanted.emit(wanted)

    @Slot()
    def _on_removed(self) -> None:
        pair = self.sender()
        if isinstance(pair, OptionPair):
            self._pairs.remove(pair)
            self._drop(pair)
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._on_edited()
