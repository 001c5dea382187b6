"""A file of a new model, with what its header says."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.model_draft import DraftFile
from app.ui.create.words import file_text
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import ElidedLabel, Label


class FileRow(QWidget):
    """A file that cannot be used says why."""

    remove_requested = Signal(str)  # path

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._path = ""
        self.name = ElidedLabel(theme, "", "ui_strong")
        self.text = Label(theme, "", "caption", "muted", wrap=True)
        self.remove_button = Button(theme, self.tr("Remove"), "x", "icon", 26)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.name)
        texts.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(IconView(theme, "file-box", 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        self.remove_button.clicked.connect(self._on_remove)

    def show_file(self, file: DraftFile, can_remove: bool) -> None:
        """Show a file."""
        self._path = file.path
        self.name.set_whole_text(file.name)
        self.text.setText(file_text(file))
        self.text.set_color("muted" if file.fault is None else "danger")
        self.remove_button.setVisible(can_remove)
        self.remove_button.setAccessibleName(self.tr("Remove {file}").format(file=file.name))
        self.setAccessibleName(f"{file.name}, {self.text.text()}")

    @Slot()
    def _on_remove(self) -> None:
        self.remove_requested.emit(self._path)
