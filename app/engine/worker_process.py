"""One worker process seen from the engine: started, spoken to by HTTP, ended."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import subprocess
from collections import deque
from collections.abc import Mapping
from typing import Any

import httpx

from app.engine.errors import Refusal
from app.engine.options import LoadOptions
from app.engine.pipe import command, source_path
from app.engine.store import StoredModel

_ILLEGAL_INSTRUCTION = {-getattr(signal, "SIGILL", 4), 0xC000001D}
_LAST_LINES = 40
# With other load on the machine, OpenMP's busy waiting made two threads ten times slower than one: measured.
_CALM = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}


class WorkerFailed(Exception):
    """The worker answered a failure or ended before it answered; `code` as in its line."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class WorkerProcess:
    """A running worker."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._draining = asyncio.create_task(self._drain(), name="worker log")
        self._http: httpx.AsyncClient | None = None

    @classmethod
    async def start(cls, hello: Mapping[str, Any]) -> "WorkerProcess":
        """Start a worker with its line; returns when it has answered well.

        Raises:
            WorkerFailed: it did not.
        """
        process = await asyncio.create_subprocess_exec(
            *command("engine-worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | _CALM | {"PYTHONPATH": source_path()},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        worker = cls(process)
        try:
            answer = await worker._talk(hello)
        except BaseException:
            await worker.aclose()
            raise
        if "port" in answer:
            worker._http = httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{answer['port']}",
                headers={"Authorization": f"Bearer {hello['api_key']}"},
                # A reply may take as long as it takes; its end is noticed by the connection.
                timeout=httpx.Timeout(None, connect=5.0),
                trust_env=False,
                verify=False,  # plain http on loopback: loading certificates would only take time
            )
        return worker

    @property
    def http(self) -> httpx.AsyncClient:
        """Sends requests to a worker that has loaded a model, with its key."""
        assert self._http is not None
        return self._http

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.returncode is None

    async def ended(self) -> None:
        """Wait until the process has ended by itself or was killed."""
        await self._process.wait()

    async def aclose(self) -> None:
        """Kill the process (it holds nothing worth keeping) and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self._draining
        if self._http is not None:
            await self._http.aclose()

    async def _talk(self, hello: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(ConnectionError):  # it may be dead already; the answer tells
            self._process.stdin.write(json.dumps(hello).encode() + b"\n")
            await self._process.stdin.drain()
        answer: dict[str, Any] = json.loads(await self._process.stdout.readline() or b"{}")
        if "failure" in answer:
            raise WorkerFailed(answer["failure"], self._last_error() or answer["detail"])
        if not answer:
            status = await self._process.wait()
            code = "engine_cpu" if status in _ILLEGAL_INSTRUCTION else "engine_stopped"
            raise WorkerFailed(code, f"the worker ended with status {status}")
        return answer

    def _last_error(self) -> str:
        """The first error that llama.cpp logged, which names the cause; those after it only repeat it."""
        errors = [line.split(" E ", 1)[1] for line in self._lines if " E " in line]
        return errors[0].split(": ", 1)[-1] if errors else ""

    async def _drain(self) -> None:
        assert self._process.stderr is not None
        with contextlib.suppress(ValueError):  # a line beyond the reader's limit
            async for line in self._process.stderr:
                self._lines.append(line.decode("utf-8", "replace").strip())
        while await self._process.stderr.read(65536):
            pass


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
