"""The HTTP library's errors as ours, where no socket of one computer can bring them about."""

import socket

import httpx
import pytest

from app.api.errors import BadReply, ConnectionLost, ServerSilent, ServerUnreachable, UnreachableCause
from app.api.http_errors import translated


def connect_error(*reasons: OSError) -> httpx.ConnectError:
    """What httpx raises when every address of a host failed, for these reasons."""
    outer = OSError("All connection attempts failed")
    outer.__cause__ = reasons[0] if len(reasons) == 1 else ExceptionGroup("several", reasons)
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = outer
    return error


@pytest.mark.parametrize(
    ("reasons", "cause"),
    [
        ([ConnectionRefusedError("no")], UnreachableCause.REFUSED),
        ([OSError("no route"), ConnectionRefusedError("no")], UnreachableCause.REFUSED),
        ([TimeoutError("late"), OSError("no route")], UnreachableCause.TIMEOUT),
        ([socket.gaierror(-2, "unknown")], UnreachableCause.NAME_UNKNOWN),
        ([OSError("no route"), OSError("no network")], UnreachableCause.OTHER),
    ],
)
def test_the_reason_is_found_under_its_layers(reasons: list[OSError], cause: UnreachableCause) -> None:
    error = translated(connect_error(*reasons))
    assert isinstance(error, ServerUnreachable)
    assert error.cause is cause
    assert error.detail


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectTimeout(""), ServerUnreachable),
        (httpx.ReadTimeout(""), ServerSilent),
        (httpx.WriteTimeout(""), ServerSilent),
        (httpx.ProxyError("502"), ServerUnreachable),
        (httpx.ReadError("reset"), ConnectionLost),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), ConnectionLost),
        (httpx.RemoteProtocolError("illegal status line"), BadReply),
        (OSError("tls went away"), ConnectionLost),
    ],
)
def test_each_kind_has_its_place(error: Exception, kind: type[Exception]) -> None:
    assert type(translated(error)) is kind
