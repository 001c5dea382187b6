"""The calls besides chat: embeddings, models, account, long jobs; values out, requests in."""

import asyncio
import json
import threading
from collections.abc import Mapping
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.api.call import Call
from app.api.client import OllamaClient
from app.api.errors import ApiError, BadReply, ConnectionLost, OllamaError
from app.api.hosts import parse_address
from app.api.transport import Transport
from app.domain.account import Account, ServerStatus
from app.domain.create import CreateRequest
from app.domain.embedding import EmbedRequest
from app.domain.failure import FailureCode
from app.domain.model_name import parse_model_name
from app.domain.transfer import Phase
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import (
    Answer,
    Bytes,
    Cut,
    Gate,
    Line,
    Reply,
    Stall,
    Stream,
    error_line,
    html,
    refuse,
)

ROOT = Path(__file__).resolve().parents[2]
DIGEST = f"sha256:{'a' * 64}"
MANIFEST = Line({"status": "pulling manifest"})
LAYER = Line({"status": "pulling aaaaaaaaaaaa", "digest": DIGEST, "total": 10, "completed": 5})
SUCCESS = Line({"status": "success"})
JOBS = ["/api/pull", "/api/push", "/api/create"]


def client_of(server: OllamaServer, **options: Any) -> OllamaClient:
    """A client for the server."""
    return OllamaClient(parse_address(server.url), **options)


def stream_of(client: OllamaClient, path: str) -> Any:
    """The stream of a long job."""
    if path == "/api/create":
        return client.create_progress(CreateRequest("m", from_="base"))
    return client.pull_progress("m") if path == "/api/pull" else client.push_progress("m")


async def failing(call: Any) -> OllamaError:
    """The error of a call."""
    with pytest.raises(OllamaError) as caught:
        await call
    return caught.value


async def test_embeddings_are_a_row_for_each_text() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        both = await client.embed(EmbedRequest("nomic-embed-text", ("one", "two"), dimensions=8))
        assert [len(row) for row in both.matrix] == [8, 8]
        assert (await client.embed(EmbedRequest("nomic-embed-text"))).matrix == []
        assert all(isinstance(each, float) for each in await client.embeddings("nomic-embed-text", "one"))
        await client.embeddings("nomic-embed-text", "one", options={"seed": 1}, keep_alive=0)
        await client.aclose()
    assert server.requests[-1].json == {
        "model": "nomic-embed-text",
        "prompt": "one",
        "options": {"seed": 1},
        "keep_alive": 0,
    }


async def test_copy_and_delete() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        await client.copy("smol", "other")
        await client.delete("smol")
        names = {model.name for model in await client.tags()}
        assert "other:latest" in names
        assert "smol:latest" not in names
        missing = await failing(client.delete("smol"))
        assert (missing.failure.code, missing.model) == (FailureCode.MODEL_NOT_FOUND, "smol")
        missing = await failing(client.copy("smol", "x"))
        assert missing.failure.code is FailureCode.MODEL_NOT_FOUND
        await client.aclose()


@pytest.mark.parametrize("body", [b"", b"null", b" \n", b"{}", b'{"ok":true}'])
async def test_a_change_is_acknowledged_by_nothing_in_particular(body: bytes) -> None:
    async with OllamaServer() as server:
        server.script("/api/copy", Answer(body))
        client = client_of(server)
        await client.copy("a", "b")
        await client.aclose()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(html(), BadReply), (Answer("done"), BadReply), (Answer({"error": "no"}), ApiError)],
    ids=str,
)
async def test_a_change_is_not_acknowledged_by_anything(reply: Reply, kind: type[OllamaError]) -> None:
    async with OllamaServer() as server:
        server.script("/api/delete", reply)
        client = client_of(server)
        assert type(await failing(client.delete("a"))) is kind
        await client.aclose()


async def test_whether_a_server_is_there() -> None:
    async with OllamaServer() as server:
        server.script("/", Answer("Ollama is running"), html(), Answer(b"", 500))
        client = client_of(server)
        assert [await client.is_alive() for _ in range(3)] == [True, False, False]
        await client.aclose()
    assert not await client.is_alive()
    await client.aclose()


async def test_the_account() -> None:
    async with OllamaServer() as server:
        client = client_of(server)
        error = await failing(client.me())
        assert isinstance(error, ApiError)
        assert error.failure.code is FailureCode.UNAUTHORISED
        assert error.signin_url.startswith("https://ollama.com/connect?")
        server.state.account = {"id": "1", "name": "herder", "email": "h@example.com", "plan": "free"}
        assert await client.me() == Account("herder", "1", "h@example.com", plan="free")
        assert server.requests[-1].body == b""
        await client.signout()
        assert isinstance(await failing(client.signout()), ApiError)
        await client.aclose()


@pytest.mark.parametrize("url", ["http://ollama.com/connect", "https://ollama.com.example/connect", 5])
async def test_a_sign_in_link_to_somewhere_else_is_dropped(url: object) -> None:
    async with OllamaServer() as server:
        server.script("/api/me", refuse(401, "unauthorized", signin_url=url))
        client = client_of(server)
        error = await failing(client.me())
        assert isinstance(error, ApiError)
        assert error.signin_url == ""
        await client.aclose()


async def test_whether_the_cloud_is_off() -> None:
    async with OllamaServer() as server:
        server.script("/api/status", Answer({"cloud": {"disabled": True, "source": "env"}}))
        client = client_of(server)
        assert await client.status() == ServerStatus(True, "env")
        server.state.unknown_paths.add("/api/status")
        assert await client.status() == ServerStatus(None, "")
        server.script("/api/status", refuse(500, "x"))
        assert isinstance(await failing(client.status()), ApiError)
        await client.aclose()


async def test_recommendations_of_the_server_or_our_own() -> None:
    path = "/api/experimental/model-recommendations"
    async with OllamaServer() as server:
        client = client_of(server)
        theirs = await client.model_recommendations()
        assert (theirs.is_built_in, bool(theirs.models)) == (False, True)
        server.state.unknown_paths.add(path)
        ours = await client.model_recommendations()
        assert ours.is_built_in
        server.script(path, refuse(500, "x"))
        assert isinstance(await failing(client.model_recommendations()), ApiError)
        await client.aclose()
    assert date.fromisoformat(ours.as_of)
    assert len(ours.models) >= 4
    for model in ours.models:
        assert str(parse_model_name(model.model))
        assert model.source.startswith("https://")
        assert model.description
        assert model.download_bytes > 0
    assert json.loads((ROOT / "resources" / "recommendations.json").read_text(encoding="utf-8"))["note"]


async def test_whether_a_blob_is_there() -> None:
    async with OllamaServer() as server:
        server.script(f"/api/blobs/{DIGEST}", Answer(status=200), Answer(status=404), Answer(status=400))
        client = client_of(server)
        assert await client.has_blob(DIGEST)
        assert not await client.has_blob(DIGEST)
        assert isinstance(await failing(client.has_blob(DIGEST)), ApiError)
        assert {request.method for request in server.requests} == {"HEAD"}
        await client.aclose()


async def test_what_long_jobs_send() -> None:
    async with OllamaServer() as server:
        for path in JOBS:
            server.script(path, *[Stream([SUCCESS])] * 2)
        client = client_of(server)
        for stream in (
            client.pull_progress("m"),
            client.pull_progress("m", insecure=True),
            client.push_progress("me/m"),
            client.push_progress("me/m", insecure=True),
            client.create_progress(CreateRequest("m", from_="base", system="s")),
        ):
            assert [each.status async for each in stream] == ["success"]
        await client.aclose()
    assert [request.json for request in server.requests] == [
        {"model": "m"},
        {"model": "m", "insecure": True},
        {"model": "me/m"},
        {"model": "me/m", "insecure": True},
        {"model": "m", "from": "base", "system": "s"},
    ]
    assert {request.header("Accept") for request in server.requests} == {"application/x-ndjson"}


@pytest.mark.parametrize("path", JOBS)
async def test_a_job_goes_on_after_a_success_in_the_middle(path: str) -> None:
    gate = Gate()
    async with OllamaServer() as server:
        server.script(path, Stream([MANIFEST, SUCCESS, gate, LAYER, SUCCESS]))
        client = client_of(server)
        phases = []
        async with aclosing(stream_of(client, path)) as objects:
            async for progress in objects:
                phases.append(progress.phase)
                if progress.phase is Phase.SUCCESS:
                    gate.open()
        await client.aclose()
    assert phases == [Phase.MANIFEST, Phase.SUCCESS, Phase.PULLING, Phase.SUCCESS]


@pytest.mark.parametrize("path", JOBS)
async def test_a_job_is_over_at_the_end_of_its_stream(path: str) -> None:
    gate = Gate()
    async with OllamaServer() as server:
        server.script(path, Stream([SUCCESS, gate]))
        client = client_of(server)
        stream = stream_of(client, path)
        assert (await anext(stream)).phase is Phase.SUCCESS
        ending = asyncio.ensure_future(anext(stream, None))
        done, _ = await asyncio.wait({ending}, timeout=0.3)  # longer than the tail of a chat is awaited
        assert not done
        gate.open()
        assert await ending is None
        await client.aclose()


@pytest.mark.parametrize("path", JOBS)
@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        ([MANIFEST, LAYER], ConnectionLost),
        ([], ConnectionLost),
        ([SUCCESS, LAYER], ConnectionLost),
        ([MANIFEST, Cut()], ConnectionLost),
        ([SUCCESS, Cut()], ConnectionLost),
        ([MANIFEST, error_line("pull model manifest: file does not exist")], ApiError),
        ([SUCCESS, error_line("late")], ApiError),
        ([MANIFEST, Bytes(b"<html>\n")], BadReply),
        ([MANIFEST, Line({"total": 5})], BadReply),
    ],
    ids=lambda value: "" if isinstance(value, type) else None,
)
async def test_a_job_that_ends_otherwise_has_failed(
    path: str, steps: list[Reply], kind: type[OllamaError]
) -> None:
    async with OllamaServer() as server:
        server.script(path, Stream(steps))
        client = client_of(server)
        with pytest.raises(kind) as caught:
            [each async for each in stream_of(client, path)]
        assert (caught.value.address, caught.value.model) == (server.url, "m")
        await client.aclose()


@pytest.mark.parametrize("path", JOBS)
async def test_leaving_a_job_closes_its_connection(path: str) -> None:
    async with OllamaServer() as server:
        server.script(path, Stream([MANIFEST, Stall()]))
        client = client_of(server)
        async with aclosing(stream_of(client, path)) as objects:
            async for _ in objects:
                break
        await server.client_left()
        await client.aclose()


async def test_a_model_that_cannot_be_pulled_is_not_found() -> None:
    async with OllamaServer() as server:
        server.script("/api/pull", Stream([MANIFEST, error_line("pull model manifest: file does not exist")]))
        client = client_of(server)
        with pytest.raises(ApiError) as caught:
            [each async for each in client.pull_progress("nosuch")]
        assert caught.value.failure.code is FailureCode.MODEL_NOT_FOUND
        await client.aclose()


async def test_the_text_of_a_refusal_is_not_awaited_for_ever() -> None:
    """Inference has no read timeout; a server that says 500 and then nothing must not hold it."""
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([Bytes(b'{"error":"hal'), Stall()], status=500))
        transport = Transport(parse_address(server.url), {}, error_wait_s=0.05)
        error = await failing(transport.object(Call("POST", "/api/chat"), dict))
        assert isinstance(error, ApiError)
        assert error.status == 500
        await server.client_left()
        await transport.aclose()


async def test_an_answer_of_many_megabytes_is_read_beside_the_loop() -> None:
    threads: dict[int, str] = {}

    def read(reply: Mapping[str, Any]) -> int:
        threads[len(reply["models"])] = threading.current_thread().name
        return len(reply["models"])

    async with OllamaServer() as server:
        server.script("/api/tags", Answer({"models": ["m"]}), Answer({"models": ["m" * 100] * 20_000}))
        transport = Transport(parse_address(server.url), {})
        call = Call("GET", "/api/tags")
        assert [await transport.object(call, read) for _ in range(2)] == [1, 20_000]
        await transport.aclose()
    assert threads[1] == threading.main_thread().name != threads[20_000]
