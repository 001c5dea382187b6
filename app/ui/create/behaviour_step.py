"""The third step: system prompt, template, parameters, and what is seldom wanted."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.create import QUANTIZATIONS
from app.domain.create_events import ReadPurpose
from app.domain.model_draft import FULL_PRECISION, DraftSource, ModelDraft
from app.domain.model_facts import ModelFacts
from app.domain.options import OPTIONS
from app.ui.create.adapter_field import AdapterField
from app.ui.create.more_fields import MoreFields
from app.ui.create.option_rows import OptionRows
from app.ui.create.server_fields import ServerFields
from app.ui.parameters.disclosure import Disclosure
from app.ui.parameters.text_box import TextBox
from app.ui.servers.form import Field
from app.ui.theme.theme import Theme
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Chip, Label

SHOWN_FIRST = ("temperature", "num_ctx", "stop")


class BehaviourStep(QWidget):
    """What is empty stays as the source has it."""

    edited = Signal(ModelDraft)
    files_chosen = Signal(list, str)  # paths, a ReadPurpose

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._draft = ModelDraft()
        self._own_template = False
        self._precision = ""
        self.system = TextBox(theme, self.tr("System prompt"), "ui", 3, 10)
        self.template_menu = Dropdown(theme, self.tr("Chat template"), self._template_options)
        self.found_chip = Chip(theme, self.tr("Found in the file"), "check", "success", "success_tint")
        self.template = TextBox(theme, self.tr("Own chat template"), "code", 3, 12)
        self.options = OptionRows(theme, SHOWN_FIRST, across=2)
        self.quantize = Dropdown(theme, self.tr("Quantise on create"), self._quantize_options)
        self.quantize_field = Field(theme, self.tr("Quantise on create"), self.quantize)
        self.adapter = AdapterField(theme, ReadPurpose.ADAPTER)
        self.draft_model = AdapterField(theme, ReadPurpose.DRAFT_MODEL)
        self.more_options = Disclosure(theme, self.tr("More parameters"))
        self.rest = OptionRows(theme, tuple(name for name in OPTIONS if name not in SHOWN_FIRST), across=2)
        self.more = Disclosure(theme, self.tr("Examples, licence and more"))
        self.fields = MoreFields(theme)
        self.server_fields = ServerFields(theme)
        for part in (self.draft_model, self.server_fields):
            self.fields.column.addWidget(part)
        self._lay_out()
        self._connect()

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.system.edit

    def show_draft(self, draft: ModelDraft, facts: ModelFacts, precision: str) -> None:
        """Show what was filled in, and what the source has by itself; `precision` such as "Q8_0" or ""."""
        self._draft, self._precision = draft, precision
        self.system.edit.show_text(draft.system)
        own = " ".join(facts.system.split())
        usual = self.tr("The model's own: {text}").format(text=own) if own else self.tr("None")
        self.system.edit.setPlaceholderText(usual)
        self._show_template()
        for rows in (self.options, self.rest):
            rows.show_draft(draft, facts)
        self._show_quantize()
        self.adapter.show_draft(draft)
        self.draft_model.show_draft(draft)
        self.fields.show_draft(draft)
        self.server_fields.show_draft(draft)
        hidden = [name for name in draft.parameters if name not in SHOWN_FIRST]
        self.more_options.set_note(self.tr("{count} set").format(count=len(hidden)) if hidden else "")
        filled = (
            draft.draft_model,
            draft.messages,
            draft.licenses,
            draft.renderer,
            draft.parser,
            draft.requires,
            draft.draft_model and draft.draft_quantize,
            draft.source is DraftSource.MODEL and draft.remote_host,
            draft.info,
        )
        count = sum(bool(each) for each in filled)
        self.more.set_note(self.tr("{count} set").format(count=count) if count else "")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(self._theme, self.tr("Chat template"), "caption_medium", "muted"))
        head.addStretch(1)
        head.addWidget(self.found_chip)
        beside = QGridLayout()
        beside.setHorizontalSpacing(16)
        beside.addWidget(self.quantize_field, 0, 0)
        beside.addWidget(self.adapter, 0, 1)
        beside.setColumnStretch(0, 1)
        beside.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Field(self._theme, self.tr("System prompt"), self.system))
        template = QVBoxLayout()
        template.setSpacing(6)
        template.addLayout(head)
        template.addWidget(self.template_menu)
        template.addWidget(self.template)
        column.addLayout(template)
        column.addWidget(self.options)
        column.addLayout(beside)
        for disclosure, part in ((self.more_options, self.rest), (self.more, self.fields)):
            column.addWidget(disclosure)
            column.addWidget(part)
            part.hide()
            disclosure.toggled.connect(part.setVisible)
        column.addStretch(1)

    def _connect(self) -> None:
        self.system.edit.textChanged.connect(self._on_system_changed)
        self.template_menu.picked.connect(self._on_template_picked)
        self.template.edit.textChanged.connect(self._on_template_changed)
        self.quantize.picked.connect(self._on_quantize_picked)
        for field in (self.adapter, self.draft_model):
            field.chosen.connect(self.files_chosen)
            field.edited.connect(self.edited)
        for more in (self.fields, self.server_fields):
            more.edited.connect(self.edited)
        for rows in (self.options, self.rest):
            rows.edited.connect(self.edited)

    def _show_template(self) -> None:
        draft, facts = self._draft, self._draft.main_facts
        is_own = bool(draft.template) or self._own_template
        option = "own" if is_own else ""
        self.template_menu.set_option(option, dict(self._template_options())[option])
        self.template.setVisible(is_own)
        self.template.edit.show_text(draft.template)
        self.found_chip.setVisible(not is_own and facts is not None and bool(facts.template))

    def _show_quantize(self) -> None:
        draft = self._draft
        is_full = self._can_quantize
        self.quantize.set_option(draft.quantize, dict(self._quantize_options())[draft.quantize])
        self.quantize.setEnabled(is_full or bool(draft.quantize))
        note = "" if is_full else self.tr("Only F16, BF16 and F32 can be quantised.")
        self.quantize_field.set_note(note, is_trouble=bool(draft.quantize) and not is_full)

    @property
    def _can_quantize(self) -> bool:
        return not self._precision or self._precision in FULL_PRECISION

    def _template_options(self) -> list[Option]:
        facts = self._draft.main_facts
        usual = self.tr("As the model has it")
        if self._draft.source is not DraftSource.MODEL:
            is_there = facts is not None and bool(facts.template)
            usual = self.tr("From the file") if is_there else self.tr("As the server finds it")
        return [("", usual), ("own", self.tr("Own template"))]

    def _quantize_options(self) -> list[Option]:
        keep = self.tr("Keep as is")
        if self._precision:
            keep = self.tr("Keep as is ({type})").format(type=self._precision)
        return [("", keep), *((each, each) for each in QUANTIZATIONS if each != self._precision)]

    @Slot()
    def _on_system_changed(self) -> None:
        text = self.system.edit.toPlainText()
        self.edited.emit(replace(self._draft, system=text if text.strip() else ""))

    @Slot(str)
    def _on_template_picked(self, option: str) -> None:
        self._own_template = option == "own"
        if self._own_template:
            self._show_template()
            self.template.edit.setFocus()
        else:
            self.edited.emit(replace(self._draft, template=""))

    @Slot()
    def _on_template_changed(self) -> None:
        self.edited.emit(replace(self._draft, template=self.template.edit.toPlainText()))

    @Slot(str)
    def _on_quantize_picked(self, option: str) -> None:
        self.edited.emit(replace(self._draft, quantize=option))
