"""One program for each data folder: a second start hands its arguments to the first and ends.

The first listens on a Unix socket (a named pipe on Windows) and leaves its address and a fresh key in a file
that only this user can read. A start without that file costs one look for it; a file that a killed program
left leads to an address where nobody answers.

`multiprocessing.connection` does the same on every system, with both sides proving that they know the key;
its pickles are not used. Loading it takes 3 ms and 0.4 MB, Qt's own local sockets 5 ms and 3 MB (PySide6
6.11.3 on Linux); a TCP port would be open to every user of the computer.
"""

import json
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from app.bootstrap.options import Options
from app.bootstrap.places import INSTANCE_FILE
from app.storage.settings_file import put_in_place

if TYPE_CHECKING:
    from multiprocessing.connection import Listener

ANSWER_TIMEOUT_S = 5.0
_LONGEST_LINK = 9000  # more than any that is understood
_MOST_BYTES = 128 * 1024  # such a link with every character escaped
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
_STOP = b"stop"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What a second start wants: to be seen, maybe another server, maybe what a link says.

    `token` is what the desktop gave the second start so that it may come to the front.
    """

    server: str = ""
    use_engine: bool = False
    token: str = ""
    link: str = ""


def request_of(options: Options) -> Request:
    """What this start would hand over."""
    token = next((os.environ[name] for name in _TOKENS if os.environ.get(name)), "")
    return Request(options.server or "", options.use_engine, token, options.link[:_LONGEST_LINK])


def hand_over(data_dir: Path, request: Request, timeout_s: float = ANSWER_TIMEOUT_S) -> bool:
    """Give the request to the program that uses the data folder; False where none answers."""
    path = data_dir / INSTANCE_FILE
    if not path.exists():
        return False
    taken: list[bool] = []
    # In a thread: the system connects to a program that is halted, too, and then there is no end to waiting.
    asking = Thread(target=lambda: taken.append(_is_taken(path, request)), name="hand over", daemon=True)
    asking.start()
    asking.join(timeout_s)
    return any(taken)


def _is_taken(path: Path, request: Request) -> bool:
    # Only here: most starts are the first.
    from multiprocessing import AuthenticationError
    from multiprocessing.connection import Client

    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if sys.platform == "win32":
            # Otherwise Windows lets only the program in front bring a window there.
            import ctypes

            ctypes.windll.user32.AllowSetForegroundWindow(int(kept["pid"]))
        with Client(kept["address"], authkey=bytes.fromhex(kept["key"])) as connection:
            connection.send_bytes(json.dumps(asdict(request)).encode())
            return connection.poll(ANSWER_TIMEOUT_S) and connection.recv_bytes(100) == b"ok"
    except (OSError, EOFError, ValueError, KeyError, TypeError, AuthenticationError) as error:
        log.info("No program took the arguments: %s", error)
        return False


def open_doorbell(data_dir: Path, on_request: Callable[[Request], None]) -> "Doorbell | None":
    """Listen for other starts; None where the system or the folder does not allow it."""
    try:
        return Doorbell(data_dir, on_request)
    except OSError as error:
        log.warning("Other starts cannot hand over their arguments: %s", error)
        return None


class Doorbell:
    """Waits for other starts in a thread of its own until it is closed.

    Args:
        on_request: called in that thread.
    """

    def __init__(self, data_dir: Path, on_request: Callable[[Request], None]) -> None:
        # Loaded after the first paint.
        from multiprocessing.connection import Listener

        self._on_request = on_request
        self._path = data_dir / INSTANCE_FILE
        self._key = os.urandom(32)  # as `secrets`, which would bring OpenSSL with it
        self._listener = Listener(
            None, "AF_PIPE" if sys.platform == "win32" else "AF_UNIX", authkey=self._key
        )
        try:
            self._write()
        except OSError:
            self._listener.close()
            raise
        self._thread = Thread(target=self._listen, name="doorbell", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more requests."""
        # As above.
        from multiprocessing.connection import Client

        with suppress(OSError):  # the drive is gone
            self._path.unlink(missing_ok=True)
        with suppress(OSError, EOFError), Client(self._listener.address, authkey=self._key) as connection:
            connection.send_bytes(_STOP)  # a thread that waits hears nothing else
        self._thread.join(ANSWER_TIMEOUT_S)
        self._listener.close()

    def _write(self) -> None:
        facts = {"address": self._listener.address, "key": self._key.hex(), "pid": os.getpid()}
        put_in_place(self._path, json.dumps(facts).encode())

    def _listen(self) -> None:
        while self._answer(self._listener):
            pass

    def _answer(self, listener: "Listener") -> bool:
        """Take one request; False when it was the one to stop."""
        # As above.
        from multiprocessing import AuthenticationError

        try:
            with listener.accept() as connection:
                text = connection.recv_bytes(_MOST_BYTES) if connection.poll(ANSWER_TIMEOUT_S) else b""
                if text == _STOP:
                    return False
                request = _read(json.loads(text))
                connection.send_bytes(b"ok")
        except (OSError, EOFError, ValueError, AuthenticationError) as error:
            log.info("Somebody rang without a request: %s", error)
        else:
            self._on_request(request)
        return True


def _read(given: Any) -> Request:
    """The request as it was sent.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(given, dict):
        raise ValueError("not an object")  # noqa: TRY004  # as every other bad request
    server, token, link = (str(given.get(name, "")) for name in ("server", "token", "link"))
    return Request(server, bool(given.get("use_engine")), token, link)
