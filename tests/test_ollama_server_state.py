"""What the scripted server remembers and how it misbehaves, seen with another client than ours."""

import asyncio
import gc
import hashlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.helpers.fault_names import FAULTS
from tests.helpers.faults import CutAt, EndAfter, ErrorAfter, Instead, StallAt
from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.pulls import PULLS
from tests.helpers.replies import refuse

ROOT = Path(__file__).resolve().parents[1]
GEMMA = {"model": "gemma3:270m"}


@pytest.fixture
def server() -> Iterator[ThreadedOllamaServer]:
    with ThreadedOllamaServer() as server:
        yield server


@pytest.fixture
def http(server: ThreadedOllamaServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as http:
        yield http


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]


def names(http: httpx.Client) -> list[str]:
    return [row["name"] for row in http.get("/api/tags").json()["models"]]


async def pull_until(http: httpx.AsyncClient, enough: int) -> list[dict[str, Any]]:
    """The objects of a pull, left when so many bytes of a layer are there."""
    came = []
    async with http.stream("POST", "/api/pull", json=GEMMA) as answer:
        async for line in answer.aiter_lines():
            came.append(json.loads(line))
            if came[-1].get("completed", 0) >= enough:
                break
    return came


async def test_a_pull_goes_on_where_it_was_left() -> None:
    async with OllamaServer() as server, httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        server.state.transfers.speed_bytes_per_s = 200_000_000
        server.state.transfers.tick_s = 0.01
        came = await pull_until(http, 5_000_000)
        await server.client_left()
        assert server.state.find("gemma3:270m") is None
        (download,) = server.state.transfers.downloads.values()
        assert download.had >= came[-1]["completed"]
        server.state.transfers.speed_bytes_per_s = None
        rest = lines(await http.post("/api/pull", json=GEMMA))
        assert rest[1]["completed"] >= came[-1]["completed"]
        assert rest[-1] == {"status": "success"}
        assert not server.state.transfers.downloads


async def test_two_clients_look_at_one_download() -> None:
    async with OllamaServer() as server, httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        server.state.transfers.speed_bytes_per_s = 800_000_000
        server.state.transfers.tick_s = 0.01
        first, second = await asyncio.gather(pull_until(http, 60_000_000), pull_until(http, 300_000_000))
        assert first[-1]["completed"] < 253_113_024
        assert second[-1] == {"status": "success"}
        digests = {line["digest"] for line in second if "digest" in line}
        assert len(digests) == 2


def test_a_damaged_layer_is_found_at_the_end_and_pulled_again(
    server: ThreadedOllamaServer, http: httpx.Client
) -> None:
    weights = server.state.transfers.registry[0].weights
    server.state.transfers.damaged.add(weights)
    *_, before, last = lines(http.post("/api/pull", json=GEMMA))
    assert before == {"status": "verifying sha256 digest"}
    assert last["error"].startswith(
        f"digest mismatch, file must be downloaded again: want {weights}, got sha256:"
    )
    again = lines(http.post("/api/pull", json=GEMMA))
    assert again[-1] == {"status": "success"}
    assert again[1]["digest"] == weights
    assert "completed" not in again[1]


def test_a_source_that_is_away_repeats_a_number_and_fails(
    server: ThreadedOllamaServer, http: httpx.Client
) -> None:
    transfers = server.state.transfers
    transfers.stops_at, transfers.retries_s = 79_000_000, 0.05
    came = lines(http.post("/api/pull", json=GEMMA))
    assert [line["completed"] for line in came[-4:-1]] == [79_000_000] * 3
    assert came[-1]["error"].startswith("max retries exceeded: ")


def test_what_a_pull_replaces_is_removed(server: ThreadedOllamaServer, http: httpx.Client) -> None:
    http.post("/api/copy", json={"source": "smol", "destination": "gemma3:270m"})
    statuses = [line["status"] for line in lines(http.post("/api/pull", json=GEMMA))]
    assert statuses[-2:] == ["removing unused layers", "success"]
    assert names(http).count("gemma3:270m") == 1


def test_a_missing_base_is_pulled_with_a_success_in_the_middle(http: httpx.Client) -> None:
    came = lines(http.post("/api/create", json={"model": "new", "from": "gemma3:270m", "system": "Hi"}))
    statuses = [line["status"] for line in came]
    assert statuses[0] == "pulling manifest"
    assert statuses.count("success") == 2
    assert {"new:latest", "gemma3:270m"} <= set(names(http))


def test_a_push_wants_an_account(server: ThreadedOllamaServer, http: httpx.Client) -> None:
    http.post("/api/copy", json={"source": "smol", "destination": "herder/smol"})
    assert lines(http.post("/api/push", json={"model": "herder/smol"}))[-1] == {
        "error": "unauthorized: access denied"
    }
    server.state.account = {"name": "herder"}
    assert http.post("/api/me").json() == {"name": "herder"}
    assert lines(http.post("/api/push", json={"model": "herder/smol"}))[-1] == {"status": "success"}
    assert http.post("/api/signout").text == "null"
    assert http.post("/api/me").status_code == 401


def test_a_blob_that_is_there_is_not_read(server: ThreadedOllamaServer, http: httpx.Client) -> None:
    data = b"GGUF" + bytes(3_000_000)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert http.head(f"/api/blobs/{digest}").status_code == 404
    assert http.post(f"/api/blobs/{digest}", content=data).status_code == 201
    assert http.head(f"/api/blobs/{digest}").status_code == 200
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        head = f"POST /api/blobs/{digest} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"
        connection.sendall(head.encode())
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Connection: close" in answer


def test_a_broken_off_upload_leaves_nothing(server: ThreadedOllamaServer, http: httpx.Client) -> None:
    digest = "sha256:" + "0" * 64
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        head = f"POST /api/blobs/{digest} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf"
        connection.sendall(head.encode())
    server.client_left().result(30)
    assert http.head(f"/api/blobs/{digest}").status_code == 404


def test_an_upload_may_be_chunked_or_wait_to_be_asked_for(
    server: ThreadedOllamaServer, http: httpx.Client
) -> None:
    digest = f"sha256:{hashlib.sha256(b'hello').hexdigest()}"
    assert http.post(f"/api/blobs/{digest}", content=iter([b"hel", b"lo"])).status_code == 201
    digest = f"sha256:{hashlib.sha256(b'GGUF!').hexdigest()}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        head = f"POST /api/blobs/{digest} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        connection.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
        assert connection.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"GGUF!")
        assert connection.recv(4096).startswith(b"HTTP/1.1 201 Created\r\n")


def test_layers_are_shared(http: httpx.Client) -> None:
    http.post("/api/create", json={"model": "one", "from": "smol", "system": "Hi", "stream": False})
    came = lines(http.post("/api/create", json={"model": "two", "from": "smol", "system": "Hi"}))
    assert all(line["status"].startswith("using existing layer") for line in came[:-2])
    rows = {row["name"]: row for row in http.get("/api/tags").json()["models"]}
    assert rows["one:latest"]["digest"] == rows["two:latest"]["digest"]
    assert rows["one:latest"]["size"] > rows["smol:latest"]["size"]


async def test_one_model_answers_one_request_at_a_time() -> None:
    question = {"model": "smol", "prompt": "one two three"}
    async with OllamaServer(rate=0.001) as server, httpx.AsyncClient(trust_env=False) as http:
        server.state.one_at_a_time = True
        async with http.stream("POST", f"{server.url}/api/generate", json=question) as first:
            assert first.status_code == 200
            second = asyncio.ensure_future(http.post(f"{server.url}/api/generate", json=question))
            await server.requested(2)
            assert not second.done()
            server.state.rate = None
        assert (await second).status_code == 200


def test_an_old_server_lacks_what_came_later() -> None:
    state = OllamaState(old=True, unknown_paths={"/api/status"})
    with ThreadedOllamaServer(state) as server, httpx.Client(base_url=server.url, trust_env=False) as http:
        assert http.get("/api/status").status_code == 404
        assert "capabilities" not in http.get("/api/tags").json()["models"][0]


def test_a_fault_stays_until_it_is_taken_away(server: ThreadedOllamaServer, http: httpx.Client) -> None:
    server.misbehave("POST /api/*", Instead(refuse(503, "busy")))
    assert [http.post("/api/me").status_code for _ in range(2)] == [503, 503]
    assert http.get("/api/tags").status_code == 200
    server.misbehave("POST /api/*", None)
    assert http.post("/api/me").status_code == 401


@pytest.mark.parametrize("after", [0, 1, 57, 400])
def test_an_answer_is_cut_at_any_byte(server: ThreadedOllamaServer, http: httpx.Client, after: int) -> None:
    whole = http.get("/api/tags").content
    server.misbehave("/api/tags", CutAt(after))
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(b"GET /api/tags HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    assert answer.partition(b"\r\n\r\n")[2] == whole[:after]


def test_a_stream_is_spoiled_between_its_objects(server: ThreadedOllamaServer, http: httpx.Client) -> None:
    question = {"model": "smol", "messages": [{"role": "user", "content": "Hi"}]}
    server.misbehave("/api/chat", ErrorAfter(2, "runner stopped"))
    came = lines(http.post("/api/chat", json=question))
    assert ["message" in line for line in came] == [True, True, False]
    assert came[-1] == {"error": "runner stopped"}
    server.misbehave("/api/chat", EndAfter(2, in_line=True))
    *first, half = http.post("/api/chat", json=question).text.splitlines()
    assert len(first) == 2
    assert half.startswith('{"model":"smol"')
    assert not half.endswith("}")


def test_a_stall_lasts_until_the_client_leaves(server: ThreadedOllamaServer, http: httpx.Client) -> None:
    server.misbehave("/api/tags", StallAt(10))
    with pytest.raises(httpx.ReadTimeout):
        http.get("/api/tags", timeout=0.2)
    server.client_left().result(30)


@pytest.mark.parametrize("name", PULLS)
def test_every_course_of_a_pull_is_a_stream_of_objects(
    server: ThreadedOllamaServer, http: httpx.Client, name: str
) -> None:
    server.script("/api/pull", PULLS[name].reply())
    came = lines(http.post("/api/pull", json=GEMMA))
    assert came[0] == {"status": "pulling manifest"}
    assert came[-1] == {"status": "success"} or "error" in came[-1]


@pytest.mark.parametrize(
    ("arguments", "request_", "status"),
    [
        (["--fault", "503", "--path", "/api/tags"], ("GET", "/api/tags"), 503),
        (["--fault", "503", "--path", "/api/tags"], ("GET", "/api/version"), 200),
        (["--signed-in"], ("POST", "/api/me"), 200),
        (["--pull", "falling", "--pause", "0"], ("POST", "/api/pull"), 200),
    ],
)
def test_the_command_line_sets_it_up(arguments: list[str], request_: tuple[str, str], status: int) -> None:
    command = [sys.executable, "-m", "tests.helpers.ollama_server", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        with httpx.Client(base_url=url, trust_env=False, timeout=30) as http:
            assert http.request(*request_).status_code == status
        program.terminate()


def test_the_help_names_every_fault() -> None:
    command = [sys.executable, "-m", "tests.helpers.ollama_server", "--help"]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [name for name in (*FAULTS, *PULLS) if f"  {name}" not in text] == []


def test_no_thread_is_left() -> None:
    with ThreadedOllamaServer():
        pass
    assert not [thread for thread in threading.enumerate() if thread.name == "ollama server"]


@pytest.mark.parametrize("turns", range(6))
async def test_a_connection_that_comes_at_the_end_is_closed(turns: int) -> None:
    with socket.socket() as client:
        async with OllamaServer() as server:
            client.connect(("127.0.0.1", server.port))
            for _ in range(turns):
                await asyncio.sleep(0)
        gc.collect()  # what was left open would be told, and fail this test
