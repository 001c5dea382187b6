"""The text of a PDF, taken out in a process of its own.

A file that needs more time or memory than any honest one ends that process and nothing else, and the window
never waits for the interpreter.
"""

import json
import subprocess
from dataclasses import dataclass

from app.domain.attached_text import FileFault
from app.storage.own_program import own_command, own_environment

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
            own_command(OPTION),
            input=data,
            capture_output=True,
            timeout=timeout_s,
            env=own_environment(),
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
    except (ValueError, TypeError, KeyError):  # no answer: it had no memory left
        return PdfText(fault=FileFault.PDF_TOO_MUCH)
