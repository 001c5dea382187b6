"""The adapter of a new model: a GGUF file or a safetensors folder."""

from dataclasses import replace
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.model_draft import ModelDraft
from app.ui.create.words import file_text
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Label


class AdapterField(QWidget):
    """None, a file, or a folder."""

    edited = Signal(ModelDraft)
    chosen = Signal(str)  # path

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._draft = ModelDraft()
        self.dialog: QFileDialog | None = None
        self.menu = Dropdown(theme, self.tr("Adapter (LoRA)"), self._options)
        self.remove_button = Button(theme, self.tr("Remove the adapter"), "x", "icon", 32)
        self.note = Label(theme, "", "caption", "muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.menu)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(theme, self.tr("Adapter (LoRA)"), "caption_medium", "muted"))
        column.addLayout(row)
        column.addWidget(self.note)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.menu.picked.connect(self._on_picked)
        self.remove_button.clicked.connect(self._on_remove)

    def show_draft(self, draft: ModelDraft) -> None:
        """Show which one is taken."""
        self._draft = draft
        name = PurePath(draft.adapter).name
        self.menu.set_option("", name or self.tr("None"))
        self.remove_button.setVisible(bool(name))
        faulty = next((file for file in draft.adapter_files if file.fault is not None), None)
        shown = faulty or next(iter(draft.adapter_files), None)
        self.note.setText(file_text(shown) if shown else "")
        self.note.set_color("danger" if faulty else "muted")
        self.note.setVisible(shown is not None)

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
        dialog = self.dialog = QFileDialog(self.window(), self.tr("Choose the adapter"))
        if option == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters([self.tr("GGUF files (*.gguf)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.chosen)
        dialog.open()

    @Slot()
    def _on_remove(self) -> None:
        self.edited.emit(replace(self._draft, adapter="", adapter_files=()))
