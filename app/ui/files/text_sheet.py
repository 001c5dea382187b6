"""What a model gets of an attached file, to be read, copied, or saved as it came."""

from pathlib import PurePath

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QWidget

from app.domain.attached_text import PDF_TYPE
from app.domain.attachment import StoredFile
from app.domain.context import estimated_tokens
from app.domain.conversation import Attachment
from app.ui import words
from app.ui.files.file_words import about_tokens
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.copy_button import CopyButton
from app.ui.widgets.file_dialog import FileDialog
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.surface import Surface

SHOWN_CHARS = 200_000
"""So much is laid out at once; the rest is only copied, saved and sent."""
_LINE_CHARS = 10_000
_SHEET_PX = (820, 620)


class TextSheet(Sheet):
    """Esc closes it."""

    file_wanted = Signal(str)  # SHA-256
    save_requested = Signal(str, str)  # SHA-256 of the file as it came, path

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, "")
        self._attachment: Attachment | None = None
        self._text = ""
        self.dialog: QFileDialog | None = None
        self.title = ElidedLabel(theme, "", "heading", "text")
        self.facts = Label(theme, "", "caption", "muted", wrap=True)
        self.edit = QPlainTextEdit()
        self.edit.setReadOnly(True)
        self.edit.setTabChangesFocus(True)
        self.edit.setUndoRedoEnabled(False)
        self.edit.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.edit.document().setDocumentMargin(12)
        self.copy_button = CopyButton(theme, self.tr("Copy the text"), kind="plain", height_px=28)
        self.save_button = Button(theme, self.tr("Save as…"), "download", height_px=28)
        self.close_button = Button(theme, self.tr("Close"))
        self._lay_out()
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button.clicked.connect(self._on_save)
        self.close_button.clicked.connect(self.close_popup)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_file(self, attachment: Attachment) -> None:
        """Open with a file, whose text is read now."""
        self._attachment = attachment
        self.setAccessibleName(attachment.name)
        self.edit.setAccessibleName(self.tr("Text of {name}").format(name=attachment.name))
        self.title.set_whole_text(attachment.name)
        self._show("", self.tr("Being read…"))
        self.open_sheet()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)
        self.file_wanted.emit(attachment.sent)

    def take_file(self, file: StoredFile) -> bool:
        """Take a file where it is the one that is shown."""
        attachment = self._attachment
        if attachment is None or file.sha256 != attachment.sent or not self.isVisible():
            return False
        if file.data is None:
            self._show("", self.tr("This file is not there any more."))
            return True
        text = file.data.decode("utf-8", "replace")
        tokens = about_tokens(estimated_tokens(len(file.data)))
        facts = [words.size(attachment.size_bytes), tokens]
        if attachment.media_type == PDF_TYPE:
            facts.append(self.tr("This is the text that was taken out of the pages; only it is sent."))
        if len(text) > SHOWN_CHARS:
            facts.append(self.tr("The beginning is shown; all of it is sent."))
        self._show(text, " · ".join(facts))
        return True

    def wanted_size(self) -> QSize:
        scale = max(1.0, self.theme.text_scale)
        return QSize(round(_SHEET_PX[0] * scale), round(_SHEET_PX[1] * scale))

    def _show(self, text: str, facts: str) -> None:
        self._text = text
        self.copy_button.rest()
        # Qt takes seconds for one line of megabytes.
        lines = text[:SHOWN_CHARS].split("\n")
        self.edit.setPlainText("\n".join(piece for line in lines for piece in _pieces(line)))
        self.facts.setText(facts)
        self.copy_button.setEnabled(bool(text))
        self.save_button.setEnabled(bool(text))

    def _lay_out(self) -> None:
        box = Surface(self.theme, "code", "border", 10)
        inner = QHBoxLayout(box)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.edit)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = self.panel_layout
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addWidget(box, 1)
        column.addLayout(foot)

    @Slot()
    def _restyle(self) -> None:
        self.edit.setFont(self.theme.font("code"))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy_button.say_copied()

    @Slot()
    def _on_save(self) -> None:
        if self._attachment is None:
            return
        self.dialog = FileDialog(self.host, self.tr("Save the file"), "save_image")
        self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.dialog.selectFile(PurePath(self._attachment.name).name)
        self.dialog.fileSelected.connect(self._on_place_chosen)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    @Slot(str)
    def _on_place_chosen(self, path: str) -> None:
        if self._attachment is not None:
            self.save_requested.emit(self._attachment.sha256, path)


def _pieces(line: str) -> list[str]:
    return [line[at : at + _LINE_CHARS] for at in range(0, max(1, len(line)), _LINE_CHARS)]
