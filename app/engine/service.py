"""The running engine: HTTP server, store and workers together, from listening to leaving."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn

from app.domain.model_name import parse_model_name
from app.engine.starter import install_starter
from app.engine.store import Store
from app.engine.surface import Surface
from app.engine.workers import Workers


class _Server(uvicorn.Server):
    """uvicorn wakes ten times a second to see whether it should end; an idle engine waits to be told."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._leaving = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def leave(self) -> None:
        """End without waiting for replies that still run."""
        self.should_exit = self.force_exit = True
        self._leaving.set()

    async def main_loop(self) -> None:
        """Wait for `leave`."""
        await self._leaving.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Leave on a signal."""
        super().handle_exit(sig, frame)
        self._loop.call_soon_threadsafe(self.leave)


class Service:
    """One engine over one store. `hello` is the parent's line."""

    def __init__(self, hello: Mapping[str, Any], token: str, folder: Path) -> None:
        self._hello = hello
        self._token = token
        self._store = Store(folder)
        self._workers = Workers()

    async def run(
        self, listener: socket.socket, parent_left: asyncio.Event, listening: Callable[[int], None]
    ) -> None:
        """Serve until the parent has left or a signal asks to end; `listening` gets the port."""
        ready = asyncio.ensure_future(asyncio.to_thread(self._prepare))
        port = listener.getsockname()[1]
        surface = Surface(self._store, self._workers, str(self._hello.get("version", "")), ready)
        config = uvicorn.Config(
            surface.app(self._token, port),
            log_config=None,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            http="h11",
            server_header=False,
            date_header=False,  # it is renewed by the ticks that `_Server` leaves out
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="http server")
        leaving = asyncio.create_task(parent_left.wait(), name="parent")
        listening(port)
        await asyncio.wait({serving, leaving}, return_when=asyncio.FIRST_COMPLETED)
        server.leave()
        await self._workers.aclose()
        leaving.cancel()
        with contextlib.suppress(OSError):
            await serving
        await ready

    def _prepare(self) -> None:
        """Put the starter model in place; the store can be read afterwards."""
        starter = self._hello.get("starter")
        if starter:
            name = parse_model_name(str(self._hello["starter_name"]))
            install_starter(self._store, Path(starter), name)
