"""The list of servers: kept, switched, changed, removed and brought back; secrets stay where they belong."""

import asyncio
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.domain.failure import FailureCode
from app.domain.server import Connection, ServerState
from app.domain.server_profile import (
    ENGINE_ID,
    LOCAL_ID,
    HeaderDraft,
    SecretPlace,
    ServerDraft,
    ServerList,
    ServerProfile,
    TlsTrust,
)
from app.services.servers import LOCAL, first_choice
from app.storage.server_profiles import SECRETS_FILE, SERVERS_FILE, KeptServers, ServersFile
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.server_services import ServerServices, server_services
from tests.helpers.services import anything, heard

TOKEN = "tok-3141592653"
VALUE = "val-2718281828"
A = ServerProfile("a", "", "http://a:1")
BAD = ServerProfile("a", "", "no\taddress")


def with_header(header: HeaderDraft) -> ServerDraft:
    """A server on this computer that gets one header."""
    return ServerDraft("", "", "http://127.0.0.1", headers=(header,))


def is_ready(state: ServerState) -> bool:
    return state.connection is Connection.READY


async def saved(it: ServerServices, draft: ServerDraft) -> ServerProfile:
    """Save a server and wait until it is in the list."""
    ids = heard(it.servers.saved)
    it.servers.save(draft)
    profile_id = await ids.until()
    profile = it.servers.servers.profile(profile_id)
    assert profile is not None
    return profile


async def refused(it: ServerServices, draft: ServerDraft) -> FailureCode:
    """Try to save a server that is refused."""
    failures = heard(it.servers.save_refused)
    it.servers.save(draft)
    code: FailureCode = (await failures.until(anything)).code
    return code


def test_the_first_server_is_the_usual_one_where_nothing_is_kept() -> None:
    choice, trouble = first_choice(KeptServers(), "", use_engine=True)
    assert (choice.address.url, choice.profile_id) == ("http://127.0.0.1:11434", LOCAL_ID)
    assert not choice.is_explicit
    assert choice.use_engine
    assert not trouble


@pytest.mark.parametrize(
    ("kept", "named", "address", "profile_id", "is_explicit"),
    [
        (KeptServers((LOCAL, A), "a"), "", "http://a:1", "a", True),
        (KeptServers((LOCAL, A), "a"), "b", "http://b:11434", "", True),
        (KeptServers((LOCAL, A), LOCAL_ID), "a:1", "http://a:1", "a", True),
        (KeptServers((), ENGINE_ID), "", "http://127.0.0.1:11434", ENGINE_ID, False),
        (KeptServers((), LOCAL_ID), "0.0.0.0", "http://127.0.0.1:11434", "", True),
        (KeptServers((BAD,), "a"), "", "http://127.0.0.1:11434", LOCAL_ID, False),
    ],
    ids=["default", "named", "named and kept", "engine", "0.0.0.0", "a damaged entry"],
)  # fmt: skip
def test_the_first_server(
    kept: KeptServers, named: str, address: str, profile_id: str, is_explicit: bool
) -> None:
    choice, _ = first_choice(kept, named, use_engine=False)
    assert (choice.address.url, choice.profile_id, choice.is_explicit) == (address, profile_id, is_explicit)
    assert choice.engine_first is (kept.default_id == ENGINE_ID and not named)


def test_a_named_address_that_is_none_is_told() -> None:
    choice, trouble = first_choice(KeptServers(), "ftp://a", use_engine=False)
    assert choice.profile_id == LOCAL_ID
    assert [failure.code for failure in trouble] == [FailureCode.BAD_ADDRESS]


async def test_a_server_is_added_used_made_the_default_and_there_at_the_next_start(
    loop: Any, tmp_path: Path
) -> None:
    async with OllamaServer() as first, OllamaServer() as other:
        async with server_services(tmp_path, first.url) as it:
            states = heard(it.server.state_changed)
            it.servers.start()
            await states.until(is_ready)
            profile = await saved(it, ServerDraft("", "Studio", f"127.0.0.1:{other.port}"))
            assert profile.address == other.url
            it.servers.switch_to(profile.id)
            state = await states.until(lambda s: is_ready(s) and s.profile_id == profile.id)
            assert (state.name, state.address) == ("Studio", other.url)
            assert it.servers.servers.default_id == LOCAL_ID, "using a server does not make it the default"
            it.servers.make_default(profile.id)
        async with server_services(tmp_path) as it:
            states = heard(it.server.state_changed)
            it.servers.start()
            state = await states.until(is_ready)
            assert (state.profile_id, state.address) == (profile.id, other.url)


async def test_an_address_that_answers_comes_into_the_list(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, server_services(tmp_path, "http://127.0.0.1:9") as it:
        states, lists = heard(it.server.state_changed), heard(it.servers.servers_changed)
        it.servers.start()
        it.servers.connect_to("127.0.0.1:9")
        await states.until(lambda s: s.connection is Connection.FAILED)
        assert it.servers.servers.profiles == (LOCAL,), "what does not answer stays out"
        it.servers.connect_to(f"127.0.0.1:{server.port}")
        servers = await lists.until(lambda each: len(each.profiles) == 2 and each.current_id != LOCAL_ID)
        added = servers.profiles[1]
        assert (added.address, servers.default_id) == (server.url, added.id)
        assert it.server.state.profile_id == added.id
        assert is_ready(it.server.state), "the connection is not broken by it"
        it.servers.connect_to(server.url)
        await states.until(lambda s: s.profile_id == added.id)
    assert len((ServersFile(tmp_path).read().profiles) or ()) == 2


async def test_a_removed_server_can_be_brought_back(loop: Any, tmp_path: Path) -> None:
    async with server_services(tmp_path) as it:
        profile = await saved(it, ServerDraft("", "Studio", "http://127.0.0.1:9", token=TOKEN))
        it.servers.make_default(profile.id)
        gone = heard(it.servers.removed)
        it.servers.remove(profile.id)
        assert gone.values == [profile]
        assert it.servers.servers.profiles == (LOCAL,)
        assert it.servers.servers.default_id == LOCAL_ID
        it.servers.undo_remove()
        assert it.servers.servers.profiles == (LOCAL, profile)
        it.servers.undo_remove()
        assert it.servers.servers.profiles == (LOCAL, profile)
        choice = await it.servers.choice(profile)
        assert choice is not None
        assert choice.secrets.token == TOKEN


async def test_the_secrets_of_a_removed_server_are_forgotten(loop: Any, tmp_path: Path) -> None:
    async with server_services(tmp_path) as it:
        profile = await saved(it, ServerDraft("", "", "http://127.0.0.1:9", token=TOKEN))
        assert TOKEN in (tmp_path / "secrets.json").read_text(encoding="utf-8")
        it.servers.remove(profile.id)
    assert TOKEN not in (tmp_path / "secrets.json").read_text(encoding="utf-8")


async def test_a_stored_token_is_sent_from_the_first_request_on(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        async with server_services(tmp_path) as it:
            headers = (HeaderDraft("X-Key", VALUE),)
            profile = await saved(it, ServerDraft("", "", server.url, token=TOKEN, headers=headers))
            assert (profile.has_token, profile.header_names) == (True, ("X-Key",))
            assert profile.secret_place is SecretPlace.FILE
            it.servers.make_default(profile.id)
        async with server_services(tmp_path) as it:
            states = heard(it.server.state_changed)
            it.servers.start()
            await states.until(is_ready)
        assert {request.header("Authorization") for request in server.requests} == {f"Bearer {TOKEN}"}
        assert {request.header("X-Key") for request in server.requests} == {VALUE}


async def test_the_last_list_is_kept_though_an_older_one_is_still_being_written(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, last_written = threading.Event(), threading.Event()
    write = ServersFile.write

    def slow_at_first(self: ServersFile, profiles: Sequence[ServerProfile], default_id: str) -> None:
        begun.set()
        is_last = default_id != LOCAL_ID
        if not is_last:
            last_written.wait(0.5)
        write(self, profiles, default_id)
        if is_last:
            last_written.set()

    monkeypatch.setattr(ServersFile, "write", slow_at_first)
    async with server_services(tmp_path) as it:
        profile = await saved(it, ServerDraft("", "", "http://127.0.0.1:9"))
        assert await asyncio.to_thread(begun.wait, 30)
        it.servers.make_default(profile.id)
    for thread in threading.enumerate():
        if thread.name == "write the servers":  # one that nobody waits for any more
            thread.join()
    assert ServersFile(tmp_path).read().default_id == profile.id


async def test_a_server_saved_right_before_the_end_is_in_the_list(loop: Any, tmp_path: Path) -> None:
    async with server_services(tmp_path) as it:
        it.servers.save(ServerDraft("", "Studio", "http://127.0.0.1:9", token=TOKEN))
    assert "Studio" in {profile.name for profile in ServersFile(tmp_path).read().profiles or ()}
    assert TOKEN in (tmp_path / SECRETS_FILE).read_text(encoding="utf-8")


async def test_secrets_are_forgotten_though_the_program_closes_at_once(loop: Any, tmp_path: Path) -> None:
    async with server_services(tmp_path) as it:
        one = await saved(it, ServerDraft("", "", "http://127.0.0.1:9", token=TOKEN))
        other = await saved(it, ServerDraft("", "", "http://127.0.0.1:8", token=TOKEN))
        it.servers.remove(one.id)
        it.servers.remove(other.id)  # the first cannot be brought back any more
    assert TOKEN not in (tmp_path / SECRETS_FILE).read_text(encoding="utf-8")


async def test_an_edit_keeps_what_was_not_typed_again(loop: Any, tmp_path: Path) -> None:
    async with server_services(tmp_path) as it:
        headers = (HeaderDraft("X-Key", VALUE), HeaderDraft("X-Old", "old"))
        draft = ServerDraft("", "", "http://127.0.0.1:9", token=TOKEN, headers=headers)
        profile = await saved(it, draft)
        changed = ServerDraft(
            profile.id, "New name", "http://127.0.0.1:9/prefix", None, (HeaderDraft("X-Key"),)
        )
        profile = await saved(it, changed)
        choice = await it.servers.choice(profile)
        assert choice is not None
        assert (choice.secrets.token, choice.secrets.headers) == (TOKEN, (("X-Key", VALUE),))
        await saved(it, ServerDraft(profile.id, "", "http://127.0.0.1:9", token=""))
        assert not it.servers.servers.profiles[-1].has_secrets
    assert TOKEN not in (tmp_path / "secrets.json").read_text(encoding="utf-8")


async def test_a_stored_token_never_follows_to_another_origin(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, server_services(tmp_path) as it:
        headers = (HeaderDraft("X-Key", VALUE),)
        draft = ServerDraft("", "", "http://127.0.0.1:9", token=TOKEN, headers=headers)
        profile = await saved(it, draft)
        moved = ServerDraft(profile.id, "", server.url, token=None, headers=(HeaderDraft("X-Key"),))
        reports = heard(it.checks.tested)
        it.checks.test(moved)
        assert (await reports.until(anything)).failed_step is None
        assert not (await saved(it, moved)).has_secrets
        assert {request.header("Authorization") for request in server.requests} == {None}
        assert {request.header("X-Key") for request in server.requests} == {None}


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (ServerDraft("", "", "ftp://a"), FailureCode.BAD_ADDRESS),
        (ServerDraft("", "", "http://a", token="Zürich"), FailureCode.TOKEN_INVALID),
        (with_header(HeaderDraft("X Y", "1")), FailureCode.HEADER_INVALID),
        (with_header(HeaderDraft("Host\n", "1")), FailureCode.HEADER_INVALID),
        (with_header(HeaderDraft("Origin", "x")), FailureCode.HEADER_INVALID),
        (ServerDraft("", "", "https://a", trust=TlsTrust(ca_file="missing")), FailureCode.AUTHORITY_INVALID),
        (ServerDraft("", "", "http://192.168.1.20", token=TOKEN), FailureCode.SECRET_UNENCRYPTED),
        (ServerDraft("", "", "a", headers=(HeaderDraft("X-Key", VALUE),)), FailureCode.SECRET_UNENCRYPTED),
    ],
    ids=["address", "token", "header", "line break", "origin", "authority", "plain token", "plain header"],
)  # fmt: skip
async def test_what_cannot_be_used_is_not_saved(
    loop: Any, tmp_path: Path, draft: ServerDraft, code: FailureCode
) -> None:
    async with server_services(tmp_path) as it:
        assert await refused(it, draft) is code
        assert it.servers.servers.profiles == (LOCAL,)
        reports = heard(it.checks.tested)
        it.checks.test(draft)
        report = await reports.until(anything)
        assert report.failure.code is code
    assert not (tmp_path / "secrets.json").exists()


async def test_an_unencrypted_token_is_saved_when_a_person_says_so(loop: Any, tmp_path: Path) -> None:
    async with server_services(tmp_path) as it:
        profile = await saved(it, ServerDraft("", "", "http://192.168.1.20", TOKEN, plain_accepted=True))
        assert profile.has_token


async def test_an_edit_of_the_server_in_use_holds_at_once(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, server_services(tmp_path, server.url) as it:
        states = heard(it.server.state_changed)
        it.servers.start()
        await states.until(is_ready)
        profile = await saved(it, ServerDraft("", "Here", server.url))
        assert (it.server.state.profile_id, it.server.state.name) == (profile.id, "Here")
        client = it.server.client
        await saved(it, ServerDraft(profile.id, "Renamed", server.url))
        assert it.server.state.name == "Renamed"
        assert it.server.client is client, "a new name does not break the connection"
        await saved(it, ServerDraft(profile.id, "Renamed", server.url, token=TOKEN))
        asked = len(server.requests)
        await server.requested(asked + 2)
        assert server.requests[-1].header("Authorization") == f"Bearer {TOKEN}"


async def test_a_file_that_cannot_be_written_is_told_and_the_list_holds(loop: Any, tmp_path: Path) -> None:
    folder = tmp_path / "file"
    folder.touch()
    async with server_services(folder) as it:
        failures = heard(it.servers.failed)
        await saved(it, ServerDraft("", "", "http://127.0.0.1:9"))
        assert (await failures.until(anything)).code is FailureCode.SERVERS_UNUSABLE
        assert len(it.servers.servers.profiles) == 2


def texts_of(folder: Path) -> str:
    """What all files of a folder hold, save that of the secrets."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "secrets.json"]
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


async def test_secrets_are_in_no_log_and_in_no_file_but_their_own(
    loop: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("app").debug("heard")  # the way to a server on this computer logs nothing
    async with OllamaServer() as server, server_services(tmp_path) as it:
        headers = (HeaderDraft("X-Key", VALUE),)
        draft = ServerDraft("", "", server.url, token=TOKEN, headers=headers)
        assert TOKEN not in repr(draft)
        assert VALUE not in repr(draft)
        profile = await saved(it, draft)
        states, reports = heard(it.server.state_changed), heard(it.checks.checked)
        it.servers.start()
        it.servers.switch_to(profile.id)
        await states.until(lambda s: is_ready(s) and s.profile_id == profile.id)
        it.checks.set_shown(True)
        await reports.until(lambda each: each.profile_id == profile.id)
        it.servers.read_address(f"http://user:{TOKEN}@a")
        spoken = repr((states.values, reports.values, it.servers.servers, it.server.choice))
    for text in (spoken, caplog.text, texts_of(tmp_path)):
        assert text
        assert TOKEN not in text
        assert VALUE not in text


def test_the_list_knows_its_servers() -> None:
    servers = ServerList((LOCAL,))
    assert servers.profile(LOCAL_ID) is LOCAL
    assert servers.profile(ENGINE_ID) is None


async def test_a_list_that_could_not_be_written_is_written_as_soon_as_it_can(
    loop: Any, tmp_path: Path
) -> None:
    in_the_way = tmp_path / f"{SERVERS_FILE}.new"
    async with server_services(tmp_path) as it:
        failures = heard(it.servers.failed)
        in_the_way.mkdir()
        profile = await saved(it, ServerDraft("", "Studio", "http://studio:1"))
        assert (await failures.until(anything)).code is FailureCode.SERVERS_UNUSABLE
        in_the_way.rmdir()
    kept = ServersFile(tmp_path).read()
    assert profile in (kept.profiles or ())


async def test_a_secret_that_cannot_be_written_is_told_and_the_server_not_saved(
    loop: Any, tmp_path: Path
) -> None:
    (tmp_path / f"{SECRETS_FILE}.new").mkdir()
    async with server_services(tmp_path) as it:
        before = it.servers.servers.profiles
        assert await refused(it, ServerDraft("", "", "http://127.0.0.1:1", token=TOKEN)) is not None
        assert it.servers.servers.profiles == before
    assert not (tmp_path / SECRETS_FILE).exists()
