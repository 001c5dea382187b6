"""What the system raises, and responses that are no success, as errors of our tree."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from app.api.errors import (
    ApiError,
    BadReply,
    ConnectionLost,
    OllamaError,
    ServerUnreachable,
    UnreachableCause,
)
from app.api.ndjson import parse_object
from app.api.wire import raise_error_of

_CAUSES: tuple[tuple[type[OSError], UnreachableCause], ...] = (
    (socket.gaierror, UnreachableCause.NAME_UNKNOWN),
    (ConnectionRefusedError, UnreachableCause.REFUSED),
    (TimeoutError, UnreachableCause.TIMEOUT),
)


_SHORTEST_SECRET_CHARS = 4
_HIDDEN = "[hidden]"


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


def check_acknowledged(data: bytes) -> None:
    """Check the body of a success that has nothing to say: empty, `null`, or an object.

    Raises:
        ApiError: the object is an error.
        BadReply: a web page or the like: another program answers.
    """
    if data.strip() not in (b"", b"null"):
        raise_error_of(parse_object(data))


@contextmanager
def errors_of(url: str, headers: Mapping[str, str], model: str = "") -> Iterator[None]:
    """Turn what the system raises into our tree, name address and model in it, and keep secrets out.

    Args:
        url: the address, for the error.
        headers: what was sent. A server can send it back; the values that can be secrets are taken out.
        model: the model, for the error.
    """
    try:
        yield
    except (OllamaError, OSError, UnicodeError) as error:
        ours = error if isinstance(error, OllamaError) else _translated(error)
        ours.address, ours.model = url, model
        _hide(ours, headers)
        if ours is error:
            raise
        raise ours from error


def _hide(error: OllamaError, headers: Mapping[str, str]) -> None:
    """Take secrets out of every text of an error."""
    for name, value in headers.items():
        secret = value.removeprefix("Bearer ") if name == "Authorization" else value
        if name == "User-Agent" or len(secret) < _SHORTEST_SECRET_CHARS:
            continue  # "1" is no secret, and would tear other texts apart
        error.args = tuple(str(each).replace(secret, _HIDDEN) for each in error.args)
        for attribute, text in vars(error).items():
            if isinstance(text, str) and secret in text and attribute != "address":
                setattr(error, attribute, text.replace(secret, _HIDDEN))


def _translated(error: OSError | UnicodeError) -> OllamaError:
    if isinstance(error, UnicodeError):  # of the host name: a label that is no international domain name
        return ServerUnreachable(UnreachableCause.NAME_UNKNOWN, str(error))
    return ConnectionLost(str(error))


def unreachable(
    error: Exception, more_causes: tuple[tuple[type[OSError], UnreachableCause], ...] = ()
) -> ServerUnreachable:
    """Why no connection came about: the reason under all layers of exceptions.

    Args:
        error: what was raised in the end.
        more_causes: kinds of exceptions to look for first.
    """
    reasons = list(_reasons(error))
    for kind, cause in (*more_causes, *_CAUSES):
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
