"""What only the newest servers take: a draft model's quantisation, a stub for a model elsewhere."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.create import QUANTIZATIONS
from app.domain.model_draft import DraftFault, DraftProblem, DraftSource, ModelDraft
from app.ui.create.words import problem_text
from app.ui.parameters.text_box import TextBox
from app.ui.servers.form import Field
from app.ui.theme.theme import Theme
from app.ui.widgets.dropdown import Dropdown, Option

INFO_EXAMPLE = '{"capabilities": ["completion"], "context_length": 131072}'


class ServerFields(QWidget):
    """Only what makes sense is shown: no quantisation without a draft model, no host without a base."""

    edited = Signal(ModelDraft)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._draft = ModelDraft()
        self.draft_quantize = Dropdown(theme, self.tr("Quantise the draft model"), self._options)
        self.remote_host = QLineEdit()
        self.remote_host.setPlaceholderText(self.tr("For example ollama.com"))
        self.info = TextBox(theme, self.tr("Description of the model (JSON)"), "code", 2, 8)
        self.info.edit.setPlaceholderText(INFO_EXAMPLE)
        self.quantize_field = Field(theme, self.tr("Quantise the draft model"), self.draft_quantize)
        self.host_field = Field(theme, self.tr("Remote host"), self.remote_host)
        self.info_field = Field(theme, self.tr("Description of the model (JSON)"), self.info)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for field in (self.quantize_field, self.host_field, self.info_field):
            column.addWidget(field)
        self.draft_quantize.picked.connect(self._on_quantize_picked)
        self.remote_host.textEdited.connect(self._on_host_edited)
        self.info.edit.textChanged.connect(self._on_info_changed)

    def show_draft(self, draft: ModelDraft) -> None:
        """Show what was filled in, and what is wrong with it."""
        self._draft = draft
        option = draft.draft_quantize
        self.draft_quantize.set_option(option, dict(self._options()).get(option, option))
        self.quantize_field.setVisible(bool(draft.draft_model))
        if self.remote_host.text().strip() != draft.remote_host:
            self.remote_host.setText(draft.remote_host)
        self.host_field.setVisible(draft.source is DraftSource.MODEL)
        if self.info.edit.toPlainText().strip() != draft.info:
            self.info.edit.show_text(draft.info)
        wrong = {problem.fault: problem for problem in draft.problems()}
        host = wrong.get(DraftFault.BAD_REMOTE_HOST)
        info = wrong.get(DraftFault.BAD_INFO) or wrong.get(DraftFault.BAD_INFO_VALUE)
        usual = self.tr("The new model is then only a pointer: “{model}” runs on that host.")
        self._tell(self.host_field, host, usual.format(model=draft.base.strip() or self.tr("the model")))
        self._tell(self.info_field, info, self.tr("What the server tells of the model; usually left empty."))

    def _tell(self, field: Field, problem: DraftProblem | None, usual: str) -> None:
        field.set_note(problem_text(problem) if problem else usual, is_trouble=problem is not None)

    def _options(self) -> list[Option]:
        return [("", self.tr("Keep as is")), *((each, each) for each in QUANTIZATIONS)]

    @Slot(str)
    def _on_quantize_picked(self, option: str) -> None:
        self.edited.emit(replace(self._draft, draft_quantize=option))

    @Slot()
    def _on_host_edited(self) -> None:
        self.edited.emit(replace(self._draft, remote_host=self.remote_host.text().strip()))

    @Slot()
    def _on_info_changed(self) -> None:
        self.edited.emit(replace(self._draft, info=self.info.edit.toPlainText().strip()))
