"""Everything that can go wrong between us and a server, in one tree.

    OllamaError
      ServerUnreachable   no connection: refused, unknown name, time out, TLS
      ServerSilent        connected, but no byte for too long
      ApiError            the server said no: by status, or by an error line inside a stream
      BadReply            what came is not what the API promises
      ConnectionLost      the reply ended before its end
      FileTrouble         a file of ours that cannot be sent

Errors carry codes and values (`failure`); sentences are made where they are shown.
"""

import json
from enum import StrEnum
from typing import Any

from app.domain.blob import FileFault
from app.domain.failure import Failure, FailureCode
from app.domain.texts import whole_characters

EXCERPT_CHARS = 200
_NESTED_JSON_LEVELS = 4
_NO_SUCH_MODEL = "file does not exist"  # what a pull says, in a stream that began with 200
_WRONG_DIGEST = "digest mismatch"


class OllamaError(Exception):
    """Base of the tree. The client fills in `address` and, where a call names one, `model`."""

    def __init__(self, message: str = "", *, address: str = "", model: str = "") -> None:
        super().__init__(message)
        self.address = address
        self.model = model

    @property
    def failure(self) -> Failure:
        """The trouble as a value for the window and the database."""
        return Failure(FailureCode.API_ERROR, self.address, self.model, str(self))


class UnreachableCause(StrEnum):
    """Why no connection came about."""

    REFUSED = "refused"
    NAME_UNKNOWN = "name_unknown"
    TIMEOUT = "timeout"
    TLS = "tls"
    OTHER = "other"


_UNREACHABLE_CODES = {
    UnreachableCause.REFUSED: FailureCode.SERVER_REFUSED,
    UnreachableCause.NAME_UNKNOWN: FailureCode.SERVER_NAME_UNKNOWN,
    UnreachableCause.TIMEOUT: FailureCode.SERVER_TIMEOUT,
    UnreachableCause.TLS: FailureCode.SERVER_TLS,
    UnreachableCause.OTHER: FailureCode.SERVER_UNREACHABLE,
}


class ServerUnreachable(OllamaError):
    """No connection. `detail` is the system's own text and may be empty."""

    def __init__(
        self, cause: UnreachableCause, detail: str = "", *, address: str = "", model: str = ""
    ) -> None:
        super().__init__(detail or cause.value, address=address, model=model)
        self.cause = cause
        self.detail = detail

    @property
    def failure(self) -> Failure:
        return Failure(_UNREACHABLE_CODES[self.cause], self.address, self.model, self.detail)


class ServerSilent(OllamaError):
    """The connection stands, but nothing came (or nothing was taken) for the time allowed."""

    @property
    def failure(self) -> Failure:
        return Failure(FailureCode.SERVER_SILENT, self.address, self.model, str(self))


class ApiError(OllamaError):
    """The server refused.

    Attributes:
        status: the HTTP status, or None for an error line inside a stream that began with 200.
        message: the text exactly as sent; it can be a JSON document relayed from the model runner.
        signin_url: where a person can sign in (401 of calls that need ollama.com), else "".
        foreign: the answer was not in Ollama's form (HTML, a redirect, a bare 404).
    """

    def __init__(
        self,
        status: int | None,
        message: str,
        *,
        signin_url: str = "",
        foreign: bool = False,
        address: str = "",
        model: str = "",
    ) -> None:
        super().__init__(message, address=address, model=model)
        self.status = status
        self.message = message
        self.signin_url = signin_url
        self.foreign = foreign

    @property
    def text(self) -> str:
        """The message for a person: the inner one where `message` is itself a JSON document."""
        return _innermost_message(self.message)

    @property
    def failure(self) -> Failure:
        return Failure(self._code, self.address, self.model, self.text, self.status)

    @property
    def _code(self) -> FailureCode:
        match self.status:
            case 401:
                return FailureCode.UNAUTHORISED
            case 403:
                return FailureCode.FORBIDDEN
            case _ if self.foreign:
                return FailureCode.NOT_OLLAMA
            case 404 if self.model:
                return FailureCode.MODEL_NOT_FOUND
            case 503:
                return FailureCode.SERVER_BUSY
            case None if self.model and _NO_SUCH_MODEL in self.message:
                return FailureCode.MODEL_NOT_FOUND
            case None | 400 if self.message.startswith(_WRONG_DIGEST):
                return FailureCode.DIGEST_MISMATCH
        return FailureCode.API_ERROR


class BadReply(OllamaError):
    """Not JSON, not the promised shape, or not HTTP at all.

    Attributes:
        excerpt: the first 200 characters of what came.
        foreign: it does not look like an Ollama server at all.
    """

    def __init__(
        self,
        why: str,
        received: str | bytes = b"",
        *,
        foreign: bool = False,
        address: str = "",
        model: str = "",
    ) -> None:
        if isinstance(received, bytes):
            received = received[: 4 * EXCERPT_CHARS].decode("utf-8", "replace")
        self.why = why
        self.excerpt = received[:EXCERPT_CHARS]
        self.foreign = foreign
        super().__init__(f"{why}: {self.excerpt!r}" if self.excerpt else why, address=address, model=model)

    @property
    def failure(self) -> Failure:
        code = FailureCode.NOT_OLLAMA if self.foreign else FailureCode.BAD_REPLY
        return Failure(code, self.address, self.model, self.excerpt or self.why)


class ConnectionLost(OllamaError):
    """The connection broke, or the stream ended without its last object. What came before is good."""

    @property
    def failure(self) -> Failure:
        return Failure(FailureCode.CONNECTION_LOST, self.address, self.model, str(self))


_FILE_CODES = {
    FileFault.MISSING: FailureCode.FILE_MISSING,
    FileFault.FORBIDDEN: FailureCode.FILE_FORBIDDEN,
    FileFault.NOT_A_FILE: FailureCode.FILE_NOT_A_FILE,
    FileFault.EMPTY: FailureCode.FILE_EMPTY,
    FileFault.CHANGED: FailureCode.FILE_CHANGED,
    FileFault.UNREADABLE: FailureCode.FILE_UNREADABLE,
}


class FileTrouble(OllamaError):
    """A file cannot be sent. `detail` is its path, with the system's words where `fault` says too little."""

    def __init__(self, fault: FileFault, detail: str, *, address: str = "", model: str = "") -> None:
        super().__init__(f"{fault.value}: {detail}", address=address, model=model)
        self.fault = fault
        self.detail = detail

    @property
    def failure(self) -> Failure:
        return Failure(_FILE_CODES[self.fault], self.address, self.model, self.detail)


def _innermost_message(text: str) -> str:
    """Unwrap `{"error":{"message":"..."}}` and its like; text that is no such document comes back whole."""
    for _ in range(_NESTED_JSON_LEVELS):
        if not text.lstrip().startswith("{"):
            break
        try:
            value: Any = json.loads(text)
        except (ValueError, RecursionError):
            break
        inner = value.get("error") or value.get("message")
        if isinstance(inner, dict):
            inner = inner.get("message")
        if not isinstance(inner, str) or not inner:
            break
        text = whole_characters(inner)
    return text
