"""How a further process of this program is started."""

import os
import sys
from pathlib import Path


def own_command(option: str) -> list[str]:
    """The command that starts this program, frozen or not, with one option."""
    if getattr(sys, "frozen", False):
        return [sys.executable, option]
    return [sys.executable, "-m", "app", option]


def own_environment() -> dict[str, str]:
    """Our environment, in which Python finds this program whatever folder it is started in."""
    root = str(Path(__file__).resolve().parents[2])
    before = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": root if not before else root + os.pathsep + before}
