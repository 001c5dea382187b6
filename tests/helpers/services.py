"""The services of a running program on a real store and a real server, without a window."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import SignalInstance

from app.api.hosts import parse_address
from app.services.chat import ChatService
from app.services.chats import ChatListService
from app.services.engine_process import EngineProcess, EngineSetup
from app.services.ollama_program import OllamaProgram
from app.services.server import ServerChoice, ServerService
from app.storage.conversations import ConversationStore
from app.wiring.services import wire_chats

LIMIT_S = 30


@dataclass
class Heard:
    """Every value that a signal has sent, oldest first."""

    values: list[Any] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, *values: Any) -> None:
        self.values.append(values[0] if len(values) == 1 else values)
        self._changed.set()

    async def until(self, holds: Callable[[Any], bool] = bool) -> Any:
        """The first value, from the oldest on, for which `holds` is true; waits until there is one."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                for value in self.values:
                    if holds(value):
                        return value
                self._changed.clear()
                await self._changed.wait()


def heard(signal: SignalInstance) -> Heard:
    """Listen to a signal from now on."""
    ear = Heard()
    signal.connect(ear.hear)
    return ear


def anything(_value: Any) -> bool:
    """For `Heard.until`: whatever comes first."""
    return True


@dataclass
class Services:
    """What stands behind a window."""

    store: ConversationStore
    server: ServerService
    chats: ChatListService
    chat: ChatService


def choice_of(url: str, **more: Any) -> ServerChoice:
    """A server named by a person."""
    return ServerChoice(parse_address(url), is_explicit=True, **more)


@asynccontextmanager
async def services(
    data_dir: Path, choice: ServerChoice, starter: Path | None = None
) -> AsyncIterator[Services]:
    """Build and start the services, wired as in the program; close them in its order."""
    store = ConversationStore.open(data_dir)
    engine = EngineProcess(EngineSetup(data_dir / "engine" / "models", starter, "smollm2:135m", "0.0.0"))
    server = ServerService(choice, engine, OllamaProgram("", data_dir / "ollama.log"))
    chats, chat = ChatListService(store), ChatService(store, server)
    wire_chats(chats, chat)
    try:
        yield Services(store, server, chats, chat)
    finally:
        await chat.aclose()
        await chats.aclose()
        await server.aclose()
        await asyncio.to_thread(store.close)


async def ready(it: Services) -> None:
    """Start everything and wait until the server has told a model to chat with."""
    models = heard(it.chat.model_changed)
    opened = heard(it.chat.current_changed)
    chats_read = heard(it.chats.chats_changed)
    it.server.start()
    it.chats.start()
    it.chat.start()
    await chats_read.until(anything)
    await models.until()
    await opened.until(anything)
