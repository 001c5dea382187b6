"""The files of one window's draft, and those that it asked to see."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.attached_text import FileTold, FileWish
from app.domain.attachment import DraftImages, PreparedImage, StoredFile
from app.services.attachments import AttachmentService
from app.services.open_chats import ShownChat


class WindowFiles(QObject):
    """Tells a window what concerns it; towards the window its new chat has an empty id."""

    draft_changed = Signal(DraftImages)  # of the shown chat
    not_kept = Signal(str)  # as the next ones of `AttachmentService`, of files that came from this window
    file_told = Signal(FileTold)
    file_read = Signal(StoredFile)

    def __init__(self, attachments: AttachmentService, shown: ShownChat) -> None:
        super().__init__()
        self._attachments = attachments
        self._shown = shown
        self._wanted: set[str] = set()
        self._brought: set[str] = set()
        attachments.draft_changed.connect(self._on_draft_changed)
        attachments.not_kept.connect(self._on_not_kept)
        attachments.file_told.connect(self._on_file_told)
        attachments.file_read.connect(self._on_file_read)

    @property
    def is_begun(self) -> bool:
        """Whether a file was attached in this window."""
        return bool(self._brought)

    @Slot()
    def show_draft(self) -> None:
        """Another chat is shown: tell the files of its draft."""
        self._attachments.tell_draft_of(self._shown.id)

    @Slot(PreparedImage)
    def keep(self, image: PreparedImage) -> None:
        """Store an image and add it to the draft it was read for."""
        self._brought.add(image.id)
        self._attachments.keep(replace(image, chat_id=image.chat_id or self._shown.new_id))

    @Slot(FileWish)
    def keep_file(self, wish: FileWish) -> None:
        """Read a file, take out its text, and add both to the draft."""
        self._brought.add(wish.id)
        self._attachments.keep_file(replace(wish, chat_id=wish.chat_id or self._shown.new_id))

    @Slot(str)
    def remove(self, image_id: str) -> None:
        """Take a file out of the draft it is in, or stop reading it."""
        self._attachments.remove(image_id)

    @Slot(str)
    def restore(self, image_id: str) -> None:
        """Put a file back that was taken out of a draft."""
        self._attachments.restore(image_id)

    @Slot(str)
    def read(self, sha256: str) -> None:
        """Have `file_read` tell the bytes of a stored file."""
        self._wanted.add(sha256)
        self._attachments.read(sha256)

    @Slot(str, str)
    def save_as(self, sha256: str, path: str) -> None:
        """Write a stored file to a place that a person chose."""
        self._attachments.save_as(sha256, path)

    @Slot(DraftImages)
    def _on_draft_changed(self, draft: DraftImages) -> None:
        if draft.chat_id == self._shown.id:
            self.draft_changed.emit(replace(draft, chat_id=self._shown.current))

    @Slot(str)
    def _on_not_kept(self, image_id: str) -> None:
        if image_id in self._brought:
            self.not_kept.emit(image_id)

    @Slot(FileTold)
    def _on_file_told(self, told: FileTold) -> None:
        if told.id in self._brought:
            chat_id = "" if told.chat_id == self._shown.new_id else told.chat_id
            self.file_told.emit(replace(told, chat_id=chat_id))

    @Slot(StoredFile)
    def _on_file_read(self, file: StoredFile) -> None:
        if file.sha256 in self._wanted:
            self._wanted.discard(file.sha256)
            self.file_read.emit(file)
