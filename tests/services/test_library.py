"""The list of installed models, what is asked of them, and the open detail."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from app.domain.failure import FailureCode
from app.domain.library import LibraryLook, LibraryRow, LibraryState, LibraryView, ModelDetail
from app.domain.model_info import ModelShow
from app.services.library import LibraryService, disk_of
from app.services.library_facts import AT_ONCE, LibraryFacts
from tests.helpers.faults import Instead
from tests.helpers.library import library_services
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.ollama_store import StoredModel
from tests.helpers.replies import Gate, refuse
from tests.helpers.services import choice_of, heard, services
from tests.storage.builders import new_chat, new_message


def old_state(count: int = 0) -> OllamaState:
    """A server that lists neither capabilities nor context lengths."""
    state = OllamaState(old=True)
    if count:
        state.models = [StoredModel(f"m{number}:latest") for number in range(count)]
    return state


async def test_the_list_follows_the_server(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        view = it.library.view
        assert [row.name for row in view.rows] == [model.name for model in server.state.models]
        assert view.total_bytes == sum(model.size_bytes for model in server.state.models)
        del server.state.models[1:]
        it.library.look_again()
        await it.until_names("smol:latest")


async def test_a_lost_server_leaves_the_old_rows(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        before = it.library.view
        server.misbehave("*", Instead(refuse(500, "broken")))
        it.library.look_again()
        view = await it.views.until(is_stale)
        assert view.rows == before.rows
        assert view.seen_at is not None
        assert view.failure.code is FailureCode.API_ERROR
        server.misbehave("*", None)
        it.views.values.clear()
        it.library.look_again()
        assert (await it.views.until(is_ready)).failure is None


async def test_facts_are_asked_for_once_for_each_digest(loop: Any, tmp_path: Path) -> None:
    state = old_state()
    state.models = [StoredModel("a:latest")]
    state.models.append(state.models[0].copied("b:latest"))
    async with OllamaServer(state) as server, library_services(tmp_path, server.url) as it:
        assert all(row.context_length is None and row.capabilities is None for row in it.library.view.rows)
        it.library.want_facts(("a:latest", "b:latest"))
        view = await it.views.until(has_all_facts)
        assert [row.context_length for row in view.rows] == [8192, 8192]
        assert [row.capabilities for row in view.rows] == [("completion",), ("completion",)]
        it.library.want_facts(("a:latest", "b:latest"))
        assert len(server.requests_to("/api/show")) == 1


async def test_only_a_few_are_asked_for_at_once_and_only_what_is_seen_last(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer(old_state(20)) as server, library_services(tmp_path, server.url) as it:
        gates = [Gate() for _ in range(AT_ONCE)]
        server.script("/api/show", *[Held(gate, server) for gate in gates])
        it.library.want_facts(tuple(f"m{number}:latest" for number in range(10)))
        for gate in gates:
            await loop.run_in_executor(None, gate.reached.wait)
        assert len(server.requests_to("/api/show")) == AT_ONCE
        it.library.want_facts(("m19:latest",))  # scrolled on
        for gate in gates:
            gate.open()
        await it.views.until(knows("m19:latest"))
        assert len(server.requests_to("/api/show")) == AT_ONCE + 1


async def test_a_model_that_does_not_answer_is_asked_again_only_on_request(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer(old_state(1)) as server, library_services(tmp_path, server.url) as it:
        server.script("/api/show", refuse(500, "broken"))
        await it.library.facts.gather(it.library.view.rows)
        it.library.want_facts(("m0:latest",))
        assert len(server.requests_to("/api/show")) == 1
        it.library.look_again()
        it.library.want_facts(("m0:latest",))
        await it.views.until(has_all_facts)


async def test_the_detail_comes_whole(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        details = heard(it.library.detail_changed)
        chat = new_chat(model="smol")
        it.services.store.create_chat(chat, new_message(chat)).result()
        gone = new_chat(model="smol")
        it.services.store.create_chat(gone, new_message(gone)).result()
        it.services.store.delete_chat(gone.id).result()
        it.library.show_detail("smol:latest")
        detail = await details.until(lambda detail: is_shown(detail) and detail.chats)
        assert detail.show.template
        assert detail.chats == 1, "one that was deleted is none"
        assert not detail.has_everything
        it.library.want_everything()
        assert (await details.until(has_everything)).name == "smol:latest"
        assert server.requests_to("/api/show")[-1].json["verbose"] is True
        it.library.show_detail("")
        it.library.want_everything()
        assert len(server.requests_to("/api/show")) == 2


async def test_a_detail_that_fails_says_why_and_can_be_asked_again(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        details = heard(it.library.detail_changed)
        server.script("/api/show", refuse(500, "broken manifest"))
        it.library.show_detail("smol:latest")
        detail = await details.until(has_failed)
        assert detail.failure.code is FailureCode.API_ERROR
        it.library.show_detail("smol:latest")
        await details.until(is_shown)


async def test_other_content_under_the_open_name_is_asked_for(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        details = heard(it.library.detail_changed)
        it.library.show_detail("smol:latest")
        await details.until(is_shown)
        details.values.clear()
        server.state.models[0] = StoredModel("smol:latest", system="New", weights="sha256:" + "0" * 64)
        it.library.look_again()
        await details.until(lambda detail: is_shown(detail) and detail.show.system == "New")


async def test_how_the_page_was_left_is_there_again(loop: Any, tmp_path: Path) -> None:
    look = LibraryLook(cards=True, sort="size", text="qwen")
    async with OllamaServer() as server:
        async with library_services(tmp_path, server.url) as it:
            it.library.keep_look(look)
        async with library_services(tmp_path, server.url) as it:
            looks = heard(it.library.look_restored)
            it.library.start()
            assert await looks.until() == look


async def test_the_disk_is_told_only_where_its_file_is_here(loop: Any, tmp_path: Path) -> None:
    blobs = tmp_path / "models" / "blobs"
    blobs.mkdir(parents=True)
    blob = blobs / f"sha256-{'a' * 64}"
    async with OllamaServer() as server, library_services(tmp_path / "data", server.url) as it:
        body = {"modelfile": f"FROM {blob}\n", "details": {}, "model_info": {}}
        server.misbehave("/api/show", Instead(Object(body)))
        it.library.show_detail("smol:latest")
        await heard(it.library.detail_changed).until(is_shown)
        assert disk_of(str(blob)) is None
        assert it.library.view.disk is None
        blob.write_bytes(b"weights")
        use = disk_of(str(blob))
        assert use is not None
        assert 0 < use.free_bytes <= use.total_bytes


async def test_the_bar_appears_with_the_first_file_that_is_here(loop: Any, tmp_path: Path) -> None:
    blob = tmp_path / "blobs" / f"sha256-{'a' * 64}"
    blob.parent.mkdir()
    blob.write_bytes(b"weights")
    async with OllamaServer() as server, library_services(tmp_path / "data", server.url) as it:
        body = {"modelfile": f"FROM {blob}\n", "details": {}, "model_info": {}}
        server.misbehave("/api/show", Instead(Object(body)))
        it.library.show_detail("smol:latest")
        view = await it.views.until(has_disk)
        assert view.disk.total_bytes > 0


async def test_what_is_told_after_the_end_begins_nothing(loop: Any, tmp_path: Path) -> None:
    blob = tmp_path / "blobs" / f"sha256-{'a' * 64}"
    blob.parent.mkdir()
    blob.write_bytes(b"weights")
    async with OllamaServer() as server, services(tmp_path / "data", choice_of(server.url)) as it:
        library = LibraryService(it.store, it.server, it.chats)
        it.server.start()
        await heard(library.library_changed).until(is_ready)
        details = heard(library.detail_changed)
        library.show_detail("smol:latest")
        show = (await details.until(is_shown)).show
        await library.aclose()
        told = heard(library.facts.changed)
        details.values.clear()
        library.facts.take("a", replace(show, modelfile=f"FROM {blob}\n"))  # an answer that was under way
        server.state.models[0] = StoredModel("smol:latest", weights="sha256:" + "0" * 64)
        states = heard(it.server.state_changed)
        it.server.look_again()
        await states.until(lambda state: state.models[0].digest != library.view.rows[0].digest)
        assert details.values == [], "other content is not asked for"
        await told.until(lambda _: True)
        assert [task.get_name() for task in asyncio.all_tasks() if "disk" in task.get_name()] == []


async def test_an_answer_while_it_ends_is_not_told(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        facts = LibraryFacts(it.server)
        gate = Gate()
        server.script("/api/show", Held(gate, server))
        facts.want([LibraryRow("smol:latest")])
        await loop.run_in_executor(None, gate.reached.wait)
        end = asyncio.ensure_future(facts.aclose())
        await asyncio.sleep(0)
        facts.take("smol:latest", ModelShow())
        await end
        gate.open()
        assert not any(timer.isActive() for timer in facts.findChildren(QTimer))


class Held:
    """A healthy answer that waits for a gate."""

    def __init__(self, gate: Gate, server: OllamaServer) -> None:
        self._gate, self._server = gate, server

    async def send(self, exchange: Any) -> None:
        await self._gate.wait()
        await self._server.state.handle(exchange)


class Object:
    """One JSON object."""

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body

    async def send(self, exchange: Any) -> None:
        await exchange.json(self._body)


def is_stale(view: LibraryView) -> bool:
    return view.state is LibraryState.STALE


def is_ready(view: LibraryView) -> bool:
    return view.state is LibraryState.READY


def has_disk(view: LibraryView) -> bool:
    return view.disk is not None


def has_all_facts(view: LibraryView) -> bool:
    return bool(view.rows) and all(row.context_length for row in view.rows)


def knows(name: str) -> Any:
    """Whether the facts of a model are there."""

    def holds(view: LibraryView) -> bool:
        row = view.row(name)
        return row is not None and row.context_length is not None

    return holds


def is_shown(detail: ModelDetail) -> bool:
    return detail.show is not None


def has_everything(detail: ModelDetail) -> bool:
    return detail.has_everything


def has_failed(detail: ModelDetail) -> bool:
    return detail.failure is not None
