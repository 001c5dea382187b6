"""Replies that are being written: what arrived is kept in memory until it is in the database."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.conversation import Message
from app.storage.database import transaction
from app.storage.errors import StorageError, failure_of
from app.storage.rows import insert_delta, open_reply, save_reply
from app.storage.worker import closed_error

logger = logging.getLogger(__name__)

FLUSH_AFTER_S = 0.1
"""A piece waits this long for others; the promise is 250 ms, the rest is for a busy machine."""


@dataclass(slots=True)
class _Reply:
    """A reply under way and what of it is not in the database yet."""

    is_begun: bool  # its row is in the database
    closing: Message | None = None
    pieces: list[tuple[str, str]] = field(default_factory=list)
    kept: Future[None] | None = None  # shared by all of `pieces`
    has_failed: bool = False  # the last time it was to be written


class Journal:
    """Collects pieces from any thread and writes them from the writer's.

    What a full disk or a locked file keeps from being written stays here and is tried again.

    Args:
        path: the database file, named in failures.
        request_flush: have the writer call `flush` soon.
    """

    def __init__(self, path: Path, request_flush: Callable[[], object]) -> None:
        self._path = path
        self._request_flush = request_flush
        self._lock = threading.Lock()
        self._replies: dict[str, _Reply] = {}
        # One thread for all pieces: to start another waits for it, in the thread that paints, each time.
        self._clock: threading.Thread | None = None
        self._due = threading.Event()
        self._stopped = threading.Event()

    @property
    def has_failed(self) -> bool:
        """Whether something could not be written and is in memory only."""
        with self._lock:
            return any(reply.has_failed for reply in self._replies.values())

    def open(self, message: Message) -> None:
        """Take pieces of a reply from now on; `begin` must follow in the writer's thread."""
        with self._lock:
            self._replies[message.id] = _Reply(is_begun=False)

    def append(self, message_id: str, content: str, thinking: str) -> Future[None]:
        """Add a piece. The future is done when it is in the database.

        It fails with `StorageError` when writing failed (the piece is kept and tried again), with
        `KeyError` when no such reply is open.

        Raises:
            StorageError: after `stop()`.
        """
        with self._lock:
            if self._stopped.is_set():
                raise closed_error()
            reply = self._replies.get(message_id)
            if reply is None or reply.closing is not None:
                unknown = _running_future()
                unknown.set_exception(KeyError(message_id))
                return unknown
            reply.pieces.append((content, thinking))
            reply.kept = reply.kept or _running_future()
            self._arm()
            return reply.kept

    def begin(self, connection: sqlite3.Connection, message: Message) -> None:
        """Write the row of a reply that was opened. Where that fails, nothing of the reply is kept."""
        try:
            with transaction(connection):
                open_reply(connection, message)
        except sqlite3.Error as error:
            self._drop(message.id, error)
            raise
        with self._lock:
            self._replies[message.id].is_begun = True

    def finish(self, connection: sqlite3.Connection, message: Message) -> Message:
        """Fold all pieces of a reply into its row; return the message as it is stored."""
        with self._lock:
            reply = self._replies.setdefault(message.id, _Reply(is_begun=True))
            reply.closing = message
        stored = self._write(connection, message.id, reply)
        assert stored is not None
        return stored

    def flush(self, connection: sqlite3.Connection) -> None:
        """Write everything that waits.

        Raises:
            sqlite3.Error: the first trouble; the other replies were tried all the same.
        """
        with self._lock:
            replies = list(self._replies.items())
        trouble: sqlite3.Error | None = None
        for message_id, reply in replies:
            try:
                self._write(connection, message_id, reply)
            except sqlite3.Error as error:
                trouble = trouble or error
        if trouble is not None:
            raise trouble

    def stop(self) -> None:
        """Take no more pieces and ask for no more flushes; `flush` still works."""
        with self._lock:
            self._stopped.set()
            self._due.set()
            clock, self._clock = self._clock, None
        if clock is not None:
            clock.join()

    def _write(self, connection: sqlite3.Connection, message_id: str, reply: _Reply) -> Message | None:
        with self._lock:
            closing, pieces, kept = reply.closing, list(reply.pieces), reply.kept
            if not reply.is_begun or not (closing or pieces):
                return None
            reply.kept = None
        try:
            stored = _write_reply(connection, message_id, closing, pieces)
        except sqlite3.IntegrityError as error:
            # Its chat or parent does not exist: no later try can succeed.
            logger.exception("reply %s cannot be stored", message_id)
            _fail(kept, self._path, error)
            self._drop(message_id, error)
            raise
        except sqlite3.Error as error:
            with self._lock:
                reply.has_failed = True
                self._arm()
            _fail(kept, self._path, error)
            raise
        with self._lock:
            reply.has_failed = False
            del reply.pieces[: len(pieces)]
            if closing is not None:
                del self._replies[message_id]
        if kept is not None:
            kept.set_result(None)
        return stored

    def _drop(self, message_id: str, error: sqlite3.Error) -> None:
        with self._lock:
            reply = self._replies.pop(message_id)
        _fail(reply.kept, self._path, error)

    def _arm(self) -> None:
        if self._stopped.is_set() or self._due.is_set():
            return
        self._due.set()
        if self._clock is None:
            self._clock = threading.Thread(target=self._count_down, name="journal", daemon=True)
            self._clock.start()

    def _count_down(self) -> None:
        while self._due.wait() and not self._stopped.wait(FLUSH_AFTER_S):
            with self._lock:
                if not self._stopped.is_set():  # else `stop` has set it for good
                    self._due.clear()
            self._request_flush()


def _write_reply(
    connection: sqlite3.Connection,
    message_id: str,
    closing: Message | None,
    pieces: list[tuple[str, str]],
) -> Message | None:
    content = "".join(piece[0] for piece in pieces)
    thinking = "".join(piece[1] for piece in pieces)
    stored = None
    with transaction(connection):
        if closing is not None:
            stored = save_reply(connection, closing, content, thinking)
        elif pieces:
            insert_delta(connection, message_id, content, thinking)
    return stored


def _fail(future: Future[None] | None, path: Path, error: sqlite3.Error) -> None:
    if future is not None:
        future.set_exception(StorageError(failure_of(error, path)))


def _running_future() -> Future[None]:
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()
    return future
