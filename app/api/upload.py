"""A file on its way to the server: hashed and sent in threads of their own, so that the loop stays free."""

import asyncio
import os
import socket
import ssl
import stat
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import Any

import httpx

from app.api.errors import ApiError, ConnectionLost, FileTrouble, ServerSilent
from app.api.hosts import ServerAddress
from app.api.http_errors import check_acknowledged, refusal
from app.api.httpx_sender import httpx_errors_of, make_client
from app.api.sender import WRITE_TIMEOUT_S
from app.api.threads import in_thread
from app.api.tls import tls_context_for
from app.api.transport import MOST_ERROR_BYTES
from app.domain.blob import BlobPhase, BlobProgress, FileFault, HashCache, UploadedBlob
from app.domain.server_profile import SYSTEM_TRUST, TlsTrust

READ_BYTES = 256 * 1024
"""Small enough to be still in the processor's cache when it is hashed or sent: `tests/bench/upload.py` took
0.58 s of processor time for 2 GiB with it, 0.76 s with 1 MiB (curl: 0.60 s)."""
_STORE_TIMEOUT_S = 120.0
"""Most silence after the last byte, while the server puts the blob in its place."""
_PROGRESS_S = 0.1
_SETTLED_NS = 2_000_000_000
"""A file changed so recently can change again without its time of change showing it (two seconds on FAT)."""


@dataclass(frozen=True, slots=True)
class _FileState:
    """What tells one content of a file from another without reading it."""

    size_bytes: int
    changed_ns: int
    inode: int


class Upload:
    """One upload of one file, for one `run`."""

    def __init__(
        self,
        address: ServerAddress,
        headers: Mapping[str, str],
        connect_timeout_s: float,
        on_progress: Callable[[BlobProgress], None] | None = None,
        trust: TlsTrust = SYSTEM_TRUST,
        silence_s: float = WRITE_TIMEOUT_S,
    ) -> None:
        """Prepare an upload in the running loop.

        Args:
            address: where the server is.
            headers: sent with the file.
            connect_timeout_s: most time for a connection to come about.
            on_progress: called in this loop.
            trust: which certificates are accepted.
            silence_s: most time in which the server takes nothing of the file.
        """
        self._address = address
        self._trust = trust
        self._headers = dict(headers)
        self._connect_timeout_s = connect_timeout_s
        self._on_progress = on_progress
        self._loop = asyncio.get_running_loop()
        self._silence_s = silence_s
        self._moved_at_s = 0.0
        self._is_all_out = False
        self._told: BlobPhase | None = None
        self._told_at_s = 0.0
        self._lock = threading.Lock()
        self._is_stopped = False
        self._socket: socket.socket | None = None

    async def run(
        self, path: Path, has_blob: Callable[[str], Awaitable[bool]], hashes: HashCache | None = None
    ) -> UploadedBlob:
        """Hash the file, ask, send it. Errors and arguments as `OllamaClient.upload_blob`."""
        known = hashes if hashes is not None else HashCache()
        place = ""
        try:
            place, state = await in_thread(lambda: _found(path), "stat")
            digest = known.get(place, state.size_bytes, state.changed_ns)
            if not digest:
                digest = await in_thread(lambda: self._hash(path, state), "hash")
                if time.time_ns() - state.changed_ns > _SETTLED_NS:
                    known.put(place, state.size_bytes, state.changed_ns, digest)
            self._tell(BlobPhase.CHECKING, 0, state.size_bytes)
            if await has_blob(digest):
                return UploadedBlob(digest, state.size_bytes, was_there=True)
            return await self._sent(path, state, digest, has_blob)
        except (FileTrouble, ApiError):
            known.forget(place)
            raise
        finally:
            self._stop()

    async def _sent(
        self, path: Path, state: _FileState, digest: str, has_blob: Callable[[str], Awaitable[bool]]
    ) -> UploadedBlob:
        context = await in_thread(lambda: tls_context_for(self._address, self._trust), "tls")
        try:
            status = await self._moving(in_thread(lambda: self._send(path, state, digest, context), "upload"))
        except ConnectionLost:
            # A server that has the blob closes without reading; its answer can be lost with the connection.
            if not await has_blob(digest):
                raise
            status = 200
        except ApiError:
            if (await in_thread(lambda: _found(path), "stat"))[1] != state:
                raise FileTrouble(FileFault.CHANGED, str(path)) from None
            raise
        return UploadedBlob(digest, state.size_bytes, was_there=status == 200)

    async def _moving(self, sending: "asyncio.Future[int]") -> int:
        """Wait for the thread that sends.

        Raises:
            ServerSilent: the server takes nothing for too long. The socket itself has no limit: one that has
                is written to in smaller pieces, which costs a tenth more processor time.
        """
        self._moved_at_s = time.monotonic()
        try:
            while not (await asyncio.wait({sending}, timeout=self._silence_s / 4))[0]:
                if not self._is_all_out and time.monotonic() - self._moved_at_s > self._silence_s:
                    raise ServerSilent(address=self._address.url)
            return sending.result()
        finally:
            sending.cancel()

    def _hash(self, path: Path, state: _FileState) -> str:
        """The digest of the file, in a thread.

        Raises:
            FileTrouble: also when the file is no longer as it was.
        """
        digest, done_bytes = sha256(), 0
        piece = memoryview(bytearray(READ_BYTES))
        with _file_errors(path), _opened(path) as file:
            while not self._is_stopped and (count := file.readinto(piece)):
                digest.update(piece[:count])
                done_bytes += count
                self._tell_from_thread(BlobPhase.HASHING, done_bytes, state.size_bytes)
            if _state(os.fstat(file.fileno())) != state or _state(path.stat()) != state:
                raise FileTrouble(FileFault.CHANGED, str(path))
        return f"sha256:{digest.hexdigest()}"

    def _send(self, path: Path, state: _FileState, digest: str, context: ssl.SSLContext) -> int:
        """Send the file, in a thread; the status of the answer."""
        timeout = httpx.Timeout(connect=self._connect_timeout_s, write=None, read=_STORE_TIMEOUT_S, pool=None)
        headers = {
            **self._headers,
            "Accept": "application/json",
            "Content-Type": "application/octet-stream",
            "Content-Length": str(state.size_bytes),
        }
        url = f"{self._address.url}/api/blobs/{digest}"
        with httpx_errors_of(self._address.url, self._headers), ExitStack() as opened:
            with _file_errors(path):
                file = opened.enter_context(_opened(path))
                if _state(os.fstat(file.fileno())) != state:
                    raise FileTrouble(FileFault.CHANGED, str(path))
            http = opened.enter_context(make_client(httpx.Client, self._address, context))
            request = http.build_request("POST", url, headers=headers, timeout=timeout)
            request.extensions["trace"] = self._watch
            request.stream = _Pieces(self._pieces(file, path, state.size_bytes))
            response = http.send(request, stream=True, follow_redirects=False)
            opened.callback(response.close)
            data = _text_of(response)
            if not response.is_success:
                raise refusal(response.status_code, response.headers.get("location", ""), data)
            check_acknowledged(data)
            return response.status_code

    def _pieces(self, file: FileIO, path: Path, size_bytes: int) -> Iterator[bytes]:
        """The file in pieces, as many bytes as were announced."""
        done_bytes = 0
        with _file_errors(path):
            while done_bytes < size_bytes and not self._is_stopped:
                piece = file.read(min(READ_BYTES, size_bytes - done_bytes))
                if not piece:
                    raise FileTrouble(FileFault.CHANGED, str(path))
                yield piece
                self._moved_at_s = time.monotonic()
                done_bytes += len(piece)
                phase = BlobPhase.SENDING if done_bytes < size_bytes else BlobPhase.STORING
                self._tell_from_thread(phase, done_bytes, size_bytes)
        self._is_all_out = True

    def _watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Keep the socket, so that another thread can close it. Called by the HTTP library at each step."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
            if self._is_stopped:
                self._stop()

    def _stop(self) -> None:
        """End what the thread still does: waiting on the network, too. From any thread."""
        self._is_stopped = True
        with self._lock:
            if self._socket is not None:
                # Not the method of a TLS socket, which would also let the rest go out in the clear.
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _tell_from_thread(self, phase: BlobPhase, done_bytes: int, total_bytes: int) -> None:
        now_s = time.monotonic()
        if self._on_progress is None or (phase is self._told and now_s - self._told_at_s < _PROGRESS_S):
            return
        self._told, self._told_at_s = phase, now_s
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._tell, phase, done_bytes, total_bytes)

    def _tell(self, phase: BlobPhase, done_bytes: int, total_bytes: int) -> None:
        if self._on_progress is not None and not self._is_stopped:
            self._on_progress(BlobProgress(phase, done_bytes, total_bytes))


class _Pieces(httpx.SyncByteStream):
    """A body for httpx whose length is given by a header of ours."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._iterator = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self._iterator


def _found(path: Path) -> tuple[str, _FileState]:
    """The whole path and the state of a file that can be sent.

    Raises:
        FileTrouble: it cannot.
    """
    with _file_errors(path):
        found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise FileTrouble(FileFault.NOT_A_FILE, str(path))
    if found.st_size == 0:
        raise FileTrouble(FileFault.EMPTY, str(path))
    return str(path.absolute()), _state(found)


def _state(found: os.stat_result) -> _FileState:
    return _FileState(found.st_size, found.st_mtime_ns, found.st_ino)


def _opened(path: Path) -> FileIO:
    return path.open("rb", buffering=0)


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    """What the system says of a file, as our error."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileTrouble(FileFault.MISSING, str(path)) from error
    except PermissionError as error:
        raise FileTrouble(FileFault.FORBIDDEN, str(path)) from error
    except IsADirectoryError as error:
        raise FileTrouble(FileFault.NOT_A_FILE, str(path)) from error
    except OSError as error:
        raise FileTrouble(FileFault.UNREADABLE, f"{path}: {error.strerror or error}") from error


def _text_of(response: httpx.Response) -> bytes:
    """The body of the answer; what is cut or too long says less than its status."""
    data = b""
    with suppress(httpx.TransportError):
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) > MOST_ERROR_BYTES:
                return b""
    return data
