"""Models in the making: files are looked at, bases described, and the work given to the queue."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.api.errors import OllamaError
from app.api.threads import in_thread
from app.domain.blob import FileFault
from app.domain.create_events import (
    BaseModel,
    FilesRead,
    OpenedModelfile,
    ReadPurpose,
    SavedModelfile,
    TransferNews,
)
from app.domain.failure import Failure
from app.domain.gguf import GgufError, GgufFault, read_header
from app.domain.kept_draft import KeptDraft
from app.domain.model_draft import (
    MOST_SAFETENSORS_FILES,
    DraftFile,
    DraftSource,
    ModelDraft,
    gguf_facts,
)
from app.domain.model_name import same_model
from app.domain.modelfile import parse_modelfile
from app.domain.transfer_row import TransferRow
from app.services.keeping import kept
from app.services.server import ServerService
from app.services.tasks import TaskOwner
from app.services.transfers import TransfersService
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from app.storage.export_file import whole_file, write_text

DRAFT_STATE = "model_draft"
KEEP_DELAY_MS = 400
LISTED_S = 3.0
LOOK_EVERY_S = 0.05
TYPING_S = 0.2
"""A name that is being typed is asked about when the typing pauses."""
MOST_MODELFILE_BYTES = 4 * 1024 * 1024
SENT_BESIDE_WEIGHTS = ("*.json", "chat_template.jinja", "tokenizer.model")
"""What a server reads of a folder beside *.safetensors. Source: ollama/ollama, parser and convert."""


class CreateService(QObject):
    """Answers what the wizard asks; the server gets nothing before `create`."""

    files_read = Signal(FilesRead)
    base_read = Signal(BaseModel)
    modelfile_opened = Signal(OpenedModelfile)
    modelfile_saved = Signal(SavedModelfile)
    news = Signal(TransferNews)  # how the model that was begun here stands
    draft_restored = Signal(KeptDraft)
    failed = Signal(Failure)

    def __init__(
        self, server: ServerService, transfers: TransfersService, store: ConversationStore | None = None
    ) -> None:
        super().__init__()
        self._store = store
        self._kept: KeptDraft | None = None  # None until something was filled in
        self._written: KeptDraft | None = None
        self._is_restored = False
        self._keep_timer = QTimer(self, singleShot=True, interval=KEEP_DELAY_MS)
        self._keep_timer.timeout.connect(self._on_keep_due)
        self._server = server
        self._transfers = transfers
        self._tasks = TaskOwner(self.failed.emit)
        self._saves = TaskOwner(self.failed.emit)
        self._saving = asyncio.Lock()
        self._id = ""
        self._awaits_id = False
        self._base: asyncio.Task[None] | None = None
        transfers.pointed_at.connect(self._on_pointed_at)
        transfers.changed.connect(self._on_transfers_changed)
        transfers.finished.connect(self._on_transfer_finished)

    @Slot()
    def start(self) -> None:
        """Offer what was filled in when the program ended."""
        if self._store is not None:
            self._tasks.spawn(self._restore(self._store), name="read a kept draft")

    @Slot(KeptDraft)
    def keep_draft(self, kept: KeptDraft) -> None:
        """Note what is filled in."""
        self._kept = kept
        self._keep_timer.start()

    @Slot(list, str)
    def read_files(self, paths: list[str], purpose: str) -> None:
        """Look at files or a folder; `purpose` is a `ReadPurpose`."""
        self._tasks.spawn(self._read_files(paths, ReadPurpose(purpose)), name="look at files")

    @Slot(str)
    def read_base(self, name: str) -> None:
        """Ask the server for all about a model that another one is to be made from."""
        if self._base is not None:
            self._base.cancel()
        self._base = self._tasks.spawn(self._read_base(name), name="describe a base")

    @Slot(str)
    def open_modelfile(self, path: str) -> None:
        """Read a Modelfile."""
        self._tasks.spawn(self._open_modelfile(path), name="open a Modelfile")

    @Slot(str, str)
    def take_modelfile(self, text: str, folder: str) -> None:
        """Make a draft of a text; paths in it are relative to the folder."""
        self._tasks.spawn(self._take_modelfile(text, folder), name="take a Modelfile")

    @Slot(str, str)
    def save_modelfile(self, path: str, text: str) -> None:
        """Write a Modelfile."""
        self._saves.spawn(self._save_modelfile(path, text), name="save a Modelfile")

    @Slot(ModelDraft)
    def create(self, draft: ModelDraft) -> None:
        """Begin: hash, check and send the files, then let the server make the model."""
        self._awaits_id = True
        self._transfers.create(draft.job())

    @Slot()
    def forget(self) -> None:
        """Tell no more of what was begun; it goes on."""
        self._id = ""

    async def aclose(self) -> None:
        """End what runs; the transfer goes on, what is filled in is kept, a Modelfile is written."""
        self._keep_timer.stop()
        await self._write()
        await self._tasks.aclose()
        await self._saves.settle()
        await self._saves.aclose()

    @Slot(str)
    def _on_pointed_at(self, transfer_id: str) -> None:
        if self._awaits_id:
            self._awaits_id, self._id = False, transfer_id
            self._on_transfers_changed(self._transfers.rows)

    @Slot(tuple)
    def _on_transfers_changed(self, rows: tuple[TransferRow, ...]) -> None:
        row = next((each for each in rows if each.id == self._id), None)
        if row is not None:
            self.news.emit(TransferNews(row))
        elif self._id:
            self._tasks.spawn(self._after_the_end(self._id), name="a model was made, or not")

    @Slot(object)
    def _on_transfer_finished(self, row: TransferRow) -> None:
        if row.id != self._id:
            return
        if row.can_resume:
            self.news.emit(TransferNews(row))
            return
        self._id = ""
        self._tasks.spawn(self._tell_made(row), name="wait until a new model is listed")

    @Slot()
    def _on_keep_due(self) -> None:
        self._tasks.spawn(self._write(), name="keep a draft")

    async def _restore(self, store: ConversationStore) -> None:
        try:
            text = await kept(store.get_state(DRAFT_STATE))
        except StorageError as error:
            self.failed.emit(error.failure)
            text = None
        found = KeptDraft.from_text(text or "")
        draft = await in_thread(lambda: looked_at(found.draft), "look at the files of a draft")
        self._is_restored, self._written = True, found
        if found != KeptDraft():
            self.draft_restored.emit(replace(found, draft=draft))
        if self._kept is not None:
            self._keep_timer.start()  # filled in while the other was read

    async def _write(self) -> None:
        told = self._kept
        if self._store is None or told is None or told == self._written:
            return
        says_little = not told.modelfile and told.draft == ModelDraft(told.draft.source, told.draft.base)
        if not self._is_restored and says_little:
            return  # what was kept is shown below so little, and not replaced by it
        try:
            await kept(self._store.set_state(DRAFT_STATE, told.to_text()))
        except StorageError as error:
            self.failed.emit(error.failure)
        else:
            self._written = told

    async def _tell_made(self, row: TransferRow) -> None:
        """Tell of a new model as soon as the server lists it: then one can chat with it."""
        self._server.look_again()
        waited_s = 0.0
        while waited_s < LISTED_S and not any(
            same_model(each.name, row.name) for each in self._server.state.models
        ):
            await asyncio.sleep(LOOK_EVERY_S)
            waited_s += LOOK_EVERY_S
        self.keep_draft(KeptDraft())  # it is a model now
        self.news.emit(TransferNews(row))

    async def _after_the_end(self, transfer_id: str) -> None:
        """The row has gone. One that is done is told of in the same turn; else it was given up."""
        await asyncio.sleep(0)
        if self._id == transfer_id:
            self._id = ""
            self.news.emit(TransferNews(None))

    async def _read_files(self, paths: list[str], purpose: ReadPurpose) -> None:
        found = [Path(path) for path in paths]
        files = await in_thread(lambda: files_for(purpose, found), "look at files")
        self.files_read.emit(FilesRead(purpose, paths[0], files))

    async def _read_base(self, name: str) -> None:
        await asyncio.sleep(TYPING_S)
        try:
            show = await self._server.client.show(name)
        except OllamaError as error:
            self.base_read.emit(BaseModel(name, failure=error.failure))
        else:
            self.base_read.emit(BaseModel(name, show))

    async def _open_modelfile(self, path: str) -> None:
        opened = await in_thread(lambda: read_modelfile(Path(path)), "read a Modelfile")
        self.modelfile_opened.emit(opened)

    async def _take_modelfile(self, text: str, folder: str) -> None:
        draft = await in_thread(lambda: draft_of(text, Path(folder or ".")), "resolve a Modelfile")
        self.modelfile_opened.emit(OpenedModelfile("", text, draft=draft))

    async def _save_modelfile(self, path: str, text: str) -> None:
        failure = None
        try:
            async with self._saving:  # on a slow drive the text of an earlier save would else come last
                await in_thread(lambda: write_modelfile(Path(path), text), "write a Modelfile")
        except StorageError as error:
            failure = error.failure
        self.modelfile_saved.emit(SavedModelfile(path, failure))


def files_for(purpose: ReadPurpose, paths: list[Path]) -> tuple[DraftFile, ...]:
    """What is sent for these paths."""
    if purpose is ReadPurpose.FOLDER:
        return folder_files(paths[0])
    if purpose is not ReadPurpose.GGUF:
        return adapter_files(paths[0])
    return tuple(map(gguf_file, paths))


def gguf_file(path: Path) -> DraftFile:
    """A GGUF file with what its header says, or why it cannot be sent."""
    try:
        if path.is_dir():
            return DraftFile(str(path), path.name, fault=FileFault.NOT_A_FILE)
        size_bytes = path.stat().st_size
        if not size_bytes:
            return DraftFile(str(path), path.name, fault=FileFault.EMPTY)
        with path.open("rb") as file:
            header = read_header(file, size_bytes)
    except GgufError as error:
        return DraftFile(str(path), path.name, size_bytes, fault=error.fault)
    except OSError as error:
        return DraftFile(str(path), path.name, fault=_fault_of(error))
    least_bytes = header.least_file_bytes
    fault = GgufFault.CUT_SHORT if size_bytes < least_bytes else None
    return DraftFile(str(path), path.name, size_bytes, gguf_facts(header), fault, least_bytes)


def folder_files(folder: Path) -> tuple[DraftFile, ...]:
    """The files of a safetensors folder that a server wants: weights, and what describes them."""
    found: list[DraftFile] = []
    with suppress(OSError):
        for path in _wanted(folder):
            found.append(_plain_file(path, folder))
            if len(found) >= MOST_SAFETENSORS_FILES:
                break
    return tuple(found)


def _wanted(folder: Path) -> Iterator[Path]:
    for pattern in ("*.safetensors", *SENT_BESIDE_WEIGHTS):
        yield from sorted(path for path in folder.glob(pattern) if path.is_file())


def _plain_file(path: Path, folder: Path) -> DraftFile:
    name = path.relative_to(folder).as_posix()
    try:
        size_bytes = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        return DraftFile(str(path), name, fault=_fault_of(error))
    return DraftFile(str(path), name, size_bytes, fault=None if size_bytes else FileFault.EMPTY)


def read_modelfile(path: Path) -> OpenedModelfile:
    """The text of a Modelfile."""
    try:
        if path.stat().st_size > MOST_MODELFILE_BYTES:
            return OpenedModelfile(str(path), fault=FileFault.UNREADABLE)
        data = path.read_bytes()
    except OSError as error:
        return OpenedModelfile(str(path), fault=_fault_of(error))
    marks = (b"\xff\xfe", b"\xfe\xff")
    try:
        return OpenedModelfile(str(path), data.decode("utf-16" if data.startswith(marks) else "utf-8-sig"))
    except UnicodeDecodeError:
        return OpenedModelfile(str(path), fault=FileFault.UNREADABLE)


def draft_of(text: str, folder: Path) -> ModelDraft:
    """What a Modelfile says, its paths found on this computer.

    A value of FROM that is no file or folder here is the name of a model, as for Ollama's own command line.
    """
    read = parse_modelfile(text)
    draft = ModelDraft().behaving(read)
    sources = [(value, _path(value, folder)) for value in read.values("from") if value]
    files = tuple(gguf_file(path) for _, path in sources if path.is_file())
    folders = [path for _, path in sources if path.is_dir()]
    names = [value for value, path in sources if not path.exists()]
    draft = replace(draft, source=DraftSource.MODEL, base=names[-1] if names else "")
    if files:
        draft = replace(draft, source=DraftSource.GGUF, files=files)
    elif folders:
        draft = replace(
            draft,
            source=DraftSource.SAFETENSORS,
            folder=str(folders[-1]),
            folder_files=folder_files(folders[-1]),
        )
    if read.last("adapter"):
        path = _path(read.last("adapter"), folder)
        draft = replace(draft, adapter=str(path), adapter_files=adapter_files(path))
    if read.last("draft"):
        path = _path(read.last("draft"), folder)
        draft = replace(draft, draft_model=str(path), draft_model_files=adapter_files(path))
    return draft


def looked_at(draft: ModelDraft) -> ModelDraft:
    """A draft that was kept, with its files as they are now."""
    adapter, draft_model = Path(draft.adapter), Path(draft.draft_model)
    return replace(
        draft,
        files=tuple(gguf_file(Path(file.path)) for file in draft.files),
        folder_files=folder_files(Path(draft.folder)) if draft.folder else (),
        adapter_files=adapter_files(adapter) if draft.adapter else (),
        draft_model_files=adapter_files(draft_model) if draft.draft_model else (),
    )


def adapter_files(path: Path) -> tuple[DraftFile, ...]:
    """The files of an adapter or a draft model: one GGUF file, or those of a safetensors folder."""
    return folder_files(path) if path.is_dir() else (gguf_file(path),)


def write_modelfile(path: Path, text: str) -> None:
    """Write a text as UTF-8 in the place of what was there, in one step.

    Raises:
        StorageError: EXPORT_NO_SPACE, EXPORT_UNWRITABLE; what was there is as it was.
    """
    place = Path(os.path.realpath(path))  # a link stays one
    with whole_file(place) as part:
        write_text(part, (text,))
        with suppress(OSError):  # the file is new
            shutil.copymode(place, part)


def _path(value: str, folder: Path) -> Path:
    """A path as a Modelfile has it: `~`, absolute, or relative to the file."""
    try:
        path = Path(value).expanduser()
    except RuntimeError:
        path = Path(value)
    return path if path.is_absolute() else folder / path


def _fault_of(error: OSError) -> FileFault:
    if isinstance(error, FileNotFoundError):
        return FileFault.MISSING
    if isinstance(error, PermissionError):
        return FileFault.FORBIDDEN
    return FileFault.NOT_A_FILE if isinstance(error, IsADirectoryError) else FileFault.UNREADABLE
