"""The chosen server: looked for, watched, started when asked, and what it offers."""

import asyncio
import logging
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from app.api.client import OllamaClient
from app.api.errors import OllamaError
from app.api.hosts import BadAddress, ServerAddress, parse_address
from app.domain.failure import Failure, FailureCode
from app.domain.server import Connection, ServerKind, ServerState
from app.services.engine_process import EngineFailed, EngineProcess
from app.services.ollama_program import OllamaNotStarted, OllamaProgram
from app.services.tasks import TaskOwner

log = logging.getLogger(__name__)

WATCH_INTERVAL_S = 10.0
RETRY_INTERVALS_S = (3.0, 3.0, 3.0, 5.0, 10.0, 30.0)
LOOK_TIMEOUT_S = 5.0
START_TIMEOUT_S = 20.0
ENGINE_CHOICE = "engine"  # as `chosen` tells it


@dataclass(frozen=True, slots=True)
class ServerChoice:
    """Which server to look for at the start.

    `is_explicit`: a person named it (argument, OLLAMA_HOST, or the address kept from last time), so it is
    never replaced without asking. `use_engine`: start the built-in engine at once where nothing else is
    found. `engine_first`: the engine was the choice last time.
    """

    address: ServerAddress
    is_explicit: bool = False
    use_engine: bool = False
    engine_first: bool = False


class ServerService(QObject):
    """Owns the client of the chosen server and tells what it offers."""

    state_changed = Signal(ServerState)
    chosen = Signal(str)  # the choice to keep for next time: an address, or ENGINE_CHOICE

    def __init__(self, choice: ServerChoice, engine: EngineProcess, ollama: OllamaProgram) -> None:
        super().__init__()
        self._choice = choice
        self._engine = engine
        self._ollama = ollama
        self._tasks = TaskOwner(self._on_bug)
        self._client = OllamaClient(choice.address)
        self._old_clients: list[OllamaClient] = []
        self._wake = asyncio.Event()
        self._is_watched = True
        self._ollama_wanted = False
        self._failures = 0
        self._state = ServerState(
            Connection.LOOKING,
            choice.address.url,
            ollama_path=ollama.path,
            engine_failure=engine.failure,
            engine_available=engine.failure is None,
        )

    @property
    def state(self) -> ServerState:
        """What is known now."""
        return self._state

    @property
    def client(self) -> OllamaClient:
        """The client of the chosen server; a running reply keeps the one it began with."""
        return self._client

    @property
    def engine_pid(self) -> int | None:
        """Process id of the running built-in engine."""
        return self._engine.pid

    @Slot()
    def start(self) -> None:
        """Begin to look and to watch."""
        self.state_changed.emit(self._state)
        self._tasks.spawn(self._watch(), name="watch the server")

    @Slot()
    def look_again(self) -> None:
        """Look now instead of at the next turn."""
        self._failures = 0
        self._wake.set()

    @Slot(bool)
    def set_watched(self, is_watched: bool) -> None:
        """Tell whether anybody can see the window: a hidden one asks nothing."""
        self._is_watched = is_watched
        if is_watched:
            self._wake.set()

    @Slot(str)
    def connect_to(self, text: str) -> None:
        """Choose another server by its address."""
        try:
            address = parse_address(text)
        except BadAddress as error:
            self._set(replace(self._state, connection=Connection.FAILED, failure=error.failure))
            return
        self._choice = ServerChoice(address, is_explicit=True)
        self._use(OllamaClient(address), ServerKind.OLLAMA, address.url)
        self.chosen.emit(text.strip())
        self.look_again()

    @Slot()
    def use_engine(self) -> None:
        """Choose the built-in engine and start it."""
        self._choice = replace(self._choice, engine_first=True)
        self.chosen.emit(ENGINE_CHOICE)
        self.look_again()

    @Slot()
    def start_ollama(self) -> None:
        """Start the program that was found, on the address that was looked for."""
        self._ollama_wanted = True
        self.look_again()

    async def aclose(self) -> None:
        """Stop watching, close the clients, end what we started."""
        await self._tasks.aclose()
        for client in (*self._old_clients, self._client):
            await client.aclose()
        await self._engine.aclose()
        await self._ollama.aclose()

    async def _watch(self) -> None:
        await self._client.warm_up()
        while True:
            self._wake.clear()
            await self._look()
            pause = self._pause_s()
            if self._state.connection is Connection.FAILED:
                self._set(replace(self._state, retry_in_s=pause))
            try:
                await asyncio.wait_for(self._wake.wait(), pause)
            except TimeoutError:
                continue

    def _pause_s(self) -> float | None:
        if not self._is_watched:
            return None
        if self._state.connection is Connection.READY:
            return WATCH_INTERVAL_S
        return RETRY_INTERVALS_S[min(self._failures, len(RETRY_INTERVALS_S)) - 1]

    async def _look(self) -> None:
        if self._ollama_wanted:
            self._ollama_wanted = False
            await self._start_ollama()
            return
        if self._choice.engine_first and not self._engine.is_running:
            await self._start_engine()
            return
        failure = await self._ask()
        if failure is None:
            return
        may_use_engine = self._choice.use_engine and not self._choice.is_explicit and not self._ollama.path
        if may_use_engine and self._engine.failure is None:
            self._choice = replace(self._choice, engine_first=True)
            await self._start_engine()
            return
        self._fail(failure)

    async def _ask(self) -> Failure | None:
        """Ask the server for all that is shown of it; the failure if it does not answer as it should."""
        client = self._client
        try:
            version = self._state.version
            if self._state.connection is not Connection.READY:
                version = await client.version(timeout_s=LOOK_TIMEOUT_S)
            models, running = await asyncio.gather(client.tags(), client.ps())
        except OllamaError as error:
            return error.failure
        if client is self._client:
            self._failures = 0
            self._set(
                replace(
                    self._state,
                    connection=Connection.READY,
                    version=version,
                    models=models,
                    running=running,
                    failure=None,
                    retry_in_s=None,
                )
            )
        return None

    async def _start_engine(self) -> None:
        self._set(replace(self._state, connection=Connection.STARTING, kind=ServerKind.ENGINE, failure=None))
        try:
            started = await self._engine.start()
        except EngineFailed as error:
            self._fail(error.failure)
            return
        self._use(
            OllamaClient(parse_address(started.url), token=started.token), ServerKind.ENGINE, started.url
        )
        if (failure := await self._ask()) is not None:
            self._fail(failure)

    async def _start_ollama(self) -> None:
        address = self._choice.address
        self._set(replace(self._state, connection=Connection.STARTING, kind=ServerKind.OLLAMA, failure=None))
        try:
            await asyncio.to_thread(self._ollama.start, f"{address.host}:{address.port}")
        except OllamaNotStarted as error:
            self._fail(error.failure)
            return
        self._choice = replace(self._choice, engine_first=False)
        deadline = asyncio.get_event_loop().time() + START_TIMEOUT_S
        while not self._ollama.has_ended and asyncio.get_event_loop().time() < deadline:
            if await self._ask() is None:
                return
            await asyncio.sleep(0.25)
        self._fail(Failure(FailureCode.OLLAMA_NOT_STARTED, detail=self._ollama.last_words()))

    def _use(self, client: OllamaClient, kind: ServerKind, url: str) -> None:
        self._old_clients.append(self._client)
        self._client = client
        self._set(
            replace(
                self._state,
                connection=Connection.LOOKING if kind is ServerKind.OLLAMA else Connection.STARTING,
                kind=kind,
                address=url,
                version="",
                models=(),
                running=(),
                failure=None,
            )
        )

    def _fail(self, failure: Failure) -> None:
        self._failures += 1
        self._set(replace(self._state, connection=Connection.FAILED, failure=failure, running=()))

    def _set(self, state: ServerState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    def _on_bug(self, failure: Failure) -> None:
        self._fail(failure)
