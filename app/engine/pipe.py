"""The one line in and the one line out by which a parent starts the engine, and the engine a worker."""

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MOST_BYTES = 64 * 1024
_IN, _OUT, _ERROR = 0, 1, 2


class Pipe:
    """The pipes to the parent. Made first, before a library can write to standard output."""

    def __init__(self) -> None:
        self._answer_to = os.dup(_OUT)
        # What libraries print must not land in the answer.
        os.dup2(_ERROR, _OUT)

    def hello(self) -> dict[str, Any]:
        """The parent's line.

        Raises:
            ValueError: no line, too long, or no JSON object.
        """
        line = b""
        while not line.endswith(b"\n"):
            # Byte by byte and without a buffer: nothing behind the line may be swallowed.
            byte = os.read(_IN, 1)
            if not byte or len(line) == MOST_BYTES:
                raise ValueError("standard input holds no line of JSON")
            line += byte
        hello = json.loads(line)
        if not isinstance(hello, dict):
            raise TypeError("the line on standard input is no JSON object")
        return hello

    def answer(self, values: Mapping[str, Any]) -> None:
        """Write the one line to the parent; one that is gone already is noticed by `wait_for_end`."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._answer_to, json.dumps(values).encode() + b"\n")
        os.close(self._answer_to)

    def wait_for_end(self) -> None:
        """Return when the parent has closed its end or is gone."""
        with contextlib.suppress(OSError):
            while os.read(_IN, 4096):
                pass


def command(role: str) -> list[str]:
    """The command that starts this program as `engine` or as `engine-worker`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, f"--{role}"]
    module = {"engine": "app.engine.main", "engine-worker": "app.engine.worker"}[role]
    return [sys.executable, "-m", module]


def source_path() -> str:
    """`PYTHONPATH` for such a command: it finds this program wherever it is started."""
    root = str(Path(__file__).resolve().parents[2])
    before = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return os.pathsep.join([root, *(path for path in before if path not in ("", root))])
