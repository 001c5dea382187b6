"""Waiting for what another process does, from a test that has no loop."""

import subprocess
import time
from collections.abc import Callable
from typing import Any

LIMIT_S = 60
_LOOK_EVERY_S = 0.02


def wait_until(
    holds: Callable[[], object],
    what: str,
    process: "subprocess.Popen[Any] | None" = None,
) -> None:
    """Look again and again until the condition holds; `process` has to run until then.

    Raises:
        AssertionError: it does not hold within 60 s, or the process ended first.
    """
    deadline = time.monotonic() + LIMIT_S
    while not holds():
        assert process is None or process.poll() is None, f"the program ended by itself before: {what}"
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(_LOOK_EVERY_S)
