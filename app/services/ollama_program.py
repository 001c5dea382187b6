"""An `ollama` program on this computer: found, started when asked, ended only if we started it."""

import asyncio
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from app.domain.failure import Failure, FailureCode

LEAVE_TIMEOUT_S = 5.0
MOST_LOG_BYTES = 5_000_000
_LAST_BYTES = 4000


def find_ollama() -> str:
    """Path of an installed `ollama` program, or an empty text.

    Looks on the PATH, then in the usual places of the official installers
    (ollama/ollama: scripts/install.sh, app/ for macOS and Windows).
    """
    found = shutil.which("ollama")
    if found:
        return found
    places = {
        "darwin": ["/Applications/Ollama.app/Contents/Resources/ollama", "/opt/homebrew/bin/ollama"],
        "win32": [os.path.join(os.environ.get("LOCALAPPDATA", ""), "Programs", "Ollama", "ollama.exe")],
    }.get(sys.platform, ["/usr/local/bin/ollama", "/usr/bin/ollama"])
    return next((place for place in places if os.access(place, os.X_OK)), "")


class OllamaNotStarted(Exception):
    """The program could not be started; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


class OllamaProgram:
    """Runs `ollama serve` on loopback; its output goes to a log file in the data folder."""

    def __init__(self, path: str, log_file: Path) -> None:
        self.path = path
        self.log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def has_ended(self) -> bool:
        """Whether a process that we started is gone again."""
        return self._process is not None and self._process.poll() is not None

    @property
    def is_running(self) -> bool:
        """Whether a process that we started still lives."""
        return self._process is not None and self._process.poll() is None

    def start(self, host: str) -> None:
        """Start the server.

        Args:
            host: value of OLLAMA_HOST, such as `127.0.0.1:11434`.

        Raises:
            OllamaNotStarted: the program cannot be run.
        """
        if self.is_running:
            return
        try:
            with self._opened_log() as log:
                self._process = subprocess.Popen(
                    [self.path, "serve"],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=os.environ | {"OLLAMA_HOST": host},
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
        except OSError as error:
            raise OllamaNotStarted(Failure(FailureCode.OLLAMA_NOT_STARTED, detail=str(error))) from error

    def last_words(self) -> str:
        """The last line of the log, for the sentence beside the button."""
        try:
            with self.log_file.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - _LAST_BYTES))
                lines = log.read().decode(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1][:300] if lines else ""

    async def aclose(self) -> None:
        """End the process if we started one."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, LEAVE_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)

    def _opened_log(self) -> BinaryIO:
        """The log, to be written on; a long one becomes the one before."""
        with suppress(OSError):  # there is none, or Windows lends it to somebody
            if self.log_file.stat().st_size > MOST_LOG_BYTES:
                self.log_file.replace(self.log_file.with_name(f"{self.log_file.name}.1"))
        return open(self.log_file, "ab", opener=_for_this_user)


def _for_this_user(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
