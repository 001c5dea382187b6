"""Above the message: its files, what is wrong with them, and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.attached_text import FileNote, FileTrouble
from app.domain.attachment import ImageFault, ImageTrouble
from app.ui.files import file_words
from app.ui.images.chips import ChipArea, ChipRow
from app.ui.images.image_words import trouble_text
from app.ui.theme.theme import Theme
from app.ui.widgets.notice import Notice

Trouble = ImageTrouble | FileTrouble
_TOLD_AT_ONCE = 4


class ImageTray(QWidget):
    """Chips below at most three notices: about files, about a long paste, about the model."""

    model_picked = Signal(str)
    remove_all_requested = Signal()
    as_text_requested = Signal()  # a long paste is to be text after all

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._told: tuple[str, str, int] | None = None  # what `sight` says: its buttons may have the focus
        self.trouble = Notice(theme, "warning", inline=True)
        self.sight = Notice(theme, "warning", inline=True)
        self.paste = Notice(theme, "info", inline=True)
        self.row = ChipRow()
        self.files = ChipArea(self.row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.trouble, self.paste, self.sight, self.files):
            part.hide()
            column.addWidget(part)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        theme.changed.connect(self.row.measure_again)
        self.trouble.action_triggered.connect(self._on_dismissed)
        self.paste.action_triggered.connect(self._on_paste_action)
        self.sight.action_triggered.connect(self._on_sight_action)
        self.hide()

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Say one sentence for each file; none hides the notice."""
        refused = [trouble for trouble in troubles if not _is_attached(trouble)]
        attached = [trouble for trouble in troubles if _is_attached(trouble)]
        sentences = [sentence_of(trouble) for trouble in refused[:_TOLD_AT_ONCE]]
        if more := len(refused[_TOLD_AT_ONCE:]):
            sentences.append(self.tr("{count} more could not be attached.").format(count=more))
        sentences += [sentence_of(trouble) for trouble in attached[:_TOLD_AT_ONCE]]
        self.trouble.set_texts("", "\n".join(sentences))
        if sentences:
            self.trouble.set_actions([("dismiss", self.tr("Dismiss"), "")])
        self.trouble.setVisible(bool(sentences))
        self.show_or_hide()

    def show_paste(self, chars: int, *, can_stay_text: bool) -> None:
        """Say that a long paste became a file, which can be undone where the field bears it."""
        text = self.tr("The pasted text is long ({count} characters), so it is attached as a file.")
        self.paste.set_tone("info", "file-text")
        self.paste.set_texts("", text.format(count=QLocale().toString(chars)))
        keep = [("text", self.tr("Keep as text"), "")] if can_stay_text else []
        self.paste.set_actions([*keep, ("dismiss", self.tr("Dismiss"), "")], quiet=("dismiss",))
        self.paste.show()
        self.show_or_hide()

    def hide_paste(self) -> None:
        """There is nothing to undo any more."""
        self.paste.hide()
        self.show_or_hide()

    def show_blind(self, model: str, seeing: str, images: int) -> None:
        """Say that the model cannot see; `seeing` names one that can, or is empty."""
        if self._told == (model, seeing, images):
            return
        self._told = (model, seeing, images)
        if images == 1:
            advice = self.tr("Switch the model or remove the image.")
            remove = self.tr("Remove image")
        else:
            advice = self.tr("Switch the model or remove the images.")
            remove = self.tr("Remove images")
        self.sight.set_tone("warning", "eye")
        self.sight.set_texts(self.tr("{model} cannot see images.").format(model=model), advice)
        use = [(f"use:{seeing}", self.tr("Use {model}").format(model=seeing), "")] if seeing else []
        self.sight.set_actions([*use, ("remove", remove, "")])
        self.sight.show()
        self.show_or_hide()

    def show_history_unseen(self, model: str) -> None:
        """Say that the images of earlier messages are left out."""
        self._told = None
        text = self.tr("{model} cannot see images. Those of this chat are not sent to it.")
        self.sight.set_tone("info", "eye")
        self.sight.set_texts("", text.format(model=model))
        self.sight.set_actions([])
        self.sight.show()
        self.show_or_hide()

    def hide_sight(self) -> None:
        """The model can see, or there is nothing to see."""
        self._told = None
        self.sight.hide()
        self.show_or_hide()

    def show_or_hide(self) -> None:
        """Take no room when there is nothing in it."""
        self.files.setVisible(bool(self.row.chips))
        parts = (self.trouble, self.paste, self.sight, self.files)
        self.setVisible(any(not part.isHidden() for part in parts))

    @Slot(str)
    def _on_dismissed(self, _action: str) -> None:
        self.show_troubles(())

    @Slot(str)
    def _on_paste_action(self, action: str) -> None:
        self.hide_paste()
        if action == "text":
            self.as_text_requested.emit()

    @Slot(str)
    def _on_sight_action(self, action: str) -> None:
        if action == "remove":
            self.remove_all_requested.emit()
        else:
            self.model_picked.emit(action.removeprefix("use:"))


def _is_attached(trouble: Trouble) -> bool:
    return trouble.fault is ImageFault.FIRST_FRAME_ONLY or isinstance(trouble.fault, FileNote)


def sentence_of(trouble: Trouble) -> str:
    """What is said of one file."""
    return trouble_text(trouble) if isinstance(trouble, ImageTrouble) else file_words.trouble_text(trouble)
