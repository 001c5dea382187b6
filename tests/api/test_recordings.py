"""What a real server answered, played again from a socket and read with our client."""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
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
    DESCRIBED,
    EMPTY,
    ENDPOINTS,
    NO_OBJECT,
    NOT_EXPRESSIBLE,
    REWRITTEN,
    SHORTENED,
    values_of,
)
from tests.api.uploads import Taken, digest_of
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.recordings import Chunking, Recording, load_all
from tests.helpers.replies import Answer, Replay, Stall, Stream

ALL = load_all(*ENDPOINTS)
ANSWERED = [recording for recording in ALL if not recording.is_empty]
WRITERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "/api/chat": as_json.chat,
    "/api/generate": as_json.generate,
    "/api/tags": as_json.tags,
    "/api/ps": as_json.ps,
    "/api/show": as_json.show,
    "/api/version": as_json.version,
    "/api/status": as_json.status,
    "/api/embed": as_json.embed,
    "/api/embeddings": as_json.embeddings,
    "/api/pull": as_json.progress,
    "/api/push": as_json.progress,
    "/api/create": as_json.progress,
    "/api/copy": as_json.nothing,
    "/api/delete": as_json.nothing,
}
METHODS = {"/api/version": "GET", "/api/status": "GET", "/api/tags": "GET", "/api/ps": "GET"} | {
    "/api/delete": "DELETE"
}


def named(recordings: list[Recording]) -> pytest.MarkDecorator:
    """One test per recording."""
    return pytest.mark.parametrize("recording", recordings, ids=[recording.name for recording in recordings])


def ours(recording: Recording) -> bool:
    """Whether our client makes this kind of request at all."""
    return recording.path in WRITERS and recording.method == METHODS.get(recording.path, "POST")


UPLOADS = [
    recording for recording in ALL if recording.name.startswith("blobs/") and recording.method == "POST"
]
CHECKS = [recording for recording in ALL if recording.name.startswith("blobs/head")]
OURS = [recording for recording in ANSWERED if ours(recording)]
OTHERS = [recording for recording in ANSWERED if recording not in (*OURS, *UPLOADS, *CHECKS)]


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
    counts = Counter(recording.name.split("/")[0] for recording in ALL)
    assert (dict(counts), len(ALL)) == (ENDPOINTS, 287)
    assert {recording.name for recording in ALL if recording.is_empty} == EMPTY
    assert {recording.name for recording in ANSWERED if not recording.is_complete} == BROKEN_OFF
    assert {recording.name for recording in ANSWERED if recording.is_cut} == CUT
    assert {recording.name for recording in ALL if recording.is_shortened} == SHORTENED | REWRITTEN
    assert {recording.name for recording in ALL if "body_note" in recording.request} == DESCRIBED


@pytest.mark.parametrize("chunking", Chunking)
@named(OURS)
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
@named(OTHERS)
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


@named([each for each in ALL if each.name not in NOT_EXPRESSIBLE and each not in UPLOADS])
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


@pytest.mark.parametrize("chunking", Chunking)
@named(CHECKS)
async def test_checks_for_a_blob(recording: Recording, chunking: Chunking) -> None:
    async with OllamaServer() as server:
        server.script(recording.path, Replay(recording, chunking))
        client = OllamaClient(parse_address(server.url))
        found: bool | int | None
        try:
            found = await client.has_blob(recording.path.removeprefix("/api/blobs/"))
        except ApiError as error:
            found = error.status
        await client.aclose()
    assert found == {200: True, 404: False, 400: 400}[recording.status]


@pytest.mark.parametrize("chunking", Chunking)
@named(UPLOADS)
async def test_uploads_of_a_blob(recording: Recording, chunking: Chunking, tmp_path: Path) -> None:
    """The files of most are not kept, so a small one stands for them; what the server said is the same."""
    file = tmp_path / "blob"
    file.write_text(recording.request.get("body_text", "GGUF"), encoding="utf-8")
    digest, taken = digest_of(file), Taken(Replay(recording, chunking))
    async with OllamaServer() as server:
        server.script(f"/api/blobs/{digest}", Answer(status=404), taken)
        client = OllamaClient(parse_address(server.url))
        result: Any
        try:
            result = (await client.upload_blob(file)).was_there
        except ApiError as error:
            result = (error.status, error.message)
        await client.aclose()
    expected_error = (400, json.loads(recording.lines[0])["error"]) if recording.lines else None
    assert result == {200: True, 201: False, 400: expected_error}[recording.status]
    _, sent = server.requests
    assert (sent.method, taken.body) == ("POST", file.read_bytes())
    if recording.name == "blobs/post_text":
        assert sent.path == recording.path


def test_every_recording_is_used() -> None:
    used = Counter(each.name for each in (*OURS, *OTHERS, *UPLOADS, *CHECKS))
    assert used.keys() | EMPTY == {recording.name for recording in ALL}
    assert used.total() + len(EMPTY) == 287


def test_every_request_that_is_not_made_is_listed_with_its_reason() -> None:
    names = {recording.name for recording in ALL}
    assert NOT_EXPRESSIBLE.keys() | NO_OBJECT.keys() <= names
    assert {recording.name for recording in ALL if not recording.has_json_request} <= {
        *(recording.name for recording in ALL if recording.method != "POST"),
        *(recording.name for recording in UPLOADS),
        *NOT_EXPRESSIBLE,
    }
