"""The log: one file in the data folder, for this user only, turned over when it is full, secrets cut.

Loaded after the first paint: `logging.handlers` brings sockets and queues with it.
"""

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app.domain.secrets_cut import cut_secrets

FILE_NAME = "arriero.log"
MOST_BYTES = 1_000_000
OLD_FILES = 2
TERMINAL_FORMAT = "%(levelname)s %(name)s: %(message)s"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_TALKATIVE = ("httpcore", "markdown", "asyncio")  # they write a line per chunk, extension or wait
_INDISCREET = "httpx"  # it writes whole addresses, also those of images in replies

log = logging.getLogger(__name__)


class SecretsCut(logging.Formatter):
    """Cuts secrets from whole lines, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return cut_secrets(super().format(record))


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding, errors=self.errors)


def start_log(data_dir: Path, level: str) -> Path:
    """Write what is logged into the file from now on, besides the terminal; where that fails, only there.

    Args:
        level: "error", "warning", "info" or "debug".
    Returns:
        The path of the file.
    """
    path = data_dir / FILE_NAME
    root = logging.getLogger()
    for terminal in root.handlers:
        if type(terminal) is logging.StreamHandler:
            terminal.setFormatter(SecretsCut(TERMINAL_FORMAT))
            terminal.setLevel(logging.WARNING)  # the setting is about the file
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _PrivateFile(
            path, maxBytes=MOST_BYTES, backupCount=OLD_FILES, encoding="utf-8", errors="replace"
        )
    except OSError as error:
        log.warning("There is no log file: %s", error)
    else:
        handler.setFormatter(SecretsCut(_FORMAT))
        root.addHandler(handler)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger(_INDISCREET).setLevel(logging.WARNING)
    set_log_level(level)
    return path


def set_log_level(level: str) -> None:
    """Write what is at least that important: "error", "warning", "info" or "debug"."""
    logging.getLogger().setLevel(level.upper())


def end_log() -> None:
    """Close the file; what is logged after this goes to the terminal only."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _PrivateFile)]:
        root.removeHandler(handler)
        handler.close()
