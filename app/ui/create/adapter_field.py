"""The adapter or the draft model of a new model: a GGUF file or a safetensors folder."""

from dataclasses import replace
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.create_events import ReadPurpose
from app.domain.model_draft import ModelDraft
from app.ui.create.words import file_text
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.file_dialog import FileDialog
from app.ui.widgets.label import Label
from app.ui.widgets.used_folders import Purpose


class AdapterField(QWidget):
    """None, a file, or a folder."""

    edited = Signal(ModelDraft)
    chosen = Signal(list, str)  # one path, the purpose

    def __init__(self, theme: Theme, purpose: ReadPurpose) -> None:
        super().__init__()
        self._purpose = purpose
        is_adapter = purpose is ReadPurpose.ADAPTER
        label = self.tr("Adapter (LoRA)") if is_adapter else self.tr("Draft model (speculative decoding)")
        remove = self.tr("Remove the adapter") if is_adapter else self.tr("Remove the draft model")
        self._title = self.tr("Choose the adapter") if is_adapter else self.tr("Choose the draft model")
        self._hint = "" if is_adapter else self.tr("A small model that guesses ahead; Ollama 0.30 or newer.")
        self._draft = ModelDraft()
        self.dialog: QFileDialog | None = None
        self.menu = Dropdown(theme, label, self._options)
        self.remove_button = Button(theme, remove, "x", "icon", 32)
        self.note = Label(theme, "", "caption", "muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.menu)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(theme, label, "caption_medium", "muted"))
        column.addLayout(row)
        column.addWidget(self.note)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.menu.picked.connect(self._on_picked)
        self.remove_button.clicked.connect(self._on_remove)

    def show_draft(self, draft: ModelDraft) -> None:
        """Show which one is taken."""
        self._draft = draft
        is_adapter = self._purpose is ReadPurpose.ADAPTER
        path, files = (
            (draft.adapter, draft.adapter_files)
            if is_adapter
            else (draft.draft_model, draft.draft_model_files)
        )
        name = PurePath(path).name
        self.menu.set_option("", name or self.tr("None"))
        self.remove_button.setVisible(bool(name))
        faulty = next((file for file in files if file.fault is not None), None)
        shown = faulty or next(iter(files), None)
        self.note.setText(file_text(shown) if shown else self._hint)
        self.note.set_color("danger" if faulty else "muted")
        self.note.setVisible(bool(self.note.text()))

    def _options(self) -> list[Option]:
        return [
            ("none", self.tr("None")),
            ("file", self.tr("A GGUF file…")),
            ("folder", self.tr("A safetensors folder…")),
        ]

    @Slot(str)
    def _on_picked(self, option: str) -> None:
        if option == "none":
            self._on_remove()
            return
        kind: Purpose = "safetensors" if option == "folder" else "gguf"
        dialog = self.dialog = FileDialog(self, self._title, kind)
        if option == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters([self.tr("GGUF files (*.gguf)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self._on_chosen)
        dialog.open()

    @Slot(str)
    def _on_chosen(self, path: str) -> None:
        self.chosen.emit([path], self._purpose.value)

    @Slot()
    def _on_remove(self) -> None:
        if self._purpose is ReadPurpose.ADAPTER:
            self.edited.emit(replace(self._draft, adapter="", adapter_files=()))
        else:
            self.edited.emit(replace(self._draft, draft_model="", draft_model_files=()))
