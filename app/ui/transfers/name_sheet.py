"""The sheet that asks for the name of a model to pull, or which one to push."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.domain.model_name import parse_model_name, split_source
from app.ui.model_name_words import may_be_insecure, name_fault
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Label
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.switch import Switch


class NameSheet(Sheet):
    """Says while a name is typed what is wrong with it; nothing insecure is done without being asked for."""

    accepted = Signal(str, bool)  # name, and whether plain http and any certificate are accepted
    width_px = 480

    def __init__(self, theme: Theme, window: QWidget, is_push: bool) -> None:
        title = window.tr("Push a model") if is_push else window.tr("Pull a model")
        super().__init__(theme, window, title)
        self._is_push = is_push
        self._models: tuple[str, ...] = ()
        self._title = Label(theme, title, "heading")
        help_text = (
            self.tr("It goes to the registry that its name says; without one, to ollama.com.")
            if is_push
            else self.tr("A name of ollama.com such as gemma3:12b, or one with its registry in front.")
        )
        self._help = Label(theme, help_text, "ui", "muted", wrap=True)
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Name of the model"))
        self.field.setPlaceholderText("gemma3:12b")
        self.choice = Dropdown(theme, self.tr("Model"), self._options)
        self.fault = Label(theme, "", "caption", "muted", wrap=True)
        self.insecure = Switch(theme, self.tr("Allow plain http and any certificate"))
        self._insecure_row = QWidget()
        self.cancel_button = Button(theme, self.tr("Cancel"))
        words = self.tr("Push") if is_push else self.tr("Pull")
        self.go_button = Button(theme, words, "upload" if is_push else "download", "primary")
        self._name = ""
        self._lay_out()
        self.field.textChanged.connect(self._on_edited)
        self.field.returnPressed.connect(self._on_go)
        self.choice.picked.connect(self._on_picked)
        self.cancel_button.clicked.connect(self.close_popup)
        self.go_button.clicked.connect(self._on_go)

    def open_with(self, models: Sequence[str]) -> None:
        """Ask; `models` are those that the server has."""
        self._models = tuple(models)
        self.insecure.setChecked(False)
        self.field.clear()
        self._set_name("")
        if self._is_push:
            self._on_picked(self._models[0] if self._models else "")
        self.open_sheet()
        first = self.choice if self._is_push else self.field
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        across = QHBoxLayout(self._insecure_row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(10)
        across.addWidget(self.insecure)
        words = self.tr("Allow plain http and any certificate. Only for a registry of your own.")
        across.addWidget(Label(self.theme, words, "caption", "muted", wrap=True), 1)
        column = self.panel_layout
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        for widget in (self._title, self._help, self.field, self.choice, self.fault, self._insecure_row):
            column.addWidget(widget)
        self.add_answers(self.cancel_button, self.go_button)
        (self.field if self._is_push else self.choice).hide()

    def _options(self) -> list[Option]:
        return [(name, name) for name in self._models]

    def _set_name(self, text: str) -> None:
        self._name = text.strip()
        fault = name_fault(self._name, is_pull=not self._is_push)
        named = parse_model_name(split_source(self._name)[0]) if self._name and not fault else None
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self._insecure_row.setVisible(named is not None and may_be_insecure(named))
        self.go_button.setEnabled(bool(self._name) and not fault)
        self.go_button.setToolTip(fault)
        if self.isVisible():
            self.replace_panel()

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self._set_name(text)

    @Slot(str)
    def _on_picked(self, name: str) -> None:
        self.choice.set_option(name, name)
        self._set_name(name)

    @Slot()
    def _on_go(self) -> None:
        if self.go_button.isEnabled():
            insecure = self.insecure.isChecked() and not self._insecure_row.isHidden()
            self.close_popup()
            self.accepted.emit(self._name, insecure)
