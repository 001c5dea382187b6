"""`--demo`: one question in the real window, typed as a person types it, and a picture of the answer."""

import asyncio

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap.options import Options
from app.bootstrap.places import data_dir
from app.bootstrap.program import Program
from app.domain.conversation import Message, MessageState
from app.domain.failure import Failure, FailureCode
from app.domain.server import Connection, ServerState
from app.ui.failure_text import failure_text

READY_TIMEOUT_S = 60.0
REPLY_TIMEOUT_S = 180.0
PAINT_PAUSE_S = 0.3  # the foot of the reply is painted in the next turns of the loop


class DemoFailed(Exception):
    """The demo could not be shown; the text says why."""


class Demo:
    """Waits for a server, types the question, awaits the reply and saves a picture of the window."""

    def __init__(self, options: Options) -> None:
        self._question = options.question
        self._picture = options.screenshot or data_dir(options) / "demo" / "arriero-demo.png"
        self._ready: asyncio.Future[None] | None = None
        self._finished: asyncio.Future[Message] | None = None

    async def run(self, program: Program) -> int:
        """Show it all.

        Returns:
            0 when a reply came whole, else 1; what happened is printed either way.
        """
        try:
            reply = await self._ask(program)
        except DemoFailed as failed:
            print(f"The demo did not work: {failed}")
            return 1
        self._picture.parent.mkdir(parents=True, exist_ok=True)
        is_saved = program.window.grab().save(str(self._picture))
        speed = reply.stats.tokens_per_s if reply.stats else None
        told = f"{speed:.1f} tokens per second" if speed else "the server did not tell the speed"
        print(f"\n{reply.content.strip()}\n\n{reply.model}: {told}")
        print(f"Picture: {self._picture}" if is_saved else f"The picture could not be saved: {self._picture}")
        return 0 if is_saved else 1

    async def _ask(self, program: Program) -> Message:
        loop = asyncio.get_running_loop()
        self._ready, self._finished = loop.create_future(), loop.create_future()
        program.chat.model_changed.connect(self._on_model_changed)
        program.server.state_changed.connect(self._on_state_changed)
        program.chat.reply_finished.connect(self._on_reply_finished)
        self._on_state_changed(program.server.state)
        self._on_model_changed(program.chat.model)
        try:
            await asyncio.wait_for(self._ready, READY_TIMEOUT_S)
            print(f"Connected: {program.server.state.address}, {program.chat.model}\nAsked: {self._question}")
            program.chat.new_chat()
            await type_and_send(program.window.chat_pane.composer.edit, self._question)
            message = await asyncio.wait_for(self._finished, REPLY_TIMEOUT_S)
        except TimeoutError:
            raise DemoFailed("there was no answer in time.") from None
        if message.state is not MessageState.COMPLETE:
            raise DemoFailed(_told(message.failure) if message.failure else "the reply was stopped.")
        await asyncio.sleep(PAINT_PAUSE_S)
        return message

    def _on_model_changed(self, name: str) -> None:
        if name and self._ready and not self._ready.done():
            self._ready.set_result(None)

    def _on_state_changed(self, state: ServerState) -> None:
        failure = state.failure if state.connection is Connection.FAILED else None
        if state.connection is Connection.READY and not state.models:
            failure = Failure(FailureCode.NO_MODEL, address=state.address)
        if failure and self._ready and not self._ready.done():
            self._ready.set_exception(DemoFailed(_told(failure)))

    def _on_reply_finished(self, message: Message) -> None:
        if self._finished and not self._finished.done():
            self._finished.set_result(message)


async def type_and_send(target: QWidget, text: str) -> None:
    """Send key events to the focused field, then Enter."""
    for character in text:
        _press(target, Qt.Key.Key_unknown, character)
        await asyncio.sleep(0)
    _press(target, Qt.Key.Key_Return, "\r")


def _press(target: QWidget, key: Qt.Key, text: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def _told(failure: Failure) -> str:
    text = failure_text(failure)
    return f"{text.title}. {text.explanation}".strip()
