"""The scripted server itself: what other tests rely on, seen with another client than ours."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.recordings import Chunking, load
from tests.helpers.replies import Gate, Replay, Stall, Stream, delta, done, refuse

ROOT = Path(__file__).resolve().parents[1]


def ask(url: str, method: str = "GET", **options: Any) -> httpx.Response:
    """One request without the system's proxies."""
    with httpx.Client(trust_env=False, timeout=30) as client:
        return client.request(method, url, **options)


@pytest.mark.parametrize(
    ("recording", "options"),
    [
        ("version/root", {}),
        ("version/root_head", {}),
        ("version/head", {}),
        ("version/unknown_path", {}),
        ("version/post_not_allowed", {}),
        ("generate/get_not_allowed", {}),
        ("chat/empty_body", {}),
        ("show/no_model", {"json": {}}),
        ("show/bad_json", {"content": "{"}),
        ("show/bad_name", {"json": {"model": "bad name!"}}),
        ("chat/unknown_model", {"json": {"model": "nosuch"}}),
        ("generate/keep_alive_bad", {"json": {"model": "smol", "keep_alive": "soon"}}),
    ],
)
def test_it_answers_plain_questions_as_the_real_one(recording: str, options: dict[str, Any]) -> None:
    real = load(recording)
    with ThreadedOllamaServer() as server:
        answer = ask(server.url + real.path, real.method, **options)
    assert answer.status_code == real.status
    assert answer.content == real.body
    headers = dict(real.headers)
    assert answer.headers["content-type"].split(";")[0] == headers["Content-Type"].split(";")[0]
    assert answer.headers.get("allow") == headers.get("Allow")


def test_an_old_server_has_no_capabilities_in_tags() -> None:
    with ThreadedOllamaServer(OllamaState(version="0.12.0", old=True)) as server:
        models = ask(f"{server.url}/api/tags").json()["models"]
        assert all("capabilities" not in model for model in models)
        assert ask(f"{server.url}/api/version").json() == {"version": "0.12.0"}


@pytest.mark.parametrize("chunking", Chunking)
def test_a_replay_sends_the_recorded_bytes(chunking: Chunking) -> None:
    recording = load("chat/stream")
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Replay(recording, chunking))
        answer = ask(f"{server.url}/api/chat", "POST", json={"model": "smol"})
    assert answer.content == recording.body
    assert answer.headers["content-type"] == "application/x-ndjson"


def test_scripts_are_used_once_each_and_in_order() -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/tags", refuse(503, "one"), refuse(500, "two"))
        statuses = [ask(f"{server.url}/api/tags").status_code for _ in range(3)]
        assert statuses == [503, 500, 200]
        assert [request.path for request in server.requests_to("/api/tags")] == ["/api/tags"] * 3


def test_a_gate_holds_the_stream_until_another_thread_opens_it() -> None:
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("a"), gate, done("b")]))

        def open_it() -> None:
            gate.reached.wait(30)
            gate.open()

        opener = threading.Thread(target=open_it)
        opener.start()
        lines = ask(f"{server.url}/api/chat", "POST", json={"model": "smol"}).text.splitlines()
        opener.join()
    assert len(lines) == 2


def test_it_knows_when_a_client_leaves() -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("a"), Stall()]))
        with httpx.Client(trust_env=False) as client:
            left = server.client_left()
            with client.stream("POST", f"{server.url}/api/chat", json={}) as answer:
                lines = answer.iter_lines()
                assert next(lines)
                assert not left.done()
        left.result(30)


async def test_it_stops_with_clients_still_connected() -> None:
    server = OllamaServer()
    async with server, httpx.AsyncClient(trust_env=False) as client:
        server.script("/api/chat", Stream([delta("a"), Stall()]))
        request = client.build_request("POST", f"{server.url}/api/chat", json={})
        answer = await client.send(request, stream=True)
        await server.__aexit__(None, None, None)
        await answer.aclose()


def test_it_can_be_started_by_hand() -> None:
    command = [sys.executable, "-m", "tests.helpers.ollama_server", "--rate", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        question = {"model": "smol", "stream": False, "messages": [{"role": "user", "content": "Hi"}]}
        reply = ask(f"{url}/api/chat", "POST", json=question).json()
        program.terminate()
    assert "You asked: Hi" in reply["message"]["content"]
