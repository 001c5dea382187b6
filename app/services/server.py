"""The chosen server: looked for, watched, started when asked, and what it offers."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.api.client import OllamaClient
from app.api.errors import OllamaError
from app.api.hosts import BadAddress, parse_address
from app.domain.failure import Failure, FailureCode
from app.domain.model_info import RunningModel
from app.domain.server import Connection, ServerKind, ServerState, is_too_old
from app.domain.server_profile import ENGINE_ID
from app.services.engine_process import EngineAddress, EngineFailed, EngineProcess
from app.services.ollama_program import OllamaNotStarted, OllamaProgram
from app.services.server_choice import ServerChoice as ServerChoice
from app.services.server_choice import ServerFacts, running_models, told_apart
from app.services.tasks import BugTold, TaskOwner, result_of

log = logging.getLogger(__name__)
T = TypeVar("T")

WATCH_INTERVAL_S = 10.0
RETRY_INTERVALS_S = (3.0, 3.0, 3.0, 5.0, 10.0, 30.0)
START_TIMEOUT_S = 20.0
SLEEP_CHECK_S = 5.0
SLEEP_GAP_S = 3.0
"""A pause that took so much longer by the clock on the wall: the computer slept."""
ENGINE_CHOICE = ENGINE_ID  # as `chosen` tells it


class _Superseded(Exception):
    """Another server was chosen meanwhile: what was being done is of no use any more."""


class ServerService(QObject):
    """Owns the client of the chosen server and tells what it offers.

    Args:
        wall_clock: seconds that go on while the computer sleeps.
    """

    state_changed = Signal(ServerState)
    chosen = Signal(str)  # what a person chose on the connect page: an address, or ENGINE_CHOICE

    def __init__(
        self,
        choice: ServerChoice,
        engine: EngineProcess,
        ollama: OllamaProgram,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._choice = choice
        self._engine = engine
        self._engine_address: EngineAddress | None = None
        self._ollama = ollama
        self._wall_clock = wall_clock
        self._tasks = TaskOwner(self._fail)
        self._client = choice.client()
        self._old_clients: list[OllamaClient] = []
        self._awaited: asyncio.Task[Any] | None = None  # what the watch waits for
        self._engine_start: asyncio.Task[Failure | None] | None = None
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
            profile_id=choice.profile_id,
            name=choice.name,
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
    def choice(self) -> ServerChoice:
        """The server that is looked for."""
        return self._choice

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
        self.choose(ServerChoice(address, is_explicit=True))
        self.chosen.emit(text.strip())

    @Slot()
    def use_engine(self) -> None:
        """Choose the built-in engine and start it."""
        self.choose_engine()
        self.chosen.emit(ENGINE_CHOICE)

    def choose(self, choice: ServerChoice) -> None:
        """Leave the present server for another one, at once and whatever is under way.

        Raises:
            ValueError: the token or a header cannot be sent; nothing has changed.
        """
        client = choice.client()
        self._choice = choice
        self._ollama_wanted = False
        self._use(client, ServerKind.OLLAMA, choice.address.url)
        self.look_again()

    def choose_engine(self) -> None:
        """Leave the present server for the built-in engine, which is started where it does not run."""
        self._choice = replace(self._choice, engine_first=True, profile_id=ENGINE_ID, name="")
        self._stop_waiting()
        self.look_again()

    def set_listed(self, profile_id: str, name: str) -> None:
        """Note that the server in use is in the list now, or is called otherwise there."""
        self._choice = replace(self._choice, profile_id=profile_id, name=name)
        self._set(replace(self._state, profile_id=profile_id, name=name))

    @Slot()
    def start_ollama(self) -> None:
        """Start the program that was found, unless something answers where it would listen."""
        self._ollama_wanted = True
        self._stop_waiting()
        self.look_again()

    def take_running(self, client: OllamaClient, running: tuple[RunningModel, ...]) -> None:
        """Note what is in memory by now, as the client of the server in use was told."""
        if client is self._client and self._state.connection is Connection.READY:
            self._set(replace(self._state, running=running))

    async def aclose(self) -> None:
        """Stop watching, close the clients, end what we started."""
        await self._tasks.aclose()
        for client in (*self._old_clients, self._client):
            await client.aclose()
        await self._engine.aclose()
        await self._ollama.aclose()

    async def _watch(self) -> None:
        await asyncio.wait({self._tasks.spawn(self._client.warm_up(), name="warm up the client")})
        while True:
            self._wake.clear()
            # A task of its own: what nobody foresaw is told by its owner and ends this look only.
            look = self._tasks.spawn(self._look_once(), name="look at the server")
            await asyncio.wait({look})
            if look.exception() is None and not look.result():
                continue
            pause = self._pause_s()
            if self._state.connection is Connection.FAILED:
                # Told also when it is as long as the one before: it begins now.
                self._state = replace(self._state, retry_in_s=pause)
                self.state_changed.emit(self._state)
            await self._rest(pause)

    def _pause_s(self) -> float | None:
        if not self._is_watched:
            return None
        if self._state.connection is Connection.READY:
            return WATCH_INTERVAL_S
        return RETRY_INTERVALS_S[min(max(self._failures, 1), len(RETRY_INTERVALS_S)) - 1]

    async def _rest(self, pause_s: float | None) -> None:
        """Wait until the pause is over, somebody wants a look, or the computer has slept meanwhile."""
        if pause_s is None:
            await self._wake.wait()
            return
        left_s = pause_s
        while left_s > 0:
            part_s = min(left_s, SLEEP_CHECK_S)
            before_s = self._wall_clock()
            try:
                # Not wait_for: before Python 3.12 it loses a cancelling that comes together with the event.
                async with asyncio.timeout(part_s):
                    await self._wake.wait()
            except TimeoutError:
                left_s -= part_s
            else:
                return
            if self._wall_clock() - before_s > part_s + SLEEP_GAP_S:
                self._failures = 0  # what failed before the sleep says nothing about now
                return

    async def _look_once(self) -> bool:
        """Look; False where another server was chosen meanwhile, which is to be looked at now."""
        try:
            await self._look()
        except BugTold:
            pass
        except _Superseded:
            return False
        return True

    async def _look(self) -> None:
        if self._ollama_wanted:
            self._ollama_wanted = False
            await self._start_ollama()
            return
        if self._choice.engine_first:
            await self._look_at_engine()
            return
        failure = await self._ask()
        if failure is None:
            return
        may_use_engine = self._choice.use_engine and not self._choice.is_explicit and not self._ollama.path
        if may_use_engine and self._engine.failure is None:
            self._choice = replace(self._choice, engine_first=True, profile_id=ENGINE_ID, name="")
            await self._look_at_engine()
            return
        self._fail(failure)

    async def _ask(self) -> Failure | None:
        """Ask the server for all that is shown of it; the failure if it does not answer as it should.

        Raises:
            _Superseded: another one was chosen before it answered.
        """
        client = self._client
        facts = await self._unless_superseded(self._facts(client), "ask the server")
        if isinstance(facts, Failure):
            return told_apart(facts)
        is_old = self._state.kind is ServerKind.OLLAMA and is_too_old(facts.version)
        if is_old:
            return Failure(FailureCode.SERVER_TOO_OLD, client.address.url, detail=facts.version)
        self._failures = 0
        self._set(
            replace(
                self._state,
                connection=Connection.READY,
                version=facts.version,
                models=facts.models,
                running=facts.running,
                failure=None,
                retry_in_s=None,
            )
        )
        return None

    async def _facts(self, client: OllamaClient) -> ServerFacts | Failure:
        try:
            version = self._state.version
            if self._state.connection is not Connection.READY:
                version = await client.version(timeout_s=self._choice.look_timeout_s)
            models = await client.tags()
            running = await running_models(client, self._state.running)  # after it: over the same connection
        except OllamaError as error:
            return error.failure
        return ServerFacts(version, models, running)

    async def _unless_superseded(self, work: Coroutine[Any, Any, T], name: str) -> T:
        """Wait for something that a new choice ends at once."""
        task: asyncio.Task[T] = self._tasks.spawn(work, name=name)
        self._awaited = task
        await asyncio.wait({task})
        if task.cancelled():
            raise _Superseded
        return result_of(task)

    def _stop_waiting(self) -> None:
        if self._awaited is not None:
            self._awaited.cancel()

    async def _look_at_engine(self) -> None:
        choice = self._choice
        if not self._engine.is_running:
            state = replace(self._state, connection=Connection.STARTING, kind=ServerKind.ENGINE, failure=None)
            self._set(replace(state, profile_id=choice.profile_id, name=choice.name))
            if self._engine_start is None:
                self._engine_start = self._tasks.spawn(self._start_engine(), name="start the engine")
            starting = self._engine_start
            # A new choice ends the waiting, not the start.
            await self._unless_superseded(asyncio.wait({starting}), "wait for the engine")
            if (failure := result_of(starting)) is not None:
                self._fail(failure)
                return
        started = self._engine_address
        if started is not None and self._client.address.url != started.url:
            client = OllamaClient(parse_address(started.url), token=started.token)
            self._use(client, ServerKind.ENGINE, started.url)
        if (failure := await self._ask()) is not None:
            self._fail(failure)

    async def _start_engine(self) -> Failure | None:
        try:
            self._engine_address = await self._engine.start()
        except EngineFailed as error:
            return error.failure
        finally:
            self._engine_start = None
        return None

    async def _start_ollama(self) -> None:
        choice = self._choice.local()
        self._choice = choice
        if self._client.address != choice.address:
            self._use(choice.client(), ServerKind.OLLAMA, choice.address.url)
        failure = await self._ask()
        if failure is None:
            return  # it runs already
        if failure.code is not FailureCode.SERVER_REFUSED:
            self._fail(failure)  # something listens there
            return
        self._set(replace(self._state, connection=Connection.STARTING, kind=ServerKind.OLLAMA, failure=None))
        try:
            await asyncio.to_thread(self._ollama.start, f"{choice.address.host}:{choice.address.port}")
        except OllamaNotStarted as error:
            self._check(choice)
            self._fail(error.failure)
            return
        self._set(replace(self._state, ollama_started=True))
        deadline = asyncio.get_event_loop().time() + START_TIMEOUT_S
        while not self._ollama.has_ended and asyncio.get_event_loop().time() < deadline:
            self._check(choice)
            if await self._ask() is None:
                return
            await asyncio.sleep(0.25)
        self._check(choice)
        self._fail(Failure(FailureCode.OLLAMA_NOT_STARTED, detail=self._ollama.last_words()))

    def _check(self, choice: ServerChoice) -> None:
        """Go on only while that choice still holds."""
        if choice is not self._choice:
            raise _Superseded

    def _use(self, client: OllamaClient, kind: ServerKind, url: str) -> None:
        # Replies and transfers that run go on with the one that they began with.
        self._old_clients = [each for each in (*self._old_clients, self._client) if each.is_open]
        self._tasks.spawn(self._client.leave(), name="leave a server")
        self._client = client
        self._stop_waiting()
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
                retry_in_s=None,
                profile_id=self._choice.profile_id,
                name=self._choice.name,
            )
        )

    def _fail(self, failure: Failure) -> None:
        self._failures += 1
        self._set(replace(self._state, connection=Connection.FAILED, failure=failure, running=()))

    def _set(self, state: ServerState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
