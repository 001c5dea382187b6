"""`--self-test`: what a frozen program could lack is used once, on a data folder of its own.

It needs a server that answers with `tests/helpers/self_test_reply.md`: code in a rare language, a table and a
formula. `packaging/frozen_check.py` starts one.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QImage

from app.bootstrap.demo import READY_TIMEOUT_S, REPLY_TIMEOUT_S, type_and_send
from app.bootstrap.options import Options
from app.bootstrap.program import Program
from app.domain.conversation import Message, MessageState
from app.domain.exchange import Exported, ExportFormat, ExportWish
from app.domain.failure import Failure
from app.domain.search import SearchWish
from app.storage.conversations import ConversationStore
from app.storage.pdf_process import pdf_text
from app.ui.export.words import export_words
from app.ui.math.first_formula import FirstFormula
from app.ui.settings.licences import licence_text, licences
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.table_part import TablePart

QUESTION = "Show me what you can draw."
SEARCHED = "Brisa"
"""A word of the reply that is in its table."""
FORMULA = r"\frac{1}{2}\sum_i x_i"
SHORTEST_LICENCE = 500
WAIT_S = 30.0
LOOK_EVERY_S = 0.02
_IMAGE_PX = 64

Run = Callable[[Options, Callable[[Program], Awaitable[int]]], int]


class SelfTestFailed(Exception):
    """Something is not as it must be; the text says what."""


def run_self_test(options: Options, run: Run) -> int:
    """Go through it all and print a line for each part.

    Returns:
        0 when every part did what it must.
    """
    with tempfile.TemporaryDirectory(prefix="arriero-self-test-", ignore_cleanup_errors=True) as name:
        folder = options.data_dir or Path(name)
        test = SelfTest(folder)
        body = test.window_only if options.self_test == "window" else test.run
        code = run(replace(options, data_dir=folder, question=QUESTION), body)
        if code == 0 and options.self_test != "window":
            checks = {
                "kept in the database and found": test.check_store,
                "licences": check_licences,
            }
            code = max(_told(name, check) for name, check in checks.items())
    return code


def check_licences() -> None:
    """What is ours, what Qt is under, and what every package is under can be read."""
    texts = {licence.name: licence_text(licence) for licence in licences()}
    _must("MIT License" in texts["Arriero"], "the licence of Arriero is missing")
    _must("GNU LESSER GENERAL PUBLIC LICENSE" in texts["Qt 6"], "the licence of Qt is missing")
    short = [name for name, text in texts.items() if len(text) < SHORTEST_LICENCE]
    _must("h11" in texts and not short, f"the texts of licences are missing: {short}")


def _told(part: str, check: Callable[[], None]) -> int:
    try:
        check()
    except SelfTestFailed as failed:
        print(f"FAILED {part}: {failed}", flush=True)
        return 1
    print(f"ok     {part}", flush=True)
    return 0


class SelfTest:
    """The parts, in order; each raises SelfTestFailed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._growths = 0
        self._chat_id = ""
        self._reply = ""
        self._finished: asyncio.Future[Message] | None = None

    async def window_only(self, program: Program) -> int:
        """The window is painted; that is all."""
        return 0 if program.window.isVisible() else 1

    async def run(self, program: Program) -> int:
        """Everything that needs the running program."""
        parts: tuple[tuple[str, Callable[[Program], Awaitable[None]]], ...] = (
            ("window", self._window),
            ("image attached", self._image),
            ("reply streamed", self._streamed),
            ("code, table and formula drawn", self._drawn),
            ("exported, a PDF read back", self._exported),
        )
        for name, part in parts:
            try:
                await part(program)
            except (SelfTestFailed, TimeoutError) as failed:
                print(f"FAILED {name}: {failed or 'not in time'}", flush=True)
                return 1
            print(f"ok     {name}", flush=True)
        return 0

    def check_store(self) -> None:
        """The database holds what was said, and the image is beside it."""
        store = ConversationStore.open(self._folder)
        try:
            view = store.open_chat(self._chat_id).result(WAIT_S)
            asked, replied = view.messages[0], view.messages[-1]
            _must(asked.content == QUESTION and replied.content == self._reply, "the texts are not kept")
            _must(len(asked.attachments) == 1, "the image is not kept")
            data = store.get_attachment(asked.attachments[0].sha256).result(WAIT_S)
            _must(QImage.fromData(data).width() == _IMAGE_PX, "the image cannot be read")
            hits = store.search.find(SearchWish(SEARCHED)).result(WAIT_S).hits
            _must([hit.message_id for hit in hits] == [replied.id], "the reply is not found by a word of it")
        finally:
            store.close()

    async def _window(self, program: Program) -> None:
        async with asyncio.timeout(READY_TIMEOUT_S):
            await _until(lambda: program.chat.model)
        picture = program.window.grab().toImage()
        row = {picture.pixel(x, picture.height() // 2) for x in range(picture.width())}
        _must(program.window.isVisible() and len(row) > 1, "the window is empty")

    async def _image(self, program: Program) -> None:
        file = self._folder / "self-test.png"
        image = QImage(_IMAGE_PX, _IMAGE_PX, QImage.Format.Format_RGB32)
        image.fill(QColor("teal"))
        _must(image.save(str(file)), "no PNG can be written")
        desk = program.window.chat_pane.images.desk
        desk.attach_files([str(file)])
        await _until(lambda: any(chip.attachment is not None for chip in desk.tray.row.chips))

    async def _streamed(self, program: Program) -> None:
        finished: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._finished = finished
        program.chat.reply_grew.connect(self._on_reply_grew)
        program.chat.reply_finished.connect(self._on_reply_finished)
        await type_and_send(program.window.chat_pane.composer.edit, QUESTION)
        async with asyncio.timeout(REPLY_TIMEOUT_S):
            reply = await finished
        _must(reply.state is MessageState.COMPLETE, "the reply is not whole")
        _must(self._growths > 1, "the reply came in one piece")
        self._chat_id, self._reply = reply.chat_id, reply.content

    async def _drawn(self, program: Program) -> None:
        turn = program.window.chat_pane.transcript.last_reply
        parts = turn.parts if turn is not None else []
        code = next((part for part in parts if isinstance(part, CodePart)), None)
        _must(any(isinstance(part, TablePart) for part in parts), "there is no table")
        if code is None:
            raise SelfTestFailed("there is no code")
        await _until(lambda: code.lines.is_coloured)
        colours = code.lines.colours
        tokens = [colours.tokens(number) for number in range(len(code.lines.rows))] if colours else []
        _must(any(tokens), f"code in {code.code.language} has no colours")
        formulas = FirstFormula()
        await _until(lambda: formulas.formula(FORMULA, True, 16.0, QColor("black")))
        formulas.close()

    async def _exported(self, program: Program) -> None:
        desk = program.window.content.data_desk  # the services behind it are made with it
        if program.data is None:
            raise SelfTestFailed("there is nothing that exports")
        exports, written = program.data.exports, {}
        for kind in (ExportFormat.HTML, ExportFormat.MARKDOWN, ExportFormat.PDF):
            done: asyncio.Future[Exported | Failure] = asyncio.get_running_loop().create_future()
            exports.finished.connect(done.set_result)
            exports.failed.connect(done.set_result)
            path = self._folder / f"self-test{kind.suffix}"
            desk.export_requested.emit(ExportWish(kind, str(path), export_words(), (self._chat_id,)))
            async with asyncio.timeout(WAIT_S):
                ended = await done
            exports.finished.disconnect(done.set_result)
            exports.failed.disconnect(done.set_result)
            _must(isinstance(ended, Exported), f"no {kind}: {ended}")
            written[kind] = await asyncio.to_thread(path.read_bytes)
        page = written[ExportFormat.HTML].decode("utf-8")
        lacking = [part for part in ("<table", "<pre", "data:image/", "<svg") if part not in page]
        _must(not lacking, f"the page lacks {lacking}")
        _must(
            self._reply.strip() in written[ExportFormat.MARKDOWN].decode("utf-8"),
            "the Markdown lacks the reply",
        )
        # A process of its own does that, as with a PDF in a message.
        read = await asyncio.to_thread(pdf_text, written[ExportFormat.PDF])
        _must(SEARCHED in read.text, f"the PDF cannot be read: {read}")

    @Slot()
    def _on_reply_grew(self) -> None:
        self._growths += 1

    @Slot(Message)
    def _on_reply_finished(self, message: Message) -> None:
        if self._finished is not None and not self._finished.done():
            self._finished.set_result(message)


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SelfTestFailed(otherwise)


async def _until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not holds():  # noqa: ASYNC110  # these have no signal of their own
            await asyncio.sleep(LOOK_EVERY_S)
