"""What httpx raises, and responses that are no success, as errors of our tree."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from app.api.errors import (
    ApiError,
    BadReply,
    ConnectionLost,
    OllamaError,
    ServerSilent,
    ServerUnreachable,
    UnreachableCause,
)
from app.api.ndjson import parse_object
from app.api.wire import raise_error_of

_CAUSES: tuple[tuple[type[OSError], UnreachableCause], ...] = (
    (socket.gaierror, UnreachableCause.NAME_UNKNOWN),
    (ssl.SSLError, UnreachableCause.TLS),
    (ConnectionRefusedError, UnreachableCause.REFUSED),
    (TimeoutError, UnreachableCause.TIMEOUT),
)


def refusal(status: int, location: str, data: bytes) -> OllamaError:
    """The error of a response that is no success.

    Args:
        status: the HTTP status.
        location: where a redirect points to, else "".
        data: the body.
    """
    if location:
        return ApiError(status, location, foreign=True)
    text = data.decode("utf-8", "replace").strip()
    try:
        raise_error_of(parse_object(data), status)
    except ApiError as error:
        return error
    except BadReply:
        # A plain text is what Ollama's framework, and many another, answers to a path it does not know.
        foreign = text.startswith("<") or (bool(text) and status in (404, 405))
        return ApiError(status, text, foreign=foreign)
    return ApiError(status, text)


def translated(error: Exception) -> OllamaError:
    """Our error for one that httpx raised."""
    match error:
        case httpx.ConnectTimeout():
            return ServerUnreachable(UnreachableCause.TIMEOUT)
        case httpx.TimeoutException():
            return ServerSilent()
        case httpx.ConnectError() | httpx.ProxyError():
            return _unreachable(error)
        case httpx.RemoteProtocolError():
            # The library has one class for "not HTTP" and "closed too early"; only the text tells them apart.
            if "disconnected" in str(error) or "peer closed" in str(error):
                return ConnectionLost(str(error))
            return BadReply("not HTTP", str(error), foreign=True)
        case httpx.DecodingError():
            return BadReply("cannot be decompressed", str(error))
        case UnicodeError():  # of the host name: a label that is no international domain name
            return ServerUnreachable(UnreachableCause.NAME_UNKNOWN, str(error))
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return ServerUnreachable(UnreachableCause.OTHER, str(error))
    return ConnectionLost(str(error))


def _unreachable(error: Exception) -> ServerUnreachable:
    """Find the reason under the library's layers of exceptions."""
    reasons = list(_reasons(error))
    for kind, cause in _CAUSES:
        found = next((reason for reason in reasons if isinstance(reason, kind)), None)
        if found is not None:
            return ServerUnreachable(cause, str(found))
    return ServerUnreachable(UnreachableCause.OTHER, str(reasons[-1]))


def _reasons(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything it came from, outermost first."""
    yield error
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _reasons(inner)
    deeper = error.__cause__ or error.__context__
    if deeper is not None:
        yield from _reasons(deeper)
