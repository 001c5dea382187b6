"""How the model behaves: thinking, the format of its reply, how long it stays loaded."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.chat import KeepAlive, ResponseFormat, Think
from app.domain.model_facts import ModelFacts
from app.domain.parameters import NO_PARAMETERS, BadSchema, Parameters, is_keep_alive, parse_schema
from app.ui.parameters import texts
from app.ui.parameters.other_rows import CONTROL_PX, ControlRow, make_dropdown
from app.ui.parameters.text_box import TextBox
from app.ui.theme.theme import Theme
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Label
from app.ui.widgets.segmented import Segmented

_MOST_SEGMENTS = 3


class ThinkingRow(QWidget):
    """There only for a model that can think; made anew where another offers other choices."""

    parameters_wanted = Signal(Parameters)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parameters = NO_PARAMETERS
        self._choices: tuple[Think, ...] = ()
        self._usual: Think = True
        self.row: ControlRow | None = None
        self.control: Segmented | Dropdown | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_value(self, parameters: Parameters, facts: ModelFacts) -> None:
        """Show what holds now."""
        self._parameters = parameters
        self._usual = facts.default_think
        if facts.think_choices != self._choices:
            self._choices = facts.think_choices
            self._make()
        self.setVisible(bool(self._choices))
        if self.row is None:
            return
        wanted = self._usual if parameters.think is None else parameters.think
        if wanted not in self._choices:  # set for another model: what this one makes of it
            wanted = self._usual if wanted else self._choices[0]
        if isinstance(self.control, Dropdown):
            self.control.set_option(_id(wanted), texts.think_text(wanted))
        elif self.control is not None:
            self.control.set_option(_id(wanted))

    def _make(self) -> None:
        if self.row is not None:
            self.row.hide()
            self.row.deleteLater()
            self.row = self.control = None
        if not self._choices:
            return
        name, options = self.tr("Thinking"), tuple(self._options())
        if len(options) > _MOST_SEGMENTS:
            self.control = make_dropdown(self._theme, name, self._options)
        else:
            self.control = Segmented(self._theme, name, options, CONTROL_PX - 4)
        self.row = ControlRow(self._theme, name, self.control)
        self.control.picked.connect(self._on_picked)
        self._column.addWidget(self.row)

    def _options(self) -> Sequence[Option]:
        return [(_id(choice), texts.think_text(choice)) for choice in self._choices]

    @Slot(str)
    def _on_picked(self, option: str) -> None:
        think = next(choice for choice in self._choices if _id(choice) == option)
        self._want(None if think == self._usual else think)

    def _want(self, think: Think | None) -> None:
        self.parameters_wanted.emit(replace(self._parameters, think=think))


class FormatRow(QWidget):
    """Text, JSON, or JSON after a schema, which is read as it is written."""

    parameters_wanted = Signal(Parameters)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._parameters = NO_PARAMETERS
        self._is_schema = False
        self._words = {"": self.tr("Text"), "json": self.tr("JSON"), "schema": self.tr("JSON schema")}
        self.dropdown = make_dropdown(theme, self.tr("Format"), self._options)
        self.row = ControlRow(theme, self.tr("Format"), self.dropdown)
        self.box = TextBox(theme, self.tr("JSON schema"), "code", 4, 14)
        self.box.edit.setPlaceholderText('{"type": "object", …}')
        self.fault = Label(theme, "", "caption", "danger", wrap=True)
        self.hint = Label(
            theme,
            self.tr("Ask for JSON in the message too: some models write blanks else."),
            "caption",
            "muted",
        )
        self.hint.setWordWrap(True)
        for part in (self.box, self.fault, self.hint):
            part.hide()
            self.row.column.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)
        self.dropdown.picked.connect(self._on_picked)
        self.box.edit.textChanged.connect(self._on_text_changed)

    def show_value(self, parameters: Parameters, is_other_chat: bool) -> None:
        """Show what holds now; a schema that is being written stays, save in another chat."""
        self._parameters = parameters
        wanted, unfinished = parameters.format, parameters.schema_text
        has_schema = isinstance(wanted, Mapping) or bool(unfinished)
        if is_other_chat or has_schema or wanted == "json":
            self._is_schema = has_schema
        if unfinished:
            self.box.edit.show_text(unfinished)
            self._check()
        elif (
            isinstance(wanted, Mapping)
            and self._read() != wanted
            and (is_other_chat or not self.fault.text())
        ):
            self.box.edit.show_text(json.dumps(dict(wanted), indent=2, ensure_ascii=False))
            self._show_fault("")
        self._show()

    def _show(self) -> None:
        wanted = self._parameters.format
        option = "schema" if self._is_schema else "json" if wanted == "json" else ""
        self.dropdown.set_option(option, self._words[option])
        self.box.setVisible(self._is_schema)
        self.hint.setVisible(option != "")
        if not self._is_schema:
            self._show_fault("")

    def _read(self) -> object:
        try:
            return parse_schema(self.box.edit.toPlainText())
        except BadSchema:
            return None

    def _options(self) -> Sequence[Option]:
        return tuple(self._words.items())

    @Slot(str)
    def _on_picked(self, option: str) -> None:
        self._is_schema = option == "schema"
        if self._is_schema:
            self._show()
            self.box.edit.setFocus()
            if self.box.edit.toPlainText().strip():
                self._on_text_changed()
        else:
            self._want("json" if option == "json" else None)

    def _want(self, wanted: ResponseFormat | None) -> None:
        self.parameters_wanted.emit(self._with(wanted))
        self._show()

    def _with(self, wanted: ResponseFormat | None, unfinished: str = "") -> Parameters:
        return replace(self._parameters, format=wanted, schema_text=unfinished)

    @Slot()
    def _on_text_changed(self) -> None:
        schema, text = self._check(), self.box.edit.toPlainText()
        wanted = self._with(self._parameters.format, text) if schema is None else self._with(schema)
        self.parameters_wanted.emit(wanted)

    def _check(self) -> dict[str, Any] | None:
        """The schema that is written, or None and why it cannot be read."""
        try:
            schema = parse_schema(self.box.edit.toPlainText())
        except BadSchema as error:
            held = isinstance(self._parameters.format, Mapping)
            rest = self.tr("The last correct schema still holds.") if held else self.tr("It is not sent.")
            self._show_fault(f"{texts.schema_text(error.fault, error.line, error.column)} {rest}")
            return None
        self._show_fault("")
        return schema

    def _show_fault(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
        self.box.set_fault(bool(text))


class KeepRow(QWidget):
    """How long the model stays in memory after a reply."""

    parameters_wanted = Signal(Parameters)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._parameters = NO_PARAMETERS
        self._wants_own = False
        self.dropdown = make_dropdown(theme, self.tr("Keep loaded"), self._options)
        self.row = ControlRow(theme, self.tr("Keep loaded"), self.dropdown)
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Keep loaded for"))
        self.field.setPlaceholderText(self.tr("For example 45m or 1h30m"))
        self.fault = Label(theme, "", "caption", "danger", wrap=True)
        for part in (self.field, self.fault):
            part.hide()
            self.row.column.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)
        self.dropdown.picked.connect(self._on_picked)
        self.field.editingFinished.connect(self._on_editing_finished)

    def show_value(self, parameters: Parameters, is_other_chat: bool) -> None:
        """Show what holds now."""
        self._parameters = parameters
        kept = parameters.keep_alive
        choice = next((name for name, value in texts.KEEP_CHOICES if _same(value, kept)), "custom")
        if choice == "custom":
            self.field.setText(str(kept) if isinstance(kept, str) else f"{kept:g}s")
        if is_other_chat:
            self._wants_own = False
        if choice == "custom" or not self._wants_own:
            self._show_fault("")
        if choice == "custom" and kept is not None and not is_keep_alive(kept):
            self._show_fault(f"{self._help()} {texts.not_sent_text()}")
        own = choice == "custom" or self._wants_own
        self.field.setVisible(own)
        shown = "custom" if own else choice
        self.dropdown.set_option(shown, texts.keep_text(shown))

    def _options(self) -> Sequence[Option]:
        names = [name for name, _ in texts.KEEP_CHOICES]
        return [(name, texts.keep_text(name)) for name in (*names, "custom")]

    def _help(self) -> str:
        return self.tr("Write a time such as 90s, 45m or 1h30m.")

    @Slot(str)
    def _on_picked(self, option: str) -> None:
        self._wants_own = option == "custom"
        if self._wants_own:
            self.show_value(self._parameters, is_other_chat=False)
            self.field.setFocus()
        else:
            self._want(dict(texts.KEEP_CHOICES)[option])

    @Slot()
    def _on_editing_finished(self) -> None:
        text = self.field.text().strip()
        if text and not is_keep_alive(text):
            self._show_fault(self._help())
        elif text and text != self._parameters.keep_alive:
            self._want(text)

    def _want(self, kept: KeepAlive | None) -> None:
        self.parameters_wanted.emit(replace(self._parameters, keep_alive=kept))

    def _show_fault(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
        if bool(self.field.property("fault")) != bool(text):
            self.field.setProperty("fault", bool(text))
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)


def _id(choice: Think) -> str:
    return choice if isinstance(choice, str) else "on" if choice else "off"


def _same(one: KeepAlive | None, other: KeepAlive | None) -> bool:
    if one == -1 and isinstance(other, int | float) and other < 0:
        return True
    return one == other and isinstance(one, str) == isinstance(other, str)
