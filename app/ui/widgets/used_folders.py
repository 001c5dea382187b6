"""The last folder of each kind of file dialog, known to the window that the dialogs stand over."""

from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.used_folders import folders_from_text, folders_to_text

Purpose = Literal["attach", "save_image", "gguf", "safetensors", "modelfile", "authority", "export", "import"]


class UsedFolders(QObject):
    """A child of the window; it knows paths as texts and looks at no disk."""

    changed = Signal(str)  # as it is kept

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._folders: dict[str, str] = {}

    def restore(self, kept: str) -> None:
        """Take what was kept."""
        self._folders = folders_from_text(kept)

    def folder(self, purpose: Purpose) -> str:
        """Where the last one of its kind ended, or empty."""
        return self._folders.get(purpose, "")

    def note(self, purpose: Purpose, folder: str) -> None:
        """Remember a folder."""
        if self._folders.get(purpose) != folder:
            self._folders[purpose] = folder
            self.changed.emit(folders_to_text(self._folders))
