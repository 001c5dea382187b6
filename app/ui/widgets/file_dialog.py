"""A file dialog that begins in the folder where the last one of its kind ended."""

from PySide6.QtCore import QFileInfo, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.widgets.used_folders import Purpose, UsedFolders


class FileDialog(QFileDialog):
    """The dialog of the system.

    Args:
        over: what it stands over; the folders are those of its window.
        usual: the folder of the first one; empty: as the system has it.
    """

    def __init__(self, over: QWidget, title: str, purpose: Purpose, usual: str = "") -> None:
        window = over.window()
        super().__init__(window, title)
        self._purpose: Purpose = purpose
        self._folders = window.findChild(UsedFolders, options=Qt.FindChildOption.FindDirectChildrenOnly)
        folder = self._folders.folder(purpose) if self._folders is not None else ""
        begin = folder if folder and QFileInfo(folder).isDir() else usual
        if begin:
            self.setDirectory(begin)
        self.filesSelected.connect(self._on_files_selected)

    @Slot(list)
    def _on_files_selected(self, paths: list[str]) -> None:
        if self._folders is not None and paths:
            # Of a chosen folder its parent: the next one is likely to be beside it.
            self._folders.note(self._purpose, QFileInfo(paths[0]).absolutePath())
