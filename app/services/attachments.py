"""Files of drafts and messages: kept, read again for every request, handed to whoever shows them."""

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.attached_text import FileFault, FileTold, FileTrouble, FileWish
from app.domain.attachment import DraftImage, DraftImages, PreparedImage, StoredFile, place_in
from app.domain.conversation import Attachment, Message
from app.domain.failure import Failure, FailureCode
from app.domain.ids import new_id
from app.services.chat_stores import ChatStores
from app.services.keeping import kept
from app.services.tasks import TaskOwner
from app.storage.errors import StorageError

_SENT_TYPE = "image/*"  # of no importance: what is sent has no row of its own


class AttachmentService(QObject):
    """Owns the files of every draft and of every message that waits."""

    draft_changed = Signal(DraftImages)
    not_kept = Signal(str)  # id of an image that could not be stored; `failed` says why
    file_told = Signal(FileTold)  # why a file is not in the draft, or what to know of one that is
    file_read = Signal(StoredFile)
    failed = Signal(Failure)

    def __init__(self, stores: ChatStores) -> None:
        super().__init__()
        self._stores = stores
        self._tasks = TaskOwner(self.failed.emit)
        self._drafts: dict[str, tuple[DraftImage, ...]] = {}  # those that were read or changed
        self._held: dict[str, tuple[DraftImage, ...]] = {}  # of messages that wait for a reply to end
        self._removed: dict[
            str, tuple[str, int, DraftImage]
        ] = {}  # by id: the chat, and the place in its draft
        self._reading: dict[str, asyncio.Task[None]] = {}  # by id of the wish or image
        self._one_at_a_time = asyncio.Semaphore(1)
        self._in_order = asyncio.Lock()

    def draft_of(self, chat_id: str) -> tuple[Attachment, ...]:
        """The files of a message that is not sent yet."""
        return tuple(image.attachment for image in self._drafts.get(chat_id, ()))

    def forget_draft(self, chat_id: str, sent: tuple[Attachment, ...]) -> None:
        """A message was sent: its files are no draft any more, those that came meanwhile are."""
        if draft := self._drafts.get(chat_id):
            self._change(chat_id, _without(draft, sent))

    def hold_draft(self, chat_id: str) -> None:
        """The message waits: its files are no part of what is written next, but of the kept draft."""
        if draft := self._drafts.get(chat_id):
            self._held[chat_id] = (*self._held.get(chat_id, ()), *draft)
            self._change(chat_id, ())

    def held_of(self, chat_id: str) -> tuple[Attachment, ...]:
        """The files of the message that waits."""
        return tuple(file.attachment for file in self._held.get(chat_id, ()))

    def release(
        self, chat_id: str, *, into_draft: bool = False, sent: tuple[Attachment, ...] | None = None
    ) -> tuple[DraftImage, ...]:
        """The message waits no longer: it was removed or is written on, or it was sent with these files.

        Returns:
            All that it had.
        """
        if held := self._held.pop(chat_id, ()):
            if sent is not None and (later := _without(held, sent)):
                self._held[chat_id] = later
            draft = self._drafts.get(chat_id, ())
            self._change(chat_id, (*held, *draft) if into_draft else draft)
        return held

    def put_back(self, chat_id: str, files: tuple[DraftImage, ...]) -> None:
        """Files of a message that was removed are in the draft of the chat."""
        if files:
            self._change(chat_id, (*files, *self._drafts.get(chat_id, ())))

    def tell_draft_of(self, chat_id: str) -> None:
        """Tell the files of this chat's draft."""
        if chat_id in self._drafts:
            self._tell(chat_id)
        else:
            self._tasks.spawn(self._read_draft(chat_id), name="read the files of a draft")

    @Slot(PreparedImage)
    def keep(self, image: PreparedImage) -> None:
        """Store an image and add it to the draft it was read for."""
        self._reading[image.id] = self._tasks.spawn(self._keep(image), name="keep an image")

    @Slot(FileWish)
    def keep_file(self, wish: FileWish) -> None:
        """Read a file, take out its text, and add both to the draft."""
        self._reading[wish.id] = self._tasks.spawn(self._keep_file(wish), name="attach a file")

    @Slot(str)
    def remove(self, image_id: str) -> None:
        """Take a file out of the draft it is in, or stop reading it."""
        if (task := self._reading.pop(image_id, None)) is not None:
            task.cancel()
        for chat_id, images in self._drafts.items():
            at = next((at for at, image in enumerate(images) if image.id == image_id), None)
            if at is not None:
                self._removed[image_id] = chat_id, at, images[at]
                self._change(chat_id, (*images[:at], *images[at + 1 :]))
                return

    @Slot(str)
    def restore(self, image_id: str) -> None:
        """Put a file back into the draft that it was taken out of, where it was."""
        if (removed := self._removed.pop(image_id, None)) is not None:
            chat_id, at, image = removed
            images = self._drafts.get(chat_id, ())
            self._change(chat_id, (*images[:at], image, *images[at:]))

    @Slot(str)
    def read(self, sha256: str) -> None:
        """Have `file_read` tell the bytes of a stored file."""
        self._tasks.spawn(self._tell_file(sha256), name="read an image")

    @Slot(str, str)
    def save_as(self, sha256: str, path: str) -> None:
        """Write a stored file to a place that a person chose."""
        self._tasks.spawn(self._save_as(sha256, Path(path)), name="save an image")

    async def contents_of(self, messages: Iterable[Message], *, with_images: bool) -> Mapping[str, bytes]:
        """What is sent of every file in these messages, by `Attachment.sent`.

        One that is not there any more is left out and told through `failed`.
        """
        found: dict[str, bytes] = {}
        missing: list[str] = []
        for attachment in (each for message in messages for each in message.attachments):
            if attachment.sent not in found and (with_images or not attachment.is_image):
                data = await self._bytes_of(attachment.sent)
                if data is None:
                    missing.append(attachment.name)
                else:
                    found[attachment.sent] = data
        if missing:
            self.failed.emit(Failure(FailureCode.IMAGE_MISSING, detail=", ".join(missing)))
        return found

    async def aclose(self) -> None:
        """Let what comes in be kept and what is saved be written, unless it takes long; then end it."""
        await self._tasks.settle()
        await self._tasks.aclose()

    async def _keep(self, image: PreparedImage) -> None:
        try:
            async with self._in_order:  # one that also waits for the draft would else come after the next
                await self._keep_next(image)
        except StorageError as error:
            self.failed.emit(error.failure)
            self.not_kept.emit(image.id)
        finally:
            self._reading.pop(image.id, None)

    async def _keep_next(self, image: PreparedImage) -> None:
        store = self._stores.of(image.chat_id)
        sent = await kept(store.put_attachment(image.sent, image.name, _SENT_TYPE))
        stored = await kept(store.put_attachment(image.original, image.name, image.media_type))
        if image.chat_id not in self._drafts:
            await self._read_draft(image.chat_id)
        attachment = replace(stored, sent_sha256=sent.sha256)
        self._add(image.chat_id, DraftImage(image.id, attachment, image.attached_at_ns))

    async def _keep_file(self, wish: FileWish) -> None:
        # Most runs attach no file.
        from app.services.files import CannotRead, read

        try:
            async with self._one_at_a_time:
                reading = await read(wish)
            store = self._stores.of(wish.chat_id)
            sent = await kept(store.put_attachment(reading.sent, wish.name, reading.media_type))
            stored = await kept(store.put_attachment(reading.original, wish.name, reading.media_type))
            if wish.chat_id not in self._drafts:
                await self._read_draft(wish.chat_id)
        except CannotRead as error:
            self.file_told.emit(FileTold(wish.id, wish.chat_id, error.trouble))
            return
        except StorageError as error:
            self.failed.emit(error.failure)
            self.file_told.emit(FileTold(wish.id, wish.chat_id, FileTrouble(FileFault.NOT_KEPT, wish.name)))
            return
        finally:
            self._reading.pop(wish.id, None)
        attachment = replace(stored, sent_sha256=sent.sha256, sent_bytes=sent.size_bytes)
        self._add(wish.chat_id, DraftImage(wish.id, attachment, wish.attached_at_ns))
        for note in reading.notes:
            self.file_told.emit(FileTold(wish.id, wish.chat_id, note))

    async def _read_draft(self, chat_id: str) -> None:
        try:
            attachments = await kept(self._stores.of(chat_id).draft_attachments(chat_id))
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        images = tuple(DraftImage(new_id(), attachment) for attachment in attachments)
        self._drafts.setdefault(chat_id, images)
        self._tell(chat_id)

    def _add(self, chat_id: str, image: DraftImage) -> None:
        draft = self._drafts.get(chat_id, ())
        at = place_in(draft, image.attached_at_ns)
        self._change(chat_id, (*draft[:at], image, *draft[at:]))

    def _change(self, chat_id: str, images: tuple[DraftImage, ...]) -> None:
        self._drafts[chat_id] = images
        self._tell(chat_id)
        files = (*self.held_of(chat_id), *self.draft_of(chat_id))
        try:  # now: a task that has not begun ends with the program
            writing = self._stores.of(chat_id).set_draft_attachments(chat_id, files)
        except StorageError as error:
            self.failed.emit(error.failure)
        else:
            self._tasks.spawn(self._written(writing), name="keep the files of a draft")

    async def _written(self, writing: Future[None]) -> None:
        try:
            await kept(writing)
        except StorageError as error:
            self.failed.emit(error.failure)

    def _tell(self, chat_id: str) -> None:
        self.draft_changed.emit(DraftImages(chat_id, self._drafts.get(chat_id, ())))

    async def _tell_file(self, sha256: str) -> None:
        self.file_read.emit(StoredFile(sha256, await self._bytes_of(sha256)))

    async def _bytes_of(self, sha256: str) -> bytes | None:
        for store in self._stores.all:
            with suppress(StorageError, KeyError):
                return await kept(store.get_attachment(sha256))
        return None

    async def _save_as(self, sha256: str, path: Path) -> None:
        data = await self._bytes_of(sha256)
        if data is None:
            self.failed.emit(Failure(FailureCode.IMAGE_MISSING, detail=path.name))
            return
        try:
            await asyncio.to_thread(_write, path, data)
        except StorageError as error:
            self.failed.emit(replace(error.failure, code=FailureCode.FILE_UNWRITABLE))


def _without(draft: tuple[DraftImage, ...], sent: tuple[Attachment, ...]) -> tuple[DraftImage, ...]:
    """What is left of a draft; the same file may be in it twice."""
    left = list(sent)
    rest = []
    for image in draft:
        if image.attachment in left:
            left.remove(image.attachment)
        else:
            rest.append(image)
    return tuple(rest)


def _write(path: Path, data: bytes) -> None:
    # Most runs save no image.
    from app.storage.export_file import whole_file

    with whole_file(path) as part:
        part.write_bytes(data)
