"""The engine program: takes its parent's line, listens, answers with the port, ends with the parent."""

import asyncio
import importlib.util
import logging
import socket
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.model_name import parse_model_name
from app.engine.machine import lacks_avx2
from app.engine.pipe import Pipe

_log = logging.getLogger(__name__)


def main() -> int:
    """Run the engine until the parent closes our standard input or is gone."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    pipe = Pipe()
    try:
        hello = pipe.hello()
        token, store = str(hello["token"]), Path(hello["store"])
        if hello.get("starter"):
            parse_model_name(hello["starter_name"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return _fail(pipe, "engine_stopped", f"the line on standard input cannot be used: {error}")
    if not token:
        return _fail(pipe, "engine_stopped", "the token is empty")
    for module in ("xllamacpp", "starlette", "uvicorn"):
        if importlib.util.find_spec(module) is None:
            return _fail(pipe, "engine_missing", module)
    if lacks_avx2():
        return _fail(pipe, "engine_cpu", "AVX2")
    return asyncio.run(_run(pipe, hello, token, store))


async def _run(pipe: Pipe, hello: Mapping[str, Any], token: str, folder: Path) -> int:
    # Late, so that a missing library or processor feature is told without them; the probe runs meanwhile.
    from app.engine.worker_process import WorkerFailed, probe

    parent_left = _watch_parent(pipe)
    probing = asyncio.create_task(probe(), name="probe")
    await asyncio.sleep(0)

    from app.engine.service import Service  # late too: see above

    service = Service(hello, token, folder)
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        listener = _listen()
        await probing
    except (WorkerFailed, OSError) as error:
        probing.cancel()
        await asyncio.gather(probing, return_exceptions=True)
        return _fail(pipe, getattr(error, "code", "engine_stopped"), str(error))
    await service.run(listener, parent_left, lambda port: pipe.answer({"port": port}))
    return 0


def _listen() -> socket.socket:
    # Named as TCP so that asyncio turns off Nagle's delay, which would hold each answer back by 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


def _watch_parent(pipe: Pipe) -> asyncio.Event:
    """An event that is set when standard input ends."""
    left = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait() -> None:
        pipe.wait_for_end()
        loop.call_soon_threadsafe(left.set)

    # A thread and no reader of the loop: Windows has none for pipes that it did not open itself.
    threading.Thread(target=wait, daemon=True, name="parent").start()
    return left


def _fail(pipe: Pipe, code: str, detail: str) -> int:
    pipe.answer({"failure": code, "detail": detail})
    return 1


if __name__ == "__main__":
    sys.exit(main())
