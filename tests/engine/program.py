"""A real engine process for the tests, and what the system says about it and its worker."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

MODEL = "smollm2:135m"
ROOT = Path(__file__).resolve().parents[2]
ENOUGH_S = 90.0
"""A wait longer than this is a failure; nothing in these tests takes it when all is well."""


@dataclass
class Engine:
    """A running engine and its token."""

    process: subprocess.Popen[bytes]
    port: int
    token: str
    store: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def client(self) -> httpx.Client:
        """A client that may use the engine."""
        return httpx.Client(base_url=self.url, headers=self.authorization, timeout=ENOUGH_S, trust_env=False)

    def worker_pid(self) -> int:
        """The process id of the only worker."""
        (pid,) = children(self.process.pid)
        return pid

    def close(self) -> int:
        """End the engine as its parent does; its exit status."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        status = self.process.wait(ENOUGH_S)
        self.process.stdout.close()
        return status


def hello(store: Path, starter: Path | None, token: str = "a token for tests") -> dict[str, Any]:
    """The line that the app writes."""
    return {
        "token": token,
        "store": str(store),
        "starter": str(starter) if starter else None,
        "starter_name": MODEL,
        "version": "0.1.0",
    }


def spawn(
    line: bytes, modules: Path | None = None, flags: Sequence[str] = ()
) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """Start the engine program with a line; the process and its answer.

    Args:
        modules: a folder whose modules are found before the installed ones.
        flags: for the interpreter.
    """
    paths = [str(ROOT), *([str(modules)] if modules else [])]
    process = subprocess.Popen(
        [sys.executable, *flags, "-m", "app.engine.main"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line)
    process.stdin.flush()
    return process, json.loads(process.stdout.readline())


def start_engine(store: Path, starter: Path | None) -> Engine:
    """Start an engine that must come up."""
    values = hello(store, starter)
    process, answer = spawn(json.dumps(values).encode() + b"\n")
    assert set(answer) == {"port"}, answer
    return Engine(process, answer["port"], values["token"], store)


def running_models(client: httpx.Client) -> list[dict[str, Any]]:
    """The rows of ps."""
    models: list[dict[str, Any]] = client.get("/api/ps").json()["models"]
    return models


def children(pid: int) -> list[int]:
    """The direct children of a process (Linux)."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text(encoding="ascii").split()]
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet waited for does not (Linux)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def cpu_ticks(pid: int) -> int:
    """Processor time a process has used, in clock ticks (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def uses_no_cpu(pid: int, during_s: float = 0.4) -> bool:
    """Whether a process stood still for this long: at most one tick of 10 ms."""
    before = cpu_ticks(pid)
    time.sleep(during_s)
    return cpu_ticks(pid) - before <= 1
