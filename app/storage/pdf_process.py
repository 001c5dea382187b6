"""The text of a PDF, taken out in a process of its own.

A file that needs more time or memory than any honest one ends that process and nothing else, and the window
never waits for the interpreter.
"""

import json
import subprocess
from dataclasses import dataclass
from threading import Lock

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


class Stop:
    """Ends a reading that nobody waits for any more; from any thread. The program could not end before it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_wanted = False

    @property
    def has_process(self) -> bool:
        """Whether a process was started, which may have ended since."""
        return self._process is not None

    def now(self) -> None:
        """End the process; one that is not started yet ends at once."""
        with self._lock:
            self._is_wanted = True
            if self._process is not None:
                self._process.kill()

    def watch(self, process: "subprocess.Popen[bytes]") -> None:
        """Know the process; for who starts it."""
        with self._lock:
            self._process = process
            if self._is_wanted:
                process.kill()


def pdf_text(data: bytes, timeout_s: float = TIMEOUT_S, stop: Stop | None = None) -> PdfText:
    """The text of a PDF, given as its bytes. Blocks until the process ends or is stopped; no exception."""
    try:
        found = json.loads(_answer(data, timeout_s, stop or Stop()))
        fault = found.pop("fault")
        return PdfText(**found, fault=FileFault(fault) if fault else None)
    except subprocess.TimeoutExpired:
        return PdfText(fault=FileFault.PDF_TOO_MUCH)
    except OSError:  # no process can be started
        return PdfText(fault=FileFault.UNREADABLE)
    except (ValueError, TypeError, KeyError):  # no answer: it had no memory left
        return PdfText(fault=FileFault.PDF_TOO_MUCH)


def _answer(data: bytes, timeout_s: float, stop: Stop) -> bytes:
    with subprocess.Popen(
        own_command(OPTION),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=own_environment(),
        # A console window would flash up on Windows.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        stop.watch(process)
        try:
            return process.communicate(data, timeout_s)[0]
        finally:
            process.kill()  # on the way out it would be waited for
