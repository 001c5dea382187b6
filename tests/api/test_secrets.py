"""A token and other headers: to one address only, and never into a log, an error or an object's picture."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.api.client import OllamaClient
from app.api.errors import OllamaError
from app.api.hosts import parse_address
from app.domain.chat import ChatMessage, ChatRequest
from app.domain.create import CreateRequest
from tests.api.test_client_faults import TLS, server_tls
from tests.api.uploads import Taken, digest_of
from tests.helpers.http_server import Exchange, encode
from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer
from tests.helpers.replies import Answer, Bytes, Reply, Stream, delta

TOKEN = "t0p-secret-token"
KEY = "another-secret"
SECRETS = {"token": TOKEN, "headers": {"X-Api-Key": KEY, "X-Team": "blue"}}
HELLO = ChatRequest("smol", (ChatMessage("user", "Hello"),))
Calls = Callable[[OllamaClient, Path], Awaitable[object]]


async def listed(stream: Any) -> list[Any]:
    """Everything a stream gives."""
    return [each async for each in stream]


CALLS: dict[str, Calls] = {
    "/api/version": lambda client, _: client.version(),
    "/api/show": lambda client, _: client.show("smol"),
    "/api/chat": lambda client, _: listed(client.chat_deltas(HELLO)),
    "/api/pull": lambda client, _: listed(client.pull_progress("smol")),
    "/api/create": lambda client, _: listed(client.create_progress(CreateRequest("m", from_="smol"))),
    "/api/delete": lambda client, _: client.delete("smol"),
    "/api/me": lambda client, _: client.me(),
    "/api/blobs/": lambda client, file: client.upload_blob(file),
}
every_call = pytest.mark.parametrize("path", CALLS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Something to upload."""
    path = tmp_path / "file"
    path.write_bytes(b"GGUF")
    return path


def script(server: Any, path: str, file: Path, reply: Reply) -> None:
    """Answer a call with `reply`; for an upload, its second request."""
    if path == "/api/blobs/":
        server.script(f"{path}{digest_of(file)}", Answer(status=404), Taken(reply))
    else:
        server.script(path, reply)


async def attempt(url: str, path: str, file: Path) -> OllamaError | None:
    """Make a call with secrets."""
    client = OllamaClient(parse_address(url), **SECRETS)  # type: ignore[arg-type]
    try:
        await CALLS[path](client, file)
    except OllamaError as error:
        return error
    finally:
        await client.aclose()
    return None


@every_call
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["other port", "other host"])
async def test_no_redirect_is_followed(path: str, status: int, host: str, file: Path) -> None:
    async with OllamaServer() as other, OllamaServer() as server:
        target = f"http://{host}:{other.port}{path}"
        script(server, path, file, Answer(b"", status, headers=[("Location", target)]))
        error = await attempt(server.url, path, file)
        assert other.connections == 0
        assert server.requests[-1].header("Authorization") == f"Bearer {TOKEN}"
        assert server.requests[-1].header("X-Api-Key") == KEY
    assert error is not None
    assert error.failure.status == status
    assert error.failure.detail == target


@every_call
async def test_no_redirect_leads_out_of_tls(path: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    async with OllamaServer() as plain:
        with ThreadedOllamaServer(tls=server_tls()) as server:
            script(server, path, file, Answer(b"", 307, headers=[("Location", plain.url + path)]))
            error = await attempt(server.url, path, file)
            assert server.requests[-1].header("Authorization") == f"Bearer {TOKEN}"
        assert plain.connections == 0
    assert error is not None
    assert error.failure.status == 307


class Echo:
    """Sends the request's headers back, as proxies under test do."""

    def __init__(self, form: str) -> None:
        self._form = form

    async def send(self, exchange: Exchange) -> None:
        text = "; ".join(f"{name}: {value}" for name, value in exchange.request.headers)
        replies: dict[str, Reply] = {
            "error": Answer({"error": f"bad request: {text}"}, 400),
            "text": Answer(f"<h1>{text}</h1>", 502, "text/html"),
            "page": Answer(text, 200, "text/plain"),
            "redirect": Answer(b"", 302, headers=[("Location", f"http://127.0.0.1:1/?{text}")]),
            "line": Stream([delta("x"), Bytes(encode({"error": text}) + b"\n")]),
            "bad line": Stream([delta("x"), Bytes(f"{text}\n".encode())]),
            "wrong type": Stream([Bytes(encode({"status": 5, "message": text, "models": text}) + b"\n")]),
        }
        await replies[self._form].send(exchange)


def everything_told(error: BaseException | None) -> Iterator[str]:
    """All texts of an error and of what it came from."""
    while error is not None:
        yield f"{error} {error!r} {vars(error)!r}"
        if isinstance(error, OllamaError):
            yield repr(error.failure)
        error = error.__cause__


@every_call
@pytest.mark.parametrize("form", ["error", "text", "page", "redirect", "line", "bad line", "wrong type"])
async def test_a_server_that_sends_secrets_back_gets_them_into_no_error(
    path: str, form: str, file: Path
) -> None:
    async with OllamaServer() as server:
        script(server, path, file, Echo(form))
        error = await attempt(server.url, path, file)
    told = " ".join(everything_told(error))
    takes_any_object = form == "wrong type" and path in ("/api/delete", "/api/blobs/")
    assert error is not None or takes_any_object
    assert TOKEN not in told
    assert KEY not in told
    if form == "error":
        assert "bad request: " in told
        assert "[hidden]" in told


@every_call
@pytest.mark.parametrize("tls", [None, server_tls()], ids=["direct", "through httpx"])
async def test_no_secret_is_in_a_log(
    path: str,
    tls: ssl.SSLContext | None,
    file: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At the most talkative level, of the HTTP libraries too, when all is well and when it is not."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    for name in ("", "httpx", "httpcore", "app"):
        caplog.set_level(logging.DEBUG, logger=name)
    with ThreadedOllamaServer(tls=tls) as server:
        await attempt(server.url, path, file)
        script(server, path, file, Echo("error"))
        await attempt(server.url, path, file)
    await attempt(server.url, path, file)
    assert tls is None or any(record.name.startswith("httpcore") for record in caplog.records)
    assert TOKEN not in caplog.text
    assert KEY not in caplog.text


async def test_no_secret_is_in_the_picture_of_an_object() -> None:
    async with OllamaServer() as server:
        client = OllamaClient(parse_address(server.url), **SECRETS)  # type: ignore[arg-type]
        stream = client.chat_deltas(HELLO)
        await anext(stream)
        pictures = [repr(each) for each in (client, client._transport, stream)]
        with suppress(StopAsyncIteration):
            while True:
                await anext(stream)
        pictures += [repr(task) for task in asyncio.all_tasks()]
        await client.aclose()
    assert TOKEN not in " ".join(pictures)
    assert KEY not in " ".join(pictures)


async def test_two_servers_on_one_host_have_their_own_secrets() -> None:
    async with OllamaServer() as one, OllamaServer() as other:
        mine = OllamaClient(parse_address(one.url), token=TOKEN)
        theirs = OllamaClient(parse_address(other.url))
        await asyncio.gather(mine.version(), theirs.version())
        await mine.aclose()
        await theirs.aclose()
        assert one.requests[0].header("Authorization") == f"Bearer {TOKEN}"
        assert other.requests[0].header("Authorization") is None
