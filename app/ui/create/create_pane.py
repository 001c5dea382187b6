"""The making of models as the window holds it: the wizard is made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from app.domain.create_events import BaseModel, FilesRead, OpenedModelfile, SavedModelfile, TransferNews
from app.domain.kept_draft import KeptDraft
from app.domain.model_draft import ModelDraft
from app.domain.server import ServerState
from app.ui.theme.theme import Theme
from app.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from app.ui.create.content import CreateContent


class CreatePane(LazyPage["CreateContent"]):
    """What a person wants goes out as wishes; what is known comes in through slots."""

    wanted = Signal()  # once, before anything is shown: whoever knows is to tell `set_server`
    base_wanted = Signal(str)
    files_chosen = Signal(list, str)  # paths, a ReadPurpose
    modelfile_open_requested = Signal(str)  # path
    modelfile_save_requested = Signal(str, str)  # path, text
    modelfile_taken = Signal(str, str)  # text, folder
    create_requested = Signal(ModelDraft)
    pause_requested = Signal(str)  # id of the transfer, as in the next ones
    cancel_requested = Signal(str)
    resume_requested = Signal(str)
    chat_requested = Signal(str)  # name of a model
    draft_changed = Signal(KeptDraft)
    forget_requested = Signal()  # what was begun goes on without being shown here

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._state: ServerState | None = None

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here: the steps, the shown one, the way on."""
        wizard = self.content.wizard
        current = wizard.steps.buttons[wizard.current]
        return [current, wizard.next_button if wizard.next_button.isVisible() else current]

    def start_from(self, model: str) -> None:
        """Make a new model from one of the server."""
        self.content.start_from(model)

    def start_import(self) -> None:
        """Make a model from a GGUF file."""
        self.content.start_import()

    def focus_first(self) -> None:
        """Put the focus where the keyboard begins."""
        self.content.focus_first()

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Note what the server offers."""
        self._state = state
        if self._content is not None:
            self._content.set_server(state)

    @Slot(KeptDraft)
    def show_kept(self, kept: KeptDraft) -> None:
        """Show what was filled in before the program ended."""
        self.content.show_kept(kept)

    @Slot(FilesRead)
    def show_files(self, read: FilesRead) -> None:
        """Take files that were looked at."""
        self.content.wizard.show_files(read)

    @Slot(BaseModel)
    def show_base(self, base: BaseModel) -> None:
        """Take what the server tells of a base."""
        self.content.wizard.show_base(base)

    @Slot(OpenedModelfile)
    def show_modelfile(self, opened: OpenedModelfile) -> None:
        """Show a Modelfile that was opened, or take what one says."""
        self.content.show_modelfile(opened)

    @Slot(SavedModelfile)
    def show_saved(self, saved: SavedModelfile) -> None:
        """Say whether a Modelfile was written."""
        self.content.sheet.show_saved(saved)

    @Slot(TransferNews)
    def show_news(self, news: TransferNews) -> None:
        """Show how the work stands."""
        self.content.wizard.show_news(news)

    def _make_content(self) -> "CreateContent":
        # Most runs never make a model.
        from app.ui.create.content import CreateContent

        self.wanted.emit()
        return CreateContent(self._theme)

    def _connect(self, content: "CreateContent") -> None:
        content.base_wanted.connect(self.base_wanted)
        content.files_chosen.connect(self.files_chosen)
        content.modelfile_open_requested.connect(self.modelfile_open_requested)
        content.modelfile_save_requested.connect(self.modelfile_save_requested)
        content.modelfile_taken.connect(self.modelfile_taken)
        content.create_requested.connect(self.create_requested)
        content.pause_requested.connect(self.pause_requested)
        content.cancel_requested.connect(self.cancel_requested)
        content.resume_requested.connect(self.resume_requested)
        content.chat_requested.connect(self.chat_requested)
        content.forget_requested.connect(self.forget_requested)
        content.draft_changed.connect(self.draft_changed)
        if self._state is not None:
            content.set_server(self._state)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # F6 comes here: what is inside depends on the step.
        self.content.wizard.focus_step()
