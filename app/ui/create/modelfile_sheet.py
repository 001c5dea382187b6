"""The Modelfile of what is filled in: shown, opened, edited, checked, saved."""

from pathlib import PurePath

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from app.domain.create_events import OpenedModelfile, SavedModelfile
from app.domain.model_draft import ModelDraft
from app.domain.modelfile import Instruction, UnwritableText, parse_modelfile, write_modelfile
from app.ui.create.modelfile_colours import ModelfileColours
from app.ui.create.words import file_fault_text, finding_text
from app.ui.failure_text import failure_text
from app.ui.parameters.text_box import TextBox
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.file_dialog import FileDialog
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.sheet import Sheet

_SHEET_PX = (760, 560)
_MOST_FINDINGS = 6


class ModelfileSheet(Sheet):
    """Esc closes it; what was typed is there again the next time."""

    open_requested = Signal(str)  # path
    save_requested = Signal(str, str)  # path, text
    use_requested = Signal(str, str)  # text, folder of the file
    edited = Signal(str, str)  # text that differs from that of the steps, or empty; its file

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, "")
        self.setAccessibleName(self.tr("Modelfile"))
        self._path = ""
        self._made: str | None = None  # the text as the steps have it, once it was asked for
        self.dialog: QFileDialog | None = None
        self.place = ElidedLabel(theme, "", "caption", "muted")
        self.open_button = Button(theme, self.tr("Open…"), "folder-open", height_px=28)
        self.save_button = Button(theme, self.tr("Save as…"), "download", height_px=28)
        self.anew_button = Button(theme, self.tr("Back to the steps' text"), "rotate-ccw", "quiet", 28)
        self.box = TextBox(theme, self.tr("Text of the Modelfile"), "code", 6, 40)
        self.box.edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._colours = ModelfileColours(theme, self.box.edit.document())
        self.findings = Label(theme, "", "caption", "muted", wrap=True)
        self.findings.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = Button(theme, self.tr("Close"))
        self.use_button = Button(theme, self.tr("Use it"), "check", "primary")
        self._lay_out()
        self._connect()

    def show_draft(self, draft: ModelDraft) -> None:
        """Open with the text that says the same as the steps, or with what was typed before."""
        was_edited = self._made is not None and self.box.edit.toPlainText() != self._made
        self._made = text_of(draft)
        if not was_edited:
            self._show(self._made, "")
        self._on_text_changed()
        self.open_sheet()
        self.box.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def restore(self, text: str, path: str) -> None:
        """Take what was typed before the program ended."""
        self._made = ""
        self._show(text, path)

    def show_opened(self, opened: OpenedModelfile) -> None:
        """Show a file that was read, or why it was not."""
        if opened.fault is not None:
            words = self.tr("{file} could not be opened. {why}")
            why = file_fault_text(opened.fault)
            self._tell(words.format(file=PurePath(opened.path).name, why=why), is_trouble=True)
            return
        self._show(opened.text, opened.path)

    def show_saved(self, saved: SavedModelfile) -> None:
        """Say whether the file was written."""
        name = PurePath(saved.path).name
        if saved.failure is not None:
            words = self.tr("{why}: {file}. What was there is unchanged, and the text is still here.")
            why = failure_text(saved.failure).title
            self._tell(words.format(file=name, why=why), is_trouble=True)
            return
        self._path = saved.path
        self._tell_edited()
        self.place.set_whole_text(saved.path)
        self._tell(self.tr("Saved as {file}.").format(file=name), is_trouble=False)

    def forget(self) -> None:
        """The text belongs to the steps again."""
        self._made = self.box.edit.toPlainText()
        self._tell_edited()

    def wanted_size(self) -> QSize:
        scale = max(1.0, self.theme.text_scale)
        return QSize(round(_SHEET_PX[0] * scale), round(_SHEET_PX[1] * scale))

    @Slot()
    def choose(self) -> None:
        """Ask which file to open."""
        self.dialog = FileDialog(self.host, self.tr("Open a Modelfile"), "modelfile")
        self.dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.dialog.fileSelected.connect(self.open_requested)
        self.dialog.open()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.theme, self.tr("Modelfile"), "heading"))
        head.addWidget(self.place, 1)
        for button in (self.anew_button, self.open_button, self.save_button):
            head.addWidget(button)
        column = self.panel_layout
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.box, 1)
        column.addWidget(self.findings)
        self.add_answers(self.close_button, self.use_button)

    def _connect(self) -> None:
        self.open_button.clicked.connect(self.choose)
        self.save_button.clicked.connect(self._on_save)
        self.anew_button.clicked.connect(self._on_anew)
        self.close_button.clicked.connect(self.close_popup)
        self.use_button.clicked.connect(self._on_use)
        self.box.edit.textChanged.connect(self._on_text_changed)

    def _show(self, text: str, path: str) -> None:
        self._path = path
        self.place.set_whole_text(path)
        self.box.edit.show_text(text)
        self._on_text_changed()

    def _tell(self, text: str, is_trouble: bool) -> None:
        self.findings.setText(text)
        self.findings.set_color("danger" if is_trouble else "muted")

    @Slot()
    def _on_text_changed(self) -> None:
        text = self.box.edit.toPlainText()
        read = parse_modelfile(text)
        told = [finding_text(each) for each in read.findings[:_MOST_FINDINGS]]
        if len(read.findings) > _MOST_FINDINGS:
            told.append(self.tr("And {count} more.").format(count=len(read.findings) - _MOST_FINDINGS))
        is_fine = self.tr("Nothing is wrong with it.") if text.strip() else ""
        self._tell("\n".join(told) or is_fine, is_trouble=read.has_faults)
        self.use_button.setEnabled(not read.has_faults)
        self.anew_button.setVisible(text != self._made)
        self._tell_edited()

    def _tell_edited(self) -> None:
        text = self.box.edit.toPlainText()
        self.edited.emit(*(("", "") if text == self._made else (text, self._path)))

    @Slot()
    def _on_anew(self) -> None:
        self._show(self._made or "", "")

    @Slot()
    def _on_use(self) -> None:
        text = self.box.edit.toPlainText()
        folder = str(PurePath(self._path).parent) if self._path else ""
        if text != self._made:  # else the steps say it already, and more than a Modelfile can hold
            self.use_requested.emit(text, folder)
        self.close_popup()

    @Slot()
    def _on_save(self) -> None:
        dialog = self.dialog = FileDialog(self.host, self.tr("Save the Modelfile"), "modelfile")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(self._path or "Modelfile")
        dialog.fileSelected.connect(self._on_save_chosen)
        dialog.open()

    @Slot(str)
    def _on_save_chosen(self, path: str) -> None:
        self.save_requested.emit(path, self.box.edit.toPlainText())


def text_of(draft: ModelDraft) -> str:
    """The Modelfile of a draft; what it cannot hold stands there as a comment."""
    lines = []
    if draft.quantize:
        lines.append(f"# ollama create {draft.name or 'NAME'} --quantize {draft.quantize}\n")
    for each in draft.instructions():
        lines.append(_line(each))
    return "".join(lines)


def _line(instruction: Instruction) -> str:
    try:
        return write_modelfile((instruction,))
    except UnwritableText:
        shown = instruction.value.replace("\n", " ")[:60]
        head = f"{instruction.name.upper()} {instruction.word}".strip()
        return f"# {head}: a line that ends in three quotation marks cannot be written: {shown}\n"
