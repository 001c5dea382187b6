"""The built-in engine as a child process: started, handed its secret, ended with us.

The engine and its worker are another program (`app.engine`); this side knows only how to start it: one JSON
line to its standard input (token, store, starter model), one JSON line back (port or failure). Standard
input stays open for as long as we live, so that the engine ends with us even after a kill.
"""

import asyncio
import contextlib
import importlib.util
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.domain.failure import Failure, FailureCode
from app.storage.own_program import own_command, own_environment

HANDSHAKE_TIMEOUT_S = 30.0
LEAVE_TIMEOUT_S = 3.0
NEEDED_MODULES = ("xllamacpp", "starlette", "uvicorn")


@dataclass(frozen=True, slots=True)
class EngineSetup:
    """Where the engine keeps models and what it starts with; `starter` is None where it is not shipped."""

    store: Path
    starter: Path | None
    starter_name: str
    version: str


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """Where a running engine listens and the bearer token that it wants."""

    url: str
    token: str


class EngineFailed(Exception):
    """The engine did not start; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


class EngineProcess:
    """At most one engine process. `start` may be called again after it has ended."""

    def __init__(self, setup: EngineSetup) -> None:
        self._setup = setup
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def failure(self) -> Failure | None:
        """Why the engine cannot run here, as far as that is known without starting it."""
        for module in NEEDED_MODULES:
            if importlib.util.find_spec(module) is None:
                return Failure(FailureCode.ENGINE_MISSING, detail=module)
        if self._setup.starter is None and not any(self._setup.store.glob("manifests/*/*/*/*")):
            return Failure(FailureCode.STARTER_MODEL_MISSING)
        return None

    @property
    def is_running(self) -> bool:
        """Whether the process that `start` made still lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Process id of the running engine."""
        return self._process.pid if self._process is not None and self.is_running else None

    async def start(self) -> EngineAddress:
        """Start the engine and wait until it listens.

        Raises:
            EngineFailed: it cannot run here, or did not answer within 30 s.
        """
        if (failure := self.failure) is not None:
            raise EngineFailed(failure)
        await self.aclose()
        # It brings OpenSSL, of 4 MB, which a start without the engine does not need.
        from secrets import token_urlsafe

        token = token_urlsafe(32)
        try:
            answer = await asyncio.wait_for(asyncio.to_thread(self._spawn, token), HANDSHAKE_TIMEOUT_S)
        except (OSError, ValueError) as error:
            await self.aclose()
            raise EngineFailed(Failure(FailureCode.ENGINE_STOPPED, detail=str(error))) from error
        except TimeoutError as error:
            await self.aclose()
            raise EngineFailed(Failure(FailureCode.ENGINE_STOPPED, detail="no answer in 30 s")) from error
        port = answer.get("port")
        if not isinstance(port, int):
            await self.aclose()
            raise EngineFailed(_failure_of(answer))
        return EngineAddress(f"http://127.0.0.1:{port}", token)

    async def aclose(self) -> None:
        """Ask the engine to leave by closing its standard input; end it by force after 3 s."""
        process, self._process = self._process, None
        if process is not None:
            await asyncio.to_thread(_end, process)

    def _spawn(self, token: str) -> dict[str, object]:
        self._setup.store.mkdir(parents=True, exist_ok=True)
        process = subprocess.Popen(
            own_command("--engine"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=own_environment(),
            # A console window would flash up on Windows.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._process = process
        hello = {
            "token": token,
            "store": str(self._setup.store),
            "starter": str(self._setup.starter) if self._setup.starter else None,
            "starter_name": self._setup.starter_name,
            "version": self._setup.version,
        }
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(hello).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline() or b"{}")
        return answer if isinstance(answer, dict) else {}


def _failure_of(answer: dict[str, object]) -> Failure:
    try:
        code = FailureCode(str(answer.get("failure", "")))
    except ValueError:
        code = FailureCode.ENGINE_STOPPED
    return Failure(code, detail=str(answer.get("detail", ""))[:300])


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(OSError):  # the other side may have gone already
        process.stdin.close()
    try:
        process.wait(LEAVE_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(LEAVE_TIMEOUT_S)
    # Last: a reader that still waits holds the lock of this pipe until the process is gone.
    process.stdout.close()
