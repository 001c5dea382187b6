"""The text of a PDF, taken out in a process of its own.

A file that needs more time or memory than any honest one ends that process and nothing else, and the window
never waits for the interpreter.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.domain.attached_text import FileFault

TIMEOUT_S = 60.0
OPTION = "--pdf-text"


@dataclass(frozen=True, slots=True)
class PdfText:
    """What was found: `fault` where there is nothing to send."""

    text: str = ""
    pages: int = 0
    pages_without_text: int = 0
    is_cut: bool = False
    fault: FileFault | None = None


def pdf_text(data: bytes, timeout_s: float = TIMEOUT_S) -> PdfText:
    """The text of a PDF, given as its bytes. Blocks until the process ends; no exception."""
    try:
        done = subprocess.run(
            _command(),
            input=data,
            capture_output=True,
            timeout=timeout_s,
            env=os.environ | {"PYTHONPATH": _source_root()},
            # A console window would flash up on Windows.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
        found = json.loads(done.stdout)
        fault = found.pop("fault")
        return PdfText(**found, fault=FileFault(fault) if fault else None)
    except subprocess.TimeoutExpired:
        return PdfText(fault=FileFault.PDF_TOO_MUCH)
    except OSError:  # no process can be started
        return PdfText(fault=FileFault.UNREADABLE)
    except (
        ValueError,
        TypeError,
        KeyError,
    ):  # no answer: it had no memory left
        return PdfText(fault=FileFault.PDF_TOO_MUCH)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, OPTION]
    return [sys.executable, "-m", "app", OPTION]


def _source_root() -> str:
    root = str(Path(__file__).resolve().parents[2])
    before = os.environ.get("PYTHONPATH")
    return root if not before else root + os.pathsep + before
