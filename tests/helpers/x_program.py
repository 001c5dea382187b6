"""Programs of ours in processes of their own, on a display of an X server."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 240


def variables(display: str) -> dict[str, str]:
    """The environment of a program on that display: X and no other window system."""
    others = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
    there = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return others | there


def run_there(display: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Python with these arguments to its end.

    Raises:
        subprocess.TimeoutExpired: it does not end within 240 s.
    """
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        cwd=ROOT,
        env=variables(display),
    )
