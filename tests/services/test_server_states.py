"""What can be wrong with a server, told apart; switching, sleeping, starting only where nobody listens."""

import asyncio
import socket
import ssl
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from app.api.hosts import parse_address
from app.domain.chat import ChatMessage, ChatRequest
from app.domain.failure import FailureCode
from app.domain.server import Connection, ServerState, is_too_old
from app.domain.server_profile import ServerSecrets, TlsTrust
from app.services.engine_process import EngineProcess, EngineSetup
from app.services.ollama_program import OllamaProgram
from app.services.server import SLEEP_CHECK_S, ServerService
from app.services.server_choice import ServerChoice
from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer
from tests.helpers.replies import Answer, Gate, Stall, Stream, delta, done, html, refuse
from tests.helpers.services import choice_of, heard, services

TLS = Path(__file__).resolve().parents[1] / "data" / "tls"


def is_ready(state: ServerState) -> bool:
    return state.connection is Connection.READY


def has_failed(state: ServerState) -> bool:
    return state.connection is Connection.FAILED


def service_of(
    folder: Path, choice: ServerChoice, ollama: OllamaProgram | None = None, **more: Any
) -> ServerService:
    engine = EngineProcess(EngineSetup(folder / "models", None, "smollm2:135m", "0.0.0"))
    return ServerService(choice, engine, ollama or OllamaProgram("", folder / "ollama.log"), **more)


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    return context


PLAIN_BAD_GATEWAY = Answer("Bad Gateway", 502, "text/plain")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (html(), FailureCode.NOT_OLLAMA),
        (html(404), FailureCode.NOT_OLLAMA),
        (Answer({"version": 7}), FailureCode.NOT_OLLAMA),
        (Answer("", 302, headers=(("Location", "/login"),)), FailureCode.NOT_OLLAMA),
        (html(502, "Bad Gateway"), FailureCode.SERVER_BEHIND_PROXY),
        (html(503, "Service Unavailable"), FailureCode.SERVER_BEHIND_PROXY),
        (PLAIN_BAD_GATEWAY, FailureCode.SERVER_BEHIND_PROXY),
        (Answer("", 504), FailureCode.SERVER_BEHIND_PROXY),
        (html(401, "Sign in"), FailureCode.UNAUTHORISED),
        (refuse(401, "unauthorized"), FailureCode.UNAUTHORISED),
        (Answer("", 403), FailureCode.FORBIDDEN),
        (Answer({"version": "0.1.37"}), FailureCode.SERVER_TOO_OLD),
    ],
    ids=[
        "a web page", "a missing page", "another JSON", "a redirect", "a gateway's page",
        "an unavailable page", "a gateway's word", "a gateway's silence", "a sign-in page", "401",
        "403 by Host", "too old",
    ],
)  # fmt: skip
async def test_an_answer_that_is_none_is_told_apart(
    loop: Any, tmp_path: Path, answer: Any, code: FailureCode
) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/version", answer, answer)  # a look-up may be sent once more
        states = heard(it.server.state_changed)
        it.server.start()
        state = await states.until(has_failed)
        assert state.failure.code is code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:9", FailureCode.SERVER_REFUSED),
        ("http://nobody.invalid", FailureCode.SERVER_NAME_UNKNOWN),
    ],
)
async def test_a_server_that_is_not_reached_is_told_apart(
    loop: Any, tmp_path: Path, url: str, code: FailureCode
) -> None:
    async with services(tmp_path, choice_of(url)) as it:
        states = heard(it.server.state_changed)
        it.server.start()
        state = await states.until(has_failed)
        assert (state.failure.code, state.failure.address) == (code, parse_address(url).url)


async def test_a_connection_that_takes_too_long_is_told(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.server_choice.LOOK_TIMEOUT_S", 0.5)
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        async with services(tmp_path, choice_of(f"http://127.0.0.1:{full.getsockname()[1]}")) as it:
            states = heard(it.server.state_changed)
            it.server.start()
            state = await states.until(has_failed)
        for each in waiting:
            each.close()
    assert state.failure.code is FailureCode.SERVER_TIMEOUT


async def test_a_server_that_says_nothing_is_told(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.server_choice.LOOK_TIMEOUT_S", 1.5)  # connected by then in any case
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/version", Stream([], before=[Stall()]))
        states = heard(it.server.state_changed)
        it.server.start()
        assert (await states.until(has_failed)).failure.code is FailureCode.SERVER_SILENT


async def test_a_self_signed_certificate_is_told_and_can_be_accepted(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer(tls=server_tls()) as server:
        async with services(tmp_path, choice_of(server.url)) as it:
            states = heard(it.server.state_changed)
            it.server.start()
            assert (await states.until(has_failed)).failure.code is FailureCode.SERVER_TLS
            assert server.requests == []
            trust = TlsTrust(ca_file=str(TLS / "certificate.pem"))
            it.server.choose(ServerChoice(parse_address(server.url), trust=trust))
            await states.until(is_ready)


async def test_what_signs_in_is_sent(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        states = heard(it.server.state_changed)
        secrets = ServerSecrets("a-token", (("X-Key", "a-value"),))
        it.server.choose(ServerChoice(parse_address(server.url), secrets=secrets))
        it.server.start()
        await states.until(is_ready)
        assert {request.header("Authorization") for request in server.requests} == {"Bearer a-token"}
        assert {request.header("X-Key") for request in server.requests} == {"a-value"}


async def test_a_server_without_ps_is_still_one(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/ps", Answer("404 page not found", 404, "text/plain"))
        states = heard(it.server.state_changed)
        it.server.start()
        state = await states.until(is_ready)
        assert state.running == ()


async def test_switching_does_not_wait_for_a_server_that_is_silent(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as silent, OllamaServer() as other:
        silent.script("/api/version", Stream([], before=[gate]))
        async with services(tmp_path, choice_of(silent.url)) as it:
            states = heard(it.server.state_changed)
            it.server.start()
            await asyncio.to_thread(gate.reached.wait, 20)
            it.server.choose(choice_of(other.url, profile_id="b2", name="Other"))
            state = await states.until(is_ready)
            assert (state.address, state.profile_id, state.name) == (other.url, "b2", "Other")
            assert not [each for each in states.values if has_failed(each)], "nobody hears of the one left"
            gate.open()


async def test_a_server_that_was_left_is_let_go_when_its_reply_ends(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as left, OllamaServer() as other:
        left.script("/api/chat", Stream([delta("x"), gate, done()]))
        async with services(tmp_path, choice_of(left.url)) as it:
            states = heard(it.server.state_changed)
            it.server.start()
            await states.until(is_ready)
            client, grown = it.server.client, asyncio.Event()

            async def read() -> list[str]:
                words = []
                async for each in client.chat_deltas(ChatRequest("m", (ChatMessage("user", "Hi"),))):
                    words.append(each.content)
                    grown.set()
                return words

            reading = asyncio.create_task(read())
            await grown.wait()
            it.server.choose(choice_of(other.url, profile_id="b2", name="Other"))
            await states.until(lambda state: is_ready(state) and state.address == other.url)
            assert client.is_open, "the reply goes on"
            gate.open()
            assert "x" in await reading
            await left.alone()
            assert await client.version(), "what comes late is answered"
            await left.alone()


async def test_a_refused_token_changes_nothing(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        with pytest.raises(ValueError, match="Authorization"):
            it.server.choose(ServerChoice(parse_address("http://b"), secrets=ServerSecrets("Zürich\n")))
        assert it.server.state.address == "http://127.0.0.1:9"


class WallClock:
    """A clock that jumps when told so, as it does over a sleep."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


async def test_after_a_sleep_the_server_is_asked_at_once(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.server.SLEEP_CHECK_S", 0.01)
    clock = WallClock()
    async with OllamaServer() as server:
        service = service_of(tmp_path, choice_of(server.url), wall_clock=clock)
        try:
            states = heard(service.state_changed)
            service.start()
            await states.until(is_ready)
            asked = len(server.requests)
            await asyncio.wait_for(server.requested(asked), 20)
            clock.now_s += 3600
            await server.requested(asked + 2)
        finally:
            await service.aclose()
    assert SLEEP_CHECK_S > 1


async def test_nobody_is_asked_while_nobody_looks(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.server.WATCH_INTERVAL_S", 0.01)
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        states = heard(it.server.state_changed)
        it.server.start()
        await states.until(is_ready)
        await server.requested(9)
        it.server.set_watched(False)
        asked = len(server.requests)
        await asyncio.sleep(0.2)  # twenty looks of two requests each could begin
        assert len(server.requests) <= asked + 2, "what was under way ends"
        it.server.set_watched(True)
        await server.requested(asked + 4)


def program_that_tells(folder: Path) -> OllamaProgram:
    """A stand-in for `ollama` that leaves a trace when it is started."""
    path = folder / "ollama"
    path.write_text(f"#!{sys.executable}\nopen({str(folder / 'started')!r}, 'w').close()\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return OllamaProgram(str(path), folder / "ollama.log")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the program is a script with #!")
async def test_ollama_is_started_only_where_nothing_listens(loop: Any, tmp_path: Path) -> None:
    program = program_that_tells(tmp_path)
    async with OllamaServer() as server:
        server.script("/api/version", html(), html())
        service = service_of(tmp_path, choice_of(server.url), program)
        try:
            states = heard(service.state_changed)
            service.start()
            await states.until(has_failed)
            states.values.clear()
            service.start_ollama()
            await server.requested(2)
            service.look_again()
            await states.until(is_ready)
            service.start_ollama()
            service.look_again()
            await server.requested(len(server.requests) + 1)
        finally:
            await service.aclose()
    assert not (tmp_path / "started").exists()


def test_ollama_is_never_started_at_the_address_of_another_computer() -> None:
    for url in ("http://192.168.1.20:11434", "https://127.0.0.1:11434", "http://studio.lan"):
        assert choice_of(url).local().address.url == "http://127.0.0.1:11434"
    assert choice_of("http://localhost:9999").local().address.url == "http://localhost:9999"


@pytest.mark.parametrize(
    ("version", "is_old"),
    [
        ("0.1.37", True),
        ("0.0.18", True),
        ("0.1.38", False),
        ("v0.1.9", True),
        ("0.33.0", False),
        ("0.25.0-rc0", False),
        ("1.0.0", False),
        ("0.0.0", False),
        ("", False),
        ("dev", False),
    ],
)
def test_too_old_is_what_lacks_ps(version: str, is_old: bool) -> None:
    assert is_too_old(version) is is_old


@pytest.mark.parametrize("turns", range(6))
async def test_the_end_is_the_end_also_right_after_a_look_was_wanted(
    loop: Any, tmp_path: Path, turns: int
) -> None:
    async with OllamaServer() as server:
        service = service_of(tmp_path, choice_of(server.url))
        states = heard(service.state_changed)
        service.start()
        await states.until(is_ready)
        await server.requested(3)
        await asyncio.sleep(0.05)  # until it rests
        service.look_again()
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await service.aclose()
