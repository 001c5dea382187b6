"""The server service: looked for, lost, found again, started, switched."""

import os
import socket
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.api.hosts import parse_address
from app.domain.failure import FailureCode
from app.domain.server import Connection, ServerKind, ServerState
from app.services.engine_process import EngineProcess, EngineSetup
from app.services.ollama_program import OllamaProgram
from app.services.server import ServerChoice, ServerService
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import html, refuse
from tests.helpers.services import Heard, choice_of, heard, services

ROOT = Path(__file__).resolve().parents[2]


def is_ready(state: ServerState) -> bool:
    return state.connection is Connection.READY


def has_failed(state: ServerState) -> bool:
    return state.connection is Connection.FAILED


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def without_server(
    ollama: OllamaProgram, folder: Path, port: int
) -> AsyncIterator[tuple[ServerService, Heard]]:
    """The service and its states, once it has told that nothing answers at the port."""
    engine = EngineProcess(EngineSetup(folder / "models", None, "smollm2:135m", "0.0.0"))
    service = ServerService(ServerChoice(parse_address(f"http://127.0.0.1:{port}")), engine, ollama)
    try:
        states = heard(service.state_changed)
        service.start()
        await states.until(has_failed)
        yield service, states
    finally:
        await service.aclose()


async def test_a_server_is_found_with_its_models(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        states = heard(it.server.state_changed)
        it.server.start()
        state = await states.until(is_ready)
        assert (state.version, state.kind, state.address) == ("0.33.0", ServerKind.OLLAMA, server.url)
        assert state.models[0].name == "smol:latest"
        assert state.failure is None


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (html(), FailureCode.NOT_OLLAMA),
        (refuse(401, "unauthorized"), FailureCode.UNAUTHORISED),
        (refuse(403, ""), FailureCode.FORBIDDEN),
    ],
    ids=["a web page", "401", "403"],
)
async def test_what_is_wrong_is_told_apart(loop: Any, tmp_path: Path, answer: Any, code: FailureCode) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/version", answer)
        states = heard(it.server.state_changed)
        it.server.start()
        state = await states.until(has_failed)
        assert state.failure.code is code


async def test_a_named_server_that_is_gone_is_never_replaced(
    loop: Any, tmp_path: Path, starter_model: Path
) -> None:
    choice = choice_of(f"http://127.0.0.1:{free_port()}", use_engine=True)
    async with services(tmp_path, choice, starter_model) as it:
        states = heard(it.server.state_changed)
        it.server.start()
        state = await states.until(lambda s: s.retry_in_s is not None)
        assert state.failure.code is FailureCode.SERVER_REFUSED
        assert state.kind is ServerKind.OLLAMA
        assert state.retry_in_s == 3.0


async def test_every_pause_is_told_also_one_as_long_as_the_last(loop: Any, tmp_path: Path) -> None:
    choice = choice_of(f"http://127.0.0.1:{free_port()}")
    async with services(tmp_path, choice) as it:
        states = heard(it.server.state_changed)
        it.server.start()
        first = await states.until(lambda state: state.retry_in_s == 3.0)
        states.values.clear()
        it.server.look_again()
        assert await states.until(lambda state: state.retry_in_s == 3.0) == first


async def test_a_lost_server_is_found_again(loop: Any, tmp_path: Path) -> None:
    port = free_port()
    async with services(tmp_path, choice_of(f"http://127.0.0.1:{port}")) as it:
        states = heard(it.server.state_changed)
        it.server.start()
        await states.until(has_failed)
        async with OllamaServer(port=port):
            it.server.look_again()
            await states.until(is_ready)
        states.values.clear()
        it.server.look_again()
        state = await states.until(has_failed)
        assert state.failure.code is FailureCode.SERVER_REFUSED
        assert state.models, "what was known stays shown"


async def test_another_server_is_chosen_by_its_address(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        states, chosen = heard(it.server.state_changed), heard(it.server.chosen)
        it.server.start()
        await states.until(has_failed)
        it.server.connect_to("ftp://example.com")
        assert states.values[-1].failure.code is FailureCode.BAD_ADDRESS
        it.server.connect_to(f"127.0.0.1:{server.port}")
        await states.until(is_ready)
        assert chosen.values == [f"127.0.0.1:{server.port}"]


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the program is a script with #!")
async def test_a_found_program_is_started_and_ended(loop: Any, tmp_path: Path) -> None:
    program = tmp_path / "ollama"
    program.write_text(
        f"#!{sys.executable}\n"
        "import os, subprocess, sys\n"
        f"os.chdir({str(ROOT)!r})\n"
        "port = os.environ['OLLAMA_HOST'].rpartition(':')[2]\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'tests.helpers.ollama_server', '--port', port])\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    port = free_port()
    ollama = OllamaProgram(str(program), tmp_path / "ollama.log")
    async with without_server(ollama, tmp_path, port) as (service, states):
        assert states.values[-1].ollama_path == str(program)
        service.start_ollama()
        await states.until(is_ready)
    assert not ollama.is_running
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


async def test_a_program_that_ends_at_once_is_told(loop: Any, tmp_path: Path) -> None:
    program = tmp_path / "ollama"
    program.write_text("#!/bin/sh\necho 'listen tcp: address already in use' >&2\nexit 1\n")
    program.chmod(0o700)
    ollama = OllamaProgram(str(program), tmp_path / "ollama.log")
    async with without_server(ollama, tmp_path, free_port()) as (service, states):
        service.start_ollama()
        state = await states.until(
            lambda s: has_failed(s) and s.failure.code is FailureCode.OLLAMA_NOT_STARTED
        )
        assert "already in use" in state.failure.detail


async def test_what_nobody_foresaw_is_told_once_and_the_watch_goes_on(
    loop: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    impossible = OllamaProgram("olla\0ma", tmp_path / "ollama.log")  # no system can run that
    async with without_server(impossible, tmp_path, port) as (service, states):
        service.start_ollama()
        state = await states.until(
            lambda s: has_failed(s) and s.failure.code is FailureCode.INTERNAL and s.retry_in_s
        )
        assert "null" in state.failure.detail
        async with OllamaServer(port=port):
            await states.until(is_ready)  # after the pause, by itself
    assert caplog.text.count("ended with a bug") == 1


@pytest.mark.engine
@pytest.mark.skipif(sys.platform == "win32", reason="asks for the process with signal 0")
async def test_the_engine_starts_where_nothing_else_is(
    loop: Any, tmp_path: Path, starter_model: Path
) -> None:
    choice = ServerChoice(parse_address(f"http://127.0.0.1:{free_port()}"), use_engine=True)
    async with services(tmp_path, choice, starter_model) as it:
        states = heard(it.server.state_changed)
        it.server.start()
        state = await states.until(is_ready)
        assert state.kind is ServerKind.ENGINE
        assert [model.name for model in state.models] == ["smollm2:135m"]
        pid = it.server.engine_pid
        assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_missing_starter_model_is_told(loop: Any, tmp_path: Path) -> None:
    choice = ServerChoice(parse_address(f"http://127.0.0.1:{free_port()}"), engine_first=True)
    async with services(tmp_path, choice) as it:
        states = heard(it.server.state_changed)
        it.server.start()
        state = await states.until(has_failed)
        assert state.failure.code in (FailureCode.STARTER_MODEL_MISSING, FailureCode.ENGINE_MISSING)
