"""What stands behind the wizard: the page it lies on, its questions, the sheet of the Modelfile."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.create_events import OpenedModelfile
from app.domain.kept_draft import KeptDraft
from app.domain.model_draft import DraftSource, DraftStep, ModelDraft
from app.domain.server import ServerState
from app.ui.create.modelfile_sheet import ModelfileSheet
from app.ui.create.wizard import Wizard
from app.ui.theme.theme import Theme
from app.ui.transfers.trouble_words import NextStep
from app.ui.widgets.question import Question
from app.ui.widgets.surface import Surface

_MOST_PX = (860, 640)


class CreateContent(Surface):
    """The wizard in the middle of the page, as large as its steps want at most."""

    base_wanted = Signal(str)
    files_chosen = Signal(list, str)
    modelfile_open_requested = Signal(str)
    modelfile_save_requested = Signal(str, str)
    modelfile_taken = Signal(str, str)
    create_requested = Signal(ModelDraft)
    pause_requested = Signal(str)
    cancel_requested = Signal(str)
    resume_requested = Signal(str)
    chat_requested = Signal(str)
    forget_requested = Signal()
    draft_changed = Signal(KeptDraft)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "canvas")
        self.wizard = Wizard(theme)
        self._sheet: ModelfileSheet | None = None
        self._typed = "", ""  # a Modelfile that the steps have not taken, and its path
        self._discard: Question | None = None
        self._overwrite: Question | None = None
        self._wanted: ModelDraft | None = None
        scale = max(1.0, theme.text_scale)
        self.wizard.setMaximumSize(round(_MOST_PX[0] * scale), round(_MOST_PX[1] * scale))
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self.wizard, 1000)
        across.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addStretch(1)
        column.addLayout(across, 1000)
        column.addStretch(1)
        self._connect()

    @property
    def sheet(self) -> ModelfileSheet:
        """The editor of the Modelfile; made when it is first wanted."""
        if self._sheet is None:
            sheet = self._sheet = ModelfileSheet(self.theme, self.window())
            sheet.open_requested.connect(self.modelfile_open_requested)
            sheet.save_requested.connect(self.modelfile_save_requested)
            sheet.use_requested.connect(self._on_use)
            sheet.edited.connect(self._on_modelfile_edited)
            if self._typed[0]:
                sheet.restore(*self._typed)
        return self._sheet

    @property
    def discard_question(self) -> Question:
        """Asked before what is filled in is lost; made when it is first wanted."""
        if self._discard is None:
            self._discard = Question(self.theme, self.window(), self.tr("Keep it"))
            self._discard.confirmed.connect(self._on_discard_confirmed)
        return self._discard

    @property
    def overwrite_question(self) -> Question:
        """Asked before a model is replaced; made when it is first wanted."""
        if self._overwrite is None:
            self._overwrite = Question(self.theme, self.window(), self.tr("Keep both"))
            self._overwrite.confirmed.connect(self._on_overwrite_confirmed)
        return self._overwrite

    def set_server(self, state: ServerState) -> None:
        """Note what the server offers."""
        self.wizard.set_server(state)

    def start_from(self, model: str) -> None:
        """Make a new model from one of the server."""
        self._leave_what_runs()
        self.wizard.set_draft(
            replace(self.wizard.draft, source=DraftSource.MODEL, base=model), DraftStep.FILES
        )

    def start_import(self) -> None:
        """Make a model from a GGUF file."""
        self._leave_what_runs()
        self.wizard.set_draft(replace(self.wizard.draft, source=DraftSource.GGUF), DraftStep.FILES)

    def _leave_what_runs(self) -> None:
        """A model that is being made, or is made, needs the wizard no more."""
        if self.wizard.creating.card is not None:
            self.forget_requested.emit()
            self.wizard.clear()

    def show_kept(self, kept: KeptDraft) -> None:
        """Show what was filled in before the program ended, where a person has not begun anew meanwhile."""
        if not self._typed[0] and kept.modelfile:
            self._typed = kept.modelfile, kept.modelfile_path
            if self._sheet is not None:
                self._sheet.restore(*self._typed)
        self.wizard.show_kept(kept)

    def focus_first(self) -> None:
        """Put the focus where the keyboard begins."""
        self.wizard.go_to(self.wizard.current)

    def show_modelfile(self, opened: OpenedModelfile) -> None:
        """Show a file that was read, or take the draft that was made of one."""
        if opened.draft is None:
            self.sheet.show_opened(opened)
        else:
            self.sheet.forget()
            self.wizard.show_modelfile(opened)

    def _connect(self) -> None:
        wizard = self.wizard
        wizard.base_wanted.connect(self.base_wanted)
        wizard.files_chosen.connect(self.files_chosen)
        wizard.create_wanted.connect(self._on_create_wanted)
        wizard.forget_requested.connect(self.forget_requested)
        wizard.draft_changed.connect(self._on_draft_changed)
        wizard.discard_requested.connect(self._on_discard)
        wizard.modelfile_wanted.connect(self._on_modelfile_wanted)
        wizard.creating.pause_requested.connect(self.pause_requested)
        wizard.creating.cancel_requested.connect(self.cancel_requested)
        wizard.creating.step_requested.connect(self._on_step_requested)
        wizard.creating.chat_requested.connect(self.chat_requested)

    @Slot(bool)
    def _on_modelfile_wanted(self, opens_file: bool) -> None:
        self.sheet.show_draft(self.wizard.draft)
        if opens_file:
            self.sheet.open_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(KeptDraft)
    def _on_draft_changed(self, kept: KeptDraft) -> None:
        text, path = self._typed
        self.draft_changed.emit(replace(kept, modelfile=text, modelfile_path=path))

    @Slot(str, str)
    def _on_modelfile_edited(self, text: str, path: str) -> None:
        if self._typed != (text, path):
            self._typed = text, path
            self._on_draft_changed(KeptDraft(self.wizard.draft, self.wizard.current))

    @Slot(str, str)
    def _on_use(self, text: str, folder: str) -> None:
        self.modelfile_taken.emit(text, folder)

    @Slot()
    def _on_discard(self) -> None:
        if not self.wizard.has_input:
            self.wizard.clear()
            return
        title = self.tr("Discard what is filled in?")
        text = self.tr("Files on this computer and models on the server stay as they are.")
        self.discard_question.ask(title, text, self.tr("Discard"))

    @Slot()
    def _on_discard_confirmed(self) -> None:
        self.wizard.clear()

    @Slot(ModelDraft, str)
    def _on_create_wanted(self, draft: ModelDraft, taken: str) -> None:
        self._wanted = draft
        if not taken:
            self.create_requested.emit(draft)
            return
        title = self.tr("Replace {model}?").format(model=taken)
        text = self.tr("The server has a model of this name. Creating replaces it; chats stay readable.")
        self.overwrite_question.ask(title, text, self.tr("Replace it"), destroys=True)

    @Slot()
    def _on_overwrite_confirmed(self) -> None:
        if self._wanted is not None:
            self.create_requested.emit(self._wanted)

    @Slot(str, str)
    def _on_step_requested(self, transfer_id: str, step: str) -> None:
        if step in (NextStep.RESUME, NextStep.RETRY):
            self.resume_requested.emit(transfer_id)
