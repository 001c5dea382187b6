"""Loading, keeping, unloading, stopping and crashing of the real model."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.domain.model_name import parse_model_name
from app.engine.errors import Refusal
from app.engine.options import load_options, merge_options
from app.engine.starter import install_starter
from app.engine.store import Store
from app.engine.workers import Workers
from tests.engine.program import (
    MODEL,
    Engine,
    children,
    cpu_ticks,
    is_alive,
    running_models,
    uses_no_cpu,
)
from tests.helpers.waiting import wait_until

pytestmark = pytest.mark.engine

ENDLESS: dict[str, Any] = {"model": MODEL, "prompt": "Count for ever: 1, 2, 3,", "raw": True}


@contextmanager
def endless_reply(client: httpx.Client, **fields: Any) -> Iterator[httpx.Response]:
    """A reply that goes on until it is stopped: it counts, and could for a minute."""
    options = {"num_thread": 1, "temperature": 0, "repeat_penalty": 1.0, "num_ctx": 8192}
    with client.stream("POST", "/api/generate", json=ENDLESS | {"options": options} | fields) as response:
        yield response


def unload(client: httpx.Client) -> None:
    assert client.post("/api/generate", json={"model": MODEL, "keep_alive": 0}).status_code == 200
    wait_until(lambda: not running_models(client), "the model is unloaded")


def left_s(row: dict[str, Any]) -> float:
    return (datetime.fromisoformat(row["expires_at"]) - datetime.now(UTC)).total_seconds()


async def test_more_than_512_that_wait_are_told_that_it_is_busy(
    engine_here: None, starter_model: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    name = parse_model_name(MODEL)
    assert install_starter(store, starter_model, name)
    model = store.find(name)
    assert model is not None
    workers = Workers()
    options = load_options(merge_options({"num_thread": 1, "num_ctx": 64}), model.context_length)
    used = []

    async def use() -> None:
        async with workers.use(model, options, None) as loaded:
            used.append(loaded)

    tasks = [asyncio.create_task(use()) for _ in range(513)]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await workers.aclose()
    (refused,) = [result for result in results if result is not None]
    assert isinstance(refused, Refusal)
    assert (refused.status, refused.text) == (
        503,
        "server busy, please try again.  maximum pending requests exceeded",
    )
    assert len(used) == 512
    assert len(set(used)) == 1


@pytest.mark.parametrize("endpoint", ["chat", "generate"])
def test_an_empty_request_loads_and_one_with_keep_alive_0_unloads(
    client: httpx.Client, endpoint: str
) -> None:
    unload(client)
    loaded = client.post(f"/api/{endpoint}", json={"model": MODEL})
    assert loaded.headers["content-type"] == "application/json; charset=utf-8"
    body = loaded.json()
    assert (body["done"], body["done_reason"]) == (True, "load")
    assert not set(body) & {"total_duration", "eval_count"}
    assert body["response" if endpoint == "generate" else "message"] in (
        "",
        {"role": "assistant", "content": ""},
    )
    (row,) = running_models(client)
    assert (row["name"], row["size_vram"], row["context_length"]) == (MODEL, 0, 4096)
    assert row["size"] > 98_362_432
    assert 290 < left_s(row) <= 300
    gone = client.post(f"/api/{endpoint}", json={"model": MODEL, "keep_alive": "0s"})
    assert gone.json()["done_reason"] == "unload"
    wait_until(lambda: not running_models(client), "the model is unloaded")


def test_unloading_what_is_not_loaded_is_no_error(client: httpx.Client) -> None:
    unload(client)
    assert client.post("/api/chat", json={"model": MODEL, "keep_alive": 0}).json()["done_reason"] == "unload"


def test_keep_alive_is_seconds_or_a_duration_or_for_ever(client: httpx.Client) -> None:
    for value, least, most in ((600, 590, 600), ("1h30m", 5390, 5400), (1.5, 0, 1.5)):
        client.post("/api/generate", json={"model": MODEL, "keep_alive": value}).raise_for_status()
        (row,) = running_models(client)
        assert least <= left_s(row) <= most
    client.post("/api/generate", json={"model": MODEL, "keep_alive": -1}).raise_for_status()
    (row,) = running_models(client)
    assert datetime.fromisoformat(row["expires_at"]).year > 2300
    # Without the key the present setting stays.
    client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    assert datetime.fromisoformat(running_models(client)[0]["expires_at"]).year > 2300


def test_the_worker_leaves_when_its_time_is_over(linux: None, client: httpx.Client, engine: Engine) -> None:
    client.post("/api/generate", json={"model": MODEL, "keep_alive": "200ms"}).raise_for_status()
    wait_until(lambda: not running_models(client), "the model is unloaded")
    wait_until(lambda: not children(engine.process.pid), "the worker leaves")


def test_keep_alive_0_with_a_prompt_unloads_after_the_reply(client: httpx.Client) -> None:
    body = ENDLESS | {"stream": False, "keep_alive": 0, "options": {"num_predict": 2, "num_thread": 1}}
    assert client.post("/api/generate", json=body).json()["response"]
    wait_until(lambda: not running_models(client), "the model is unloaded")


def test_a_change_of_num_ctx_takes_another_worker(linux: None, client: httpx.Client, engine: Engine) -> None:
    client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    first = engine.worker_pid()
    client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    assert engine.worker_pid() == first
    client.post("/api/generate", json={"model": MODEL, "options": {"num_ctx": 1000}}).raise_for_status()
    assert engine.worker_pid() != first
    assert running_models(client)[0]["context_length"] == 1000
    client.post("/api/generate", json={"model": MODEL, "options": {"num_ctx": 1_000_000}}).raise_for_status()
    assert running_models(client)[0]["context_length"] == 8192


def test_unloading_in_the_middle_lets_the_reply_end(client: httpx.Client) -> None:
    options = {"num_thread": 1, "num_predict": 24}
    with client.stream("POST", "/api/generate", json=ENDLESS | {"options": options}) as response:
        found = response.iter_lines()
        next(found)
        assert client.post("/api/generate", json={"model": MODEL, "keep_alive": 0}).status_code == 200
        assert '"done":true' in list(found)[-1]
    wait_until(lambda: not running_models(client), "the model is unloaded")


def test_closing_the_connection_stops_the_model(linux: None, client: httpx.Client, engine: Engine) -> None:
    with endless_reply(client) as response:
        found = response.iter_lines()  # held: dropping it would close the connection
        next(found)
        worker = engine.worker_pid()
        before = cpu_ticks(worker)
        wait_until(lambda: cpu_ticks(worker) > before + 5, "the model works")
    wait_until(lambda: uses_no_cpu(worker), "the model stands still")
    assert engine.worker_pid() == worker
    assert running_models(client)


def test_leaving_while_waiting_for_a_whole_reply_stops_the_model(
    linux: None, client: httpx.Client, engine: Engine
) -> None:
    client.post("/api/generate", json={"model": MODEL, "options": {"num_ctx": 8192}}).raise_for_status()
    worker = engine.worker_pid()
    before = cpu_ticks(worker)
    with engine.client() as hasty:
        hasty.timeout = httpx.Timeout(2.0)
        with pytest.raises(httpx.ReadTimeout), endless_reply(hasty, stream=False):
            pytest.fail("nothing should have come")
    assert cpu_ticks(worker) > before
    wait_until(lambda: uses_no_cpu(worker), "the model stands still")


def test_leaving_while_the_model_loads_stops_the_loading(
    linux: None, client: httpx.Client, engine: Engine
) -> None:
    unload(client)
    wait_until(lambda: not children(engine.process.pid), "the worker leaves")
    with engine.client() as hasty:
        hasty.timeout = httpx.Timeout(0.05)
        with pytest.raises(httpx.ReadTimeout):
            hasty.post("/api/generate", json={"model": MODEL})
    wait_until(lambda: not children(engine.process.pid), "the worker leaves")
    assert not running_models(client)
    assert client.post("/api/generate", json={"model": MODEL}).json()["done_reason"] == "load"


def test_a_crash_is_an_error_line_and_the_next_request_loads_again(
    linux: None, client: httpx.Client, engine: Engine
) -> None:
    with endless_reply(client) as response:
        found = response.iter_lines()
        next(found)
        worker = engine.worker_pid()
        os.kill(worker, signal.SIGKILL)
        assert (
            list(found)[-1] == '{"error":"an error was encountered while running the model: unexpected EOF"}'
        )
    body = ENDLESS | {"stream": False, "options": {"num_predict": 2, "num_thread": 1}}
    assert client.post("/api/generate", json=body).json()["response"]
    assert engine.worker_pid() != worker
    assert not is_alive(worker)


def test_a_crash_before_the_first_object_is_a_500(linux: None, client: httpx.Client, engine: Engine) -> None:
    client.post("/api/generate", json={"model": MODEL, "options": {"num_ctx": 8192}}).raise_for_status()
    worker = engine.worker_pid()
    before = cpu_ticks(worker)

    def kill_when_busy() -> None:
        wait_until(lambda: cpu_ticks(worker) > before + 2, "the model works")
        os.kill(worker, signal.SIGKILL)

    killer = threading.Thread(target=kill_when_busy)
    killer.start()
    with endless_reply(client, stream=False) as response:
        killer.join()
        response.read()
    assert response.status_code == 500
    assert response.json() == {"error": "an error was encountered while running the model: unexpected EOF"}


def test_requests_straight_after_a_crash_are_answered(
    linux: None, client: httpx.Client, engine: Engine
) -> None:
    body = ENDLESS | {"stream": False, "options": {"num_predict": 1, "num_thread": 1}}
    for _ in range(5):
        client.post("/api/generate", json=body).raise_for_status()
        os.kill(engine.worker_pid(), signal.SIGKILL)
        # The first may meet the dying worker; it is never met twice.
        client.post("/api/generate", json=body)
        assert client.post("/api/generate", json=body).status_code == 200


def test_a_worker_that_dies_unused_is_no_longer_listed(
    linux: None, client: httpx.Client, engine: Engine
) -> None:
    client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    os.kill(engine.worker_pid(), signal.SIGKILL)
    wait_until(lambda: not running_models(client), "the dead worker is forgotten")
    assert client.post("/api/generate", json={"model": MODEL}).json()["done_reason"] == "load"


def test_two_requests_are_answered_one_after_the_other(client: httpx.Client, engine: Engine) -> None:
    answers: list[httpx.Response] = []
    body = ENDLESS | {"stream": False, "options": {"num_predict": 6, "num_thread": 1}}

    def ask(options: dict[str, Any]) -> None:
        with engine.client() as other:
            answers.append(other.post("/api/generate", json=body | {"options": body["options"] | options}))

    # The last two want another worker, so they wait until the first are answered.
    threads = [
        threading.Thread(target=ask, args=(options,))
        for options in ({}, {}, {"num_ctx": 512}, {"num_ctx": 600})
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(one.status_code, one.json()["eval_count"]) for one in answers] == [(200, 6)] * 4


def test_the_worker_does_not_spin_while_it_waits(linux: None, client: httpx.Client, engine: Engine) -> None:
    client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    worker = engine.worker_pid()
    environment = Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")
    assert b"OMP_WAIT_POLICY=passive" in environment
    assert b"GOMP_SPINCOUNT=0" in environment
    wait_until(lambda: uses_no_cpu(worker), "the worker rests")


def test_the_worker_answers_nobody_but_the_engine(linux: None, client: httpx.Client, engine: Engine) -> None:
    client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    for port in listening_ports(engine.worker_pid()):
        url = f"http://127.0.0.1:{port}"
        assert (
            httpx.post(f"{url}/v1/chat/completions", json={"messages": []}, trust_env=False).status_code
            == 401
        )
        assert httpx.get(f"{url}/props", trust_env=False).status_code == 401
        assert httpx.get(f"{url}/", trust_env=False).status_code in (401, 404)
        allowed = httpx.get(
            f"{url}/health", headers={"Origin": "http://evil.example"}, trust_env=False
        ).headers
        assert allowed.get("access-control-allow-origin", "") == ""


def listening_ports(pid: int) -> list[int]:
    """The TCP ports that a process listens on; all must be on the loopback address (Linux)."""
    sockets = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        target = str(link.readlink())
        if target.startswith("socket:["):
            sockets.add(target[8:-1])
    ports = []
    for row in Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = row.split()
        address, port = fields[1].split(":")
        if fields[3] == "0A" and fields[9] in sockets:
            assert address == "0100007F"
            ports.append(int(port, 16))
    assert ports
    return ports
