"""What a real server answered, played again from a socket and read with our client."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from app.api.body import json_body
from app.api.call import Call
from app.api.client import OllamaClient
from app.api.errors import ApiError, BadReply, ConnectionLost, OllamaError, ServerSilent
from app.api.hosts import parse_address
from app.api.transport import Transport
from tests.api import as_json
from tests.api.replayed import (
    BROKEN_OFF,
    CUT,
    EMPTY,
    NO_OBJECT,
    NOT_EXPRESSIBLE,
    SHORTENED,
    values_of,
)
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.recordings import Chunking, Recording, load_all
from tests.helpers.replies import Replay, Stall, Stream

ALL = load_all("version", "tags", "show", "ps", "generate", "chat")
ANSWERED = [recording for recording in ALL if not recording.is_empty]
WRITERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "/api/chat": as_json.chat,
    "/api/generate": as_json.generate,
    "/api/tags": as_json.tags,
    "/api/ps": as_json.ps,
    "/api/show": as_json.show,
    "/api/version": lambda version: {"version": version},
}


def named(recordings: list[Recording]) -> pytest.MarkDecorator:
    """One test per recording."""
    return pytest.mark.parametrize("recording", recordings, ids=[recording.name for recording in recordings])


def ours(recording: Recording) -> bool:
    """Whether our client makes this kind of request at all."""
    gets = ("/api/version", "/api/tags", "/api/ps")
    return recording.path in WRITERS and recording.method == ("GET" if recording.path in gets else "POST")


def expected(recording: Recording) -> tuple[list[dict[str, Any]], type[OllamaError] | None, str]:
    """What reading the recording has to give: objects, and the error at the end with its text."""
    lines = [json.loads(line) for line in recording.lines] if recording.name not in NO_OBJECT else []
    if recording.status >= 400:
        text = lines[0]["error"] if lines else ""
        return [], ApiError, text
    if lines and "error" in lines[-1]:
        return lines[:-1], ApiError, lines[-1]["error"]
    if not recording.is_complete:
        return lines, ConnectionLost, ""
    return lines, None, ""


def comparable(path: str, value: dict[str, Any]) -> Any:
    """A recorded object as the values can give it back."""
    value = as_json.with_microseconds(value)
    if path == "/api/tags":
        value["models"].sort(key=lambda row: (row["modified_at"], row["name"]), reverse=True)
    if path == "/api/ps":
        for row in value["models"]:
            if row["expires_at"] > "2300":
                del row["expires_at"]
    value.get("_debug_info", {}).pop("image_count", None)
    return value


def test_the_lists_of_incomplete_recordings_are_right() -> None:
    assert len(ALL) == 154
    assert {recording.name for recording in ALL if recording.is_empty} == EMPTY
    assert {recording.name for recording in ANSWERED if not recording.is_complete} == BROKEN_OFF
    assert {recording.name for recording in ANSWERED if recording.is_cut} == CUT
    assert {recording.name for recording in ALL if recording.is_shortened} == SHORTENED


@pytest.mark.parametrize("chunking", Chunking)
@named([recording for recording in ANSWERED if ours(recording)])
async def test_the_client_reads_what_was_recorded(recording: Recording, chunking: Chunking) -> None:
    values, error = [], None
    async with OllamaServer() as server:
        server.script(recording.path, Replay(recording, chunking))
        client = OllamaClient(parse_address(server.url))
        try:
            async for value in values_of(client, recording):
                values.append(WRITERS[recording.path](value))
        except OllamaError as caught:
            error = caught
        await client.aclose()
    objects, kind, text = expected(recording)
    assert values == [comparable(recording.path, each) for each in objects]
    assert type(error) is (kind or type(None))
    if isinstance(error, ApiError):
        assert error.message == text
        assert error.status == (recording.status if recording.status >= 400 else None)
    assert error is None or error.address == server.url


@pytest.mark.parametrize("chunking", Chunking)
@named([recording for recording in ANSWERED if not ours(recording)])
async def test_the_transport_reads_what_no_method_asks_for(recording: Recording, chunking: Chunking) -> None:
    async with OllamaServer() as server:
        server.script(recording.path, Replay(recording, chunking))
        transport = Transport(parse_address(server.url), {})
        body = json_body(recording.request["body"]) if recording.has_json_request else None
        try:
            value: Any = await transport.object(Call(recording.method, recording.path, body), dict)
        except (ApiError, BadReply) as error:
            value = error
        await transport.aclose()
    if recording.status >= 400:
        assert isinstance(value, ApiError)
        assert (value.status, value.message) == (recording.status, recording.body.decode())
    elif recording.name in NO_OBJECT:
        assert isinstance(value, BadReply)
        assert value.excerpt == recording.body.decode()
    else:
        assert value == json.loads(recording.body)
    assert [(request.method, request.path) for request in server.requests] == [
        (recording.method, recording.path)
    ]


async def test_a_reply_without_end_is_refused() -> None:
    async with OllamaServer() as server:
        transport = Transport(parse_address(server.url), {}, most_reply_bytes=100)
        with pytest.raises(BadReply, match="too long") as caught:
            await transport.object(Call("GET", "/api/tags"), dict)
        assert caught.value.address == server.url
        await transport.aclose()


@named([recording for recording in ALL if recording.is_empty])
async def test_the_client_gives_up_on_a_server_that_says_nothing(recording: Recording) -> None:
    async with OllamaServer() as server:
        server.script(recording.path, Stream([], before=[Stall()]))
        client = OllamaClient(parse_address(server.url), read_timeout_s=0.05)
        with pytest.raises(ServerSilent):
            [value async for value in values_of(client, recording)]
        await client.aclose()


@named([recording for recording in ALL if recording.name not in NOT_EXPRESSIBLE])
async def test_the_client_sends_what_was_recorded(recording: Recording) -> None:
    async with OllamaServer() as server:
        client = OllamaClient(parse_address(server.url))
        with suppress(OllamaError):  # what is sent is what matters here
            [value async for value in values_of(client, recording)]
        await client.aclose()
    (sent,) = server.requests
    assert (sent.method, sent.path) == (recording.method, recording.path)
    assert (sent.json if sent.body else None) == recording.request.get("body")
    assert sent.header("Content-Length") == (str(len(sent.body)) if sent.body else None)


def test_every_other_recorded_request_is_listed_with_its_reason() -> None:
    names = {recording.name for recording in ALL}
    assert NOT_EXPRESSIBLE.keys() <= names
    assert NO_OBJECT.keys() <= names
