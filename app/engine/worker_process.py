"""One worker process seen from the engine: started, spoken to by HTTP, ended."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import subprocess
import threading
from collections.abc import Mapping
from typing import Any

import httpx

from app.engine.errors import Refusal
from app.engine.options import LoadOptions
from app.engine.pipe import command, source_path
from app.engine.store import StoredModel

_ILLEGAL_INSTRUCTION = {-getattr(signal, "SIGILL", 4), 0xC000001D}
_LOG_BYTES = 16 * 1024
# With other load on the machine, OpenMP's busy waiting made two threads ten times slower than one: measured.
_CALM = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}


class WorkerFailed(Exception):
    """The worker answered a failure or ended before it answered; `code` as in its line."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class WorkerProcess:
    """A running worker.

    Its pipes are read in threads: asyncio's own subprocesses hang for ever when the wait for their start is
    cancelled at the wrong moment (seen with Python 3.11).
    """

    def __init__(self, hello: Mapping[str, Any]) -> None:
        self._process = subprocess.Popen(
            command("engine-worker"),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | _CALM | {"PYTHONPATH": source_path()},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._hello = hello
        self._log = b""
        self._http: httpx.AsyncClient | None = None
        self._ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._follow, args=(loop,), daemon=True, name="worker").start()

    @classmethod
    async def start(cls, hello: Mapping[str, Any]) -> "WorkerProcess":
        """Start a worker with its line; returns when it has answered well.

        Raises:
            WorkerFailed: it did not.
        """
        worker = cls(hello)
        async with contextlib.AsyncExitStack() as on_failure:
            on_failure.push_async_callback(worker.aclose)
            await worker._shake_hands()
            on_failure.pop_all()
        return worker

    @property
    def http(self) -> httpx.AsyncClient:
        """Sends requests to a worker that has loaded a model, with its key."""
        assert self._http is not None
        return self._http

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended, as far as the system has told."""
        return self._process.returncode is None

    async def ended(self) -> None:
        """Wait until the process has ended by itself or was killed."""
        await self._ended.wait()

    async def aclose(self) -> None:
        """Kill the process (it holds nothing worth keeping) and wait until it is gone."""
        self._process.kill()
        await self._ended.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()
        if self._http is not None:
            await self._http.aclose()

    async def _shake_hands(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it may be dead already; the answer tells
            self._process.stdin.write(json.dumps(self._hello).encode() + b"\n")
        line = await asyncio.to_thread(self._process.stdout.readline)
        answer: dict[str, Any] = json.loads(line or b"{}")
        if "failure" in answer:
            await self._ended.wait()  # the log is whole then
            raise WorkerFailed(answer["failure"], self._last_error() or answer["detail"])
        if not answer:
            await self._ended.wait()
            status = self._process.returncode
            code = "engine_cpu" if status in _ILLEGAL_INSTRUCTION else "engine_stopped"
            raise WorkerFailed(code, f"the worker ended with status {status}")
        if "port" in answer:
            self._http = self._client(answer["port"])

    def _client(self, port: int) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {self._hello['api_key']}"},
            # A reply may take as long as it takes; its end is noticed by the connection.
            timeout=httpx.Timeout(None, connect=5.0),
            trust_env=False,
            verify=False,  # plain http on loopback: loading certificates would only take time
            # A kept connection can be closed by the worker just as it is used again.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def _last_error(self) -> str:
        """The first error that llama.cpp logged, which names the cause; those after it only repeat it."""
        lines = self._log.decode("utf-8", "replace").splitlines()
        errors = [line.split(" E ", 1)[1] for line in lines if " E " in line]
        return errors[0].split(": ", 1)[-1] if errors else ""

    def _follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Keep the end of the log, then wait for the process; runs in a thread."""
        assert self._process.stderr is not None
        while data := self._process.stderr.read(65536):
            self._log = (self._log + data)[-_LOG_BYTES:]
        self._process.wait()
        with contextlib.suppress(RuntimeError):  # the loop has ended before the worker
            loop.call_soon_threadsafe(self._ended.set)


async def load(model: StoredModel, options: LoadOptions) -> WorkerProcess:
    """Start a worker with this model.

    Raises:
        Refusal: 500 that says why it could not be loaded.
    """
    hello = {
        "model": str(model.weights),
        "projector": str(model.projector) if model.projector else None,
        "api_key": secrets.token_urlsafe(32),
        "context": options.context,
        "batch": options.batch,
        "threads": options.threads,
        "gpu_layers": options.gpu_layers,
    }
    try:
        return await WorkerProcess.start(hello)
    except WorkerFailed as failed:
        raise load_refusal(model.name.display, failed) from failed


def load_refusal(model: str, failed: WorkerFailed) -> Refusal:
    """The answer to a request whose model could not be loaded."""
    code = failed.code if failed.code in ("engine_library", "engine_cpu") else ""
    texts = {
        "engine_cpu": "this processor lacks what the built-in engine needs (AVX2)",
        "engine_library": f"the built-in engine's library cannot be loaded: {failed.detail}",
    }
    return Refusal(500, texts.get(code, f"model '{model}' could not be loaded: {failed.detail}"), code)


async def probe() -> None:
    """Find out whether the library loads on this machine, in a process of its own.

    Raises:
        WorkerFailed: it does not.
    """
    worker = await WorkerProcess.start({"probe": True})
    await worker.aclose()
