"""The second step: the model or the files that the new one is made of."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.create_events import BaseModel, ReadPurpose
from app.domain.model_draft import DraftFile, DraftSource, ModelDraft
from app.domain.model_info import ModelSummary
from app.domain.model_name import same_model
from app.ui.create.file_row import FileRow
from app.ui.create.words import sum_text
from app.ui.failure_text import short_cause
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.file_dialog import FileDialog
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Surface
from app.ui.widgets.used_folders import Purpose


class FilesStep(QWidget):
    """Shows the part that belongs to the source."""

    base_edited = Signal(str)
    files_chosen = Signal(list, str)  # paths, a ReadPurpose
    file_removed = Signal(str)  # path

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._models: tuple[ModelSummary, ...] = ()
        self._source = DraftSource.MODEL
        self.dialog: QFileDialog | None = None
        self.rows: list[FileRow] = []
        self.models = Dropdown(theme, self.tr("Model"), self._options)
        self.models.setMinimumWidth(280)
        self.base = QLineEdit()
        self.base.setAccessibleName(self.tr("Name of the model to start from"))
        self.base.setPlaceholderText(self.tr("Or type a name, for example llama3.2:3b"))
        self.base_note = Label(theme, "", "caption", "muted", wrap=True)
        self.choose_button = Button(theme, "", "folder-open")
        self.hint = Label(theme, "", "caption", "muted", wrap=True)
        self.total = Label(theme, "", "caption", "muted", wrap=True)
        self.note = Label(
            theme,
            self.tr("A file whose sending was broken off is sent again from its beginning."),
            "caption",
            "muted",
            wrap=True,
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._base_box, self._files_box = QWidget(), QWidget()
        self._lay_out()
        self.models.picked.connect(self._on_model_picked)
        self.base.textEdited.connect(self.base_edited)
        self.choose_button.clicked.connect(self.choose)
        self.setAcceptDrops(True)

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.models if self._source is DraftSource.MODEL else self.choose_button

    def set_models(self, models: Sequence[ModelSummary]) -> None:
        """Offer the models of the server."""
        self._models = tuple(models)

    def show_draft(self, draft: ModelDraft) -> None:
        """Show what was chosen."""
        self._source = draft.source
        is_base = draft.source is DraftSource.MODEL
        self._base_box.setVisible(is_base)
        self._files_box.setVisible(not is_base)
        if self.base.text() != draft.base:
            self.base.setText(draft.base)
        known = next((each.name for each in self._models if same_model(each.name, draft.base)), "")
        self.models.set_option(known, known or self.tr("Choose a model"))
        self._show_files(draft)

    def show_base(self, base: BaseModel | None, draft: ModelDraft) -> None:
        """Say what the server tells of the base."""
        if base is None or not same_model(base.name, draft.base):
            text = ""
        elif base.show is not None:
            details = base.show.details
            parts = [details.family, details.parameter_size, details.quantization_level]
            text = " · ".join(part for part in parts if part)
        elif base.is_missing:
            text = self.tr("The server does not have it. It is pulled first, which can take a while.")
        else:
            why = short_cause(base.failure) if base.failure else ""
            text = self.tr("The server does not tell about it: {cause}.").format(cause=why)
        self.base_note.setText(text)

    @Slot()
    def choose(self) -> None:
        """Ask for files or a folder."""
        is_folder = self._source is DraftSource.SAFETENSORS
        purpose: Purpose = "safetensors" if is_folder else "gguf"
        dialog = self.dialog = FileDialog(self, self.choose_button.label, purpose)
        if is_folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            dialog.setNameFilters([self.tr("GGUF files (*.gguf)"), self.tr("All files (*)")])
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.open()

    def _lay_out(self) -> None:
        base = QVBoxLayout(self._base_box)
        base.setContentsMargins(0, 0, 0, 0)
        base.setSpacing(10)
        base.addWidget(self.models, 0, Qt.AlignmentFlag.AlignLeft)
        base.addWidget(self.base)
        base.addWidget(self.base_note)
        head = QHBoxLayout()
        head.addWidget(self.choose_button)
        head.addStretch(1)
        card = Surface(self._theme, "field", "border", 10)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 12, 12, 12)
        inside.setSpacing(10)
        inside.addLayout(head)
        inside.addWidget(self.hint)
        inside.addLayout(self._list)
        files = QVBoxLayout(self._files_box)
        files.setContentsMargins(0, 0, 0, 0)
        files.setSpacing(10)
        files.addWidget(card)
        files.addWidget(self.total)
        files.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._base_box)
        column.addWidget(self._files_box)
        column.addStretch(1)

    def _show_files(self, draft: ModelDraft) -> None:
        is_folder = draft.source is DraftSource.SAFETENSORS
        self.choose_button.set_label(self.tr("Choose a folder…") if is_folder else self.tr("Choose files…"))
        hint = self.tr("Or drop the folder here.") if is_folder else self.tr("Or drop the files here.")
        self.hint.setText(draft.folder if is_folder and draft.folder else hint)
        files: tuple[DraftFile, ...] = draft.sources
        while len(self.rows) > len(files):
            row = self.rows.pop()
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(files):
            row = FileRow(self._theme)
            row.remove_requested.connect(self.file_removed)
            self.rows.append(row)
            self._list.addWidget(row)
            row.show()  # a layout would show it one turn of the loop later
        for row, file in zip(self.rows, files, strict=True):
            row.show_file(file, can_remove=not is_folder)
        self.total.setText(sum_text(draft) if files else "")
        self.note.setVisible(bool(files))

    def _options(self) -> list[Option]:
        return [(each.name, each.name) for each in self._models]

    @Slot(str)
    def _on_model_picked(self, name: str) -> None:
        self.base.setText(name)
        self.base_edited.emit(name)

    @Slot(list)
    def _on_files_selected(self, paths: list[str]) -> None:
        if paths:
            purpose = ReadPurpose.FOLDER if self._source is DraftSource.SAFETENSORS else ReadPurpose.GGUF
            self.files_chosen.emit(paths, purpose.value)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._source is not DraftSource.MODEL:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self._on_files_selected(paths)
