"""Writes chats into files, in a thread, one export at a time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from app.api.threads import in_thread
from app.domain.conversation import Attachment
from app.domain.exchange import Exported, ExportFormat, ExportWish, Progress, WholeChat, file_name_of
from app.domain.failure import Failure, FailureCode
from app.markup.html import escape
from app.services.export_html import DrawFormula, page_pieces, pdf_parts
from app.services.export_text import markdown_pieces, text_pieces
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from app.storage.export import ExportStore
from app.storage.export_file import ZipOfFiles, whole_file, write_text
from app.storage.export_json import document

_BETWEEN_PX = 18.0


class Cancelled(Exception):
    """A person wants no more of it."""


class PdfDrawing(Protocol):
    """What draws pages; it belongs to what knows fonts. All but `give_up` may raise OSError."""

    def add_html(self, html: str) -> None:
        """Draw a block of Qt's own small HTML."""

    def add_image(self, data: bytes) -> bool:
        """Draw a picture; whether it is one."""

    def add_space(self, height_px: float) -> None:
        """Leave room."""

    def formula(self, tex: str, display: bool) -> str:
        """A formula as HTML of the next block; empty where it is none."""

    def close(self) -> None:
        """Write the end of the file."""

    def give_up(self) -> None:
        """Let the file go as it is."""


NewPdf = Callable[[Path, str], PdfDrawing]
"""Begins a document at a path, with a title."""


class ExportService(QObject):
    """Reads one chat after the other while replies go on.

    Args:
        store_of: the store of a chat: a temporary one is in memory.
        new_pdf: begins a PDF; called in the thread.
        draw_formula: for HTML; called in the thread.
    """

    progressed = Signal(Progress)  # in chats
    finished = Signal(Exported)
    cancelled = Signal()
    failed = Signal(Failure)

    def __init__(
        self,
        store: ConversationStore,
        store_of: Callable[[str], ConversationStore],
        new_pdf: NewPdf,
        draw_formula: DrawFormula | None = None,
    ) -> None:
        super().__init__()
        self._store = store
        self._store_of = store_of
        self._new_pdf = new_pdf
        self._draw_formula = draw_formula
        self._tasks = TaskOwner(self.failed.emit)
        self._stop: threading.Event | None = None

    @Slot(ExportWish)
    def export(self, wish: ExportWish) -> None:
        """Begin; `finished`, `cancelled` or `failed` tells the end."""
        if self._stop is None:
            self._stop = threading.Event()
            self._tasks.spawn(self._export(wish, self._stop), name="export chats")

    @Slot()
    def cancel(self) -> None:
        """End the export; nothing of it stays."""
        if self._stop is not None:
            self._stop.set()

    async def aclose(self) -> None:
        """End what runs; what is half written goes."""
        self.cancel()
        await self._tasks.settle()
        await self._tasks.aclose()

    async def _export(self, wish: ExportWish, stop: threading.Event) -> None:
        run = _Run(self, wish, stop)
        try:
            exported = await in_thread(run.write, "export")
        except Cancelled:
            self.cancelled.emit()
        except StorageError as error:
            self.failed.emit(error.failure)
        except KeyError as error:
            # Deleted for good between the wish and its turn.
            self.failed.emit(Failure(FailureCode.EXPORT_UNWRITABLE, detail=f"{wish.path}: {error}"))
        else:
            self.finished.emit(exported)
        finally:
            self._stop = None


class _Run:
    """One export, in its thread."""

    def __init__(self, service: ExportService, wish: ExportWish, stop: threading.Event) -> None:
        self._service = service
        self._wish = wish
        self._stop = stop
        self._missing: set[str] = set()
        self._store = service._store_of(wish.chat_ids[0]) if len(wish.chat_ids) == 1 else service._store
        self._reader = ExportStore(self._store.access, self._store.files)

    def write(self) -> Exported:
        """Write everything.

        Raises:
            Cancelled, StorageError: nothing new is at the path then.
        """
        wish, path = self._wish, Path(self._wish.path)
        ids = wish.chat_ids or self._reader.chat_ids().result()
        with whole_file(path) as part:
            if wish.format is ExportFormat.JSON:
                pieces = document(
                    self._reader.folders(ids).result(),
                    self._chats(ids),
                    self._file_named,
                    datetime.now(UTC),
                    self._missing.add,
                )
                write_text(part, self._watched(pieces))
            elif len(wish.chat_ids) == 1:
                for whole in self._chats(ids):
                    self._write_one(part, whole)
            else:
                self._write_zip(part, ids)
            self._look()
            size_bytes = part.stat().st_size
        return Exported(wish.path, len(ids), size_bytes, len(self._missing))

    def _chats(self, ids: tuple[str, ...]) -> Iterator[WholeChat]:
        for number, chat_id in enumerate(ids):
            self._look()
            self._service.progressed.emit(Progress(number, len(ids)))
            yield self._reader.chat(chat_id).result()

    def _write_zip(self, part: Path, ids: tuple[str, ...]) -> None:
        suffix = self._wish.format.suffix
        with closing(ZipOfFiles(part)) as archive:
            for whole in self._chats(ids):
                day = whole.chat.created_at.astimezone().strftime("%Y-%m-%d ")
                name = file_name_of(day + whole.chat.title, suffix)
                if self._wish.format is ExportFormat.PDF:
                    with whole_file(part.with_name(f"{part.name}.pdf")) as one:
                        self._write_one(one, whole)
                        archive.add_file(name, one)
                    part.with_name(f"{part.name}.pdf").unlink()
                else:
                    archive.add_text(name, self._watched(self._pieces(whole)))

    def _write_one(self, path: Path, whole: WholeChat) -> None:
        if self._wish.format is ExportFormat.PDF:
            self._draw_pdf(path, whole)
        else:
            write_text(path, self._watched(self._pieces(whole)))

    def _draw_pdf(self, path: Path, whole: WholeChat) -> None:
        drawing = self._service._new_pdf(path, whole.chat.title)
        try:
            for html, attachment in pdf_parts(whole, self._wish, drawing.formula):
                self._look()
                data = self._file(attachment) if attachment is not None else None
                if html:
                    drawing.add_html(html)
                elif attachment is None:
                    drawing.add_space(_BETWEEN_PX)
                elif data is None or not drawing.add_image(data):
                    sentence = self._wish.words.missing if data is None else self._wish.words.image
                    drawing.add_html(f"<p>{escape(sentence.format(name=attachment.name))}</p>")
            drawing.close()
        finally:
            drawing.give_up()

    def _pieces(self, whole: WholeChat) -> Iterator[str]:
        wish = self._wish
        if wish.format is ExportFormat.HTML:
            draw = self._service._draw_formula
            return page_pieces(whole, wish.words, self._file, wish.with_thoughts, draw)
        make = markdown_pieces if wish.format is ExportFormat.MARKDOWN else text_pieces
        return make(whole, wish.words, self._file, wish.with_thoughts)

    def _watched(self, pieces: Iterator[str]) -> Iterator[str]:
        for piece in pieces:
            self._look()
            yield piece

    def _look(self) -> None:
        if self._stop.is_set():
            raise Cancelled

    def _file(self, attachment: Attachment) -> bytes | None:
        try:
            return self._reader.file(attachment.sha256)
        except KeyError:
            self._missing.add(attachment.sha256)
            return None

    def _file_named(self, sha256: str) -> bytes:
        return self._reader.file(sha256)
