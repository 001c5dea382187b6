"""A server that speaks Ollama's API on loopback and misbehaves on request.

Without a script it plays a small healthy server with the state of `ollama_state`. With `script(path, reply,
...)` the next requests to that path get exactly what the test says; with `misbehave(path, fault)` all answers
of a path are spoiled. Start it by hand to work on the window without a model:

    python -m tests.helpers.ollama_server --port 11435 --rate 40
    python -m tests.helpers.ollama_server --fault stall --path /api/pull
"""

import argparse
import asyncio
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

from tests.helpers.fault_names import FAULTS
from tests.helpers.faults import Fault, Instead
from tests.helpers.http_server import Exchange, HttpServer, Request
from tests.helpers.ollama_state import OllamaState
from tests.helpers.ollama_store import tool_caller
from tests.helpers.pulls import PULLS
from tests.helpers.replies import Reply

LIMIT_S = 60


class OllamaServer:
    """The server on the running loop: `async with OllamaServer() as server:`.

    `rate` is the speed of unscripted replies in pieces a second; None sends them at once.
    """

    def __init__(
        self,
        state: OllamaState | None = None,
        *,
        rate: float | None = None,
        port: int = 0,
        tls: Any = None,
    ) -> None:
        self.state = state or OllamaState()
        self.state.rate = rate
        self._scripts: defaultdict[str, deque[Reply]] = defaultdict(deque)
        self._faults: dict[str, Fault] = {}
        self._http = HttpServer(self._handle, port, tls, _is_upload)

    @property
    def url(self) -> str:
        """The base address."""
        return self._http.url

    @property
    def port(self) -> int:
        return self._http.port

    @property
    def connections(self) -> int:
        """How many connections were accepted so far."""
        return self._http.connections

    @property
    def requests(self) -> list[Request]:
        """Every request so far, oldest first."""
        return self._http.requests

    def requests_to(self, path: str) -> list[Request]:
        """The requests to one path, oldest first."""
        return [request for request in self.requests if request.path == path]

    def script(self, path: str, *replies: Reply) -> None:
        """Answer the next requests to `path` ("/api/chat") with these replies, one each, in order."""
        self._scripts[path].extend(replies)

    def misbehave(self, path: str, fault: Fault | None) -> None:
        """Spoil every answer of a path from now on; None makes it well again.

        A method may stand in front ("POST /api/me"), and a `*` at the end stands for whatever follows.
        """
        if fault is None:
            self._faults.pop(path, None)
        else:
            self._faults[path] = fault

    async def idle(self) -> None:
        """Wait until no request is being answered: each connection is closed or free for the next one."""
        await asyncio.wait_for(self._http.idle(), LIMIT_S)

    async def alone(self) -> None:
        """Wait until every connection is closed."""
        await asyncio.wait_for(self._http.alone(), LIMIT_S)

    async def client_left(self, count: int = 1) -> None:
        """Wait until so many clients, since the start, closed their connection while being answered."""
        await asyncio.wait_for(self._http.client_left(count), LIMIT_S)

    async def requested(self, count: int = 1) -> None:
        """Wait until so many requests have come since the start."""
        await asyncio.wait_for(self._http.requested(count), LIMIT_S)

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    async def _handle(self, exchange: Exchange) -> None:
        script = self._scripts[exchange.request.path]
        fault = self._fault_of(exchange.request)
        if script:
            await script.popleft().send(exchange)
        elif fault is not None:
            await fault.spoil(exchange, self.state.handle)
        else:
            await self.state.handle(exchange)

    def _fault_of(self, request: Request) -> Fault | None:
        for wanted, fault in self._faults.items():
            method, _, path = wanted.rpartition(" ")
            is_path = request.path.startswith(path[:-1]) if path.endswith("*") else request.path == path
            if is_path and method in ("", request.method):
                return fault
        return None


def _is_upload(path: str) -> bool:
    return path.startswith("/api/blobs/")


class ThreadedOllamaServer:
    """The same server in a thread of its own, for tests whose loop is Qt's and for programs under test.

    `with ThreadedOllamaServer() as server:`. Scripts may be added, and gates opened, from any thread.
    """

    def __init__(
        self, state: OllamaState | None = None, *, rate: float | None = None, tls: Any = None
    ) -> None:
        self._server = OllamaServer(state, rate=rate, tls=tls)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="ollama server", daemon=True)

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def state(self) -> OllamaState:
        return self._server.state

    @property
    def requests(self) -> list[Request]:
        return list(self._server.requests)

    def requests_to(self, path: str) -> list[Request]:
        return self._server.requests_to(path)

    def script(self, path: str, *replies: Reply) -> None:
        self._server.script(path, *replies)

    def misbehave(self, path: str, fault: Fault | None) -> None:
        self._server.misbehave(path, fault)

    def client_left(self, count: int = 1) -> "Future[None]":
        """A future that is done when so many clients have left; `.result(timeout)` waits for it."""
        return asyncio.run_coroutine_threadsafe(self._server.client_left(count), self._loop)

    def requested(self, count: int = 1) -> "Future[None]":
        """A future that is done when so many requests have come; `.result(timeout)` waits for it."""
        return asyncio.run_coroutine_threadsafe(self._server.requested(count), self._loop)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._server.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._server.__aexit__(None, None, None))
        self._run(_end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT_S)
        self._loop.close()

    def _run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(LIMIT_S)


async def _end_tasks() -> None:
    """End what still waits in this loop, such as a `client_left` nobody is interested in any more."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def _serve(server: OllamaServer) -> None:
    async with server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted; the first line printed is the address."""
    faults = "\n".join(f"  {name:<14} {named.text}" for name, named in FAULTS.items())
    pulls = "\n".join(f"  {name:<14} {course.text}" for name, course in PULLS.items())
    parser = argparse.ArgumentParser(
        description="A scripted Ollama server for developers without a model. It keeps its state in memory.",
        epilog=f"faults:\n{faults}\n\npulls:\n{pulls}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--rate", type=float, default=40.0, help="pieces a second; 0 sends replies at once")
    parser.add_argument(
        "--speed", type=float, default=50.0, help="MB a second of pulls and pushes; 0 takes no time"
    )
    parser.add_argument("--load", type=float, default=0.0, help="seconds a model takes to load")
    parser.add_argument("--queue", action="store_true", help="a model answers one request at a time")
    parser.add_argument("--old", action="store_true", help="answer like a server before v0.30.0")
    parser.add_argument("--signed-in", action="store_true", help="there is an account")
    parser.add_argument("--fault", choices=FAULTS, metavar="NAME", help="spoil every answer of --path")
    parser.add_argument(
        "--path", default="*", help="where; a * at the end stands for the rest (default: all)"
    )
    parser.add_argument("--pull", choices=PULLS, metavar="NAME", help="every pull takes this course")
    parser.add_argument("--pause", type=float, default=0.06, help="seconds between two lines of such a pull")
    options = parser.parse_args()
    state = OllamaState(old=options.old, account={"name": "herder"} if options.signed_in else None)
    state.models.append(tool_caller())
    state.load_s, state.one_at_a_time = options.load, options.queue
    state.transfers.speed_bytes_per_s = options.speed * 1_000_000 or None
    state.maker.pause_s = 0.3
    server = OllamaServer(state, port=options.port, rate=options.rate or None)
    if options.pull:
        server.misbehave("/api/pull", Instead(PULLS[options.pull].reply(options.pause)))
    if options.fault:
        server.misbehave(options.path, FAULTS[options.fault].make())
    try:
        asyncio.run(_serve(server))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
