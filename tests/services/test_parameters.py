"""Presets, facts of models and the next request: on a real store and a real server."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.domain.failure import FailureCode
from app.domain.model_facts import ON_OFF
from app.domain.parameters import Parameters, Preset
from app.domain.side_panel import LEAST_PX, SidePanel
from app.services.parameters import ParametersService
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Stream, delta, done, refuse
from tests.helpers.services import Services, anything, choice_of, heard, ready, services

pytestmark = pytest.mark.usefixtures("loop")
PRECISE = Preset("Precise", Parameters("Be exact.", {"temperature": 0.2}))


@asynccontextmanager
async def parameters(
    data_dir: Path, server: OllamaServer
) -> AsyncIterator[tuple[Services, ParametersService]]:
    async with services(data_dir, choice_of(server.url)) as it:
        service = ParametersService(it.store, it.server, it.chat)
        service.facts_changed.connect(it.chat.take_facts)
        restored = heard(service.panel_restored)
        try:
            await ready(it)
            service.start()
            await restored.until(anything)
            yield it, service
        finally:
            await service.aclose()


async def until_known(service: ParametersService, model: str) -> None:
    facts = heard(service.facts_changed)
    if not (service.facts.is_known and service.facts.model == model):
        await facts.until(lambda value: value.is_known and value.model == model)


async def test_presets_are_kept_renamed_and_removed(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        async with parameters(tmp_path, server) as (it, service):
            service.keep_preset(Preset("Wild", Parameters(options={"temperature": 1.5}, preset="Precise")))
            service.keep_preset(PRECISE)
            it.chat.set_parameters(Parameters("Be exact.", preset="Precise"))
            service.rename_preset("Precise", "Exact")
            assert it.chat.parameters.preset == "Exact"
            service.rename_preset("Exact", "Wild")
            assert [preset.name for preset in service.presets] == ["Exact", "Wild"], "no name twice"
            service.keep_preset(Preset("old", Parameters("x")))
            service.delete_preset("old")
        async with parameters(tmp_path, server) as (_, service):
            assert service.presets == (
                Preset("Exact", PRECISE.parameters),
                Preset("Wild", Parameters(options={"temperature": 1.5})),
            )


async def test_who_is_faster_than_a_slow_disk_loses_nothing(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        async with parameters(tmp_path, server) as (_, service):
            service.keep_preset(PRECISE)
            service.keep_panel(SidePanel())
        async with services(tmp_path, choice_of(server.url)) as it:
            service = ParametersService(it.store, it.server, it.chat)
            restored, presets = heard(service.panel_restored), heard(service.presets_changed)
            slow = threading.Event()
            it.store.access.beside(slow.wait)
            service.start()
            await asyncio.sleep(0)
            service.keep_preset(Preset("Wild", Parameters("Be wild.")))
            service.keep_panel(SidePanel(is_open=True))
            slow.set()
            await presets.until(lambda value: PRECISE in value)
            assert [preset.name for preset in service.presets] == ["Precise", "Wild"]
            await asyncio.wrap_future(it.store.get_state("x"))
            await service.aclose()
            assert not restored.values, "the panel stays open"


async def test_a_model_is_asked_once_and_only_when_it_matters(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, parameters(tmp_path, server) as (it, service):
        assert it.chat.model == "smol:latest"
        assert not server.requests_to("/api/show"), "the list says all that the closed panel needs"
        service.keep_panel(SidePanel(is_open=True))
        await until_known(service, "smol:latest")
        assert service.facts.defaults["top_k"] == 40
        it.chat.pick_model("thinker:latest")
        await until_known(service, "thinker:latest")
        assert service.facts.think_choices == ON_OFF
        it.chat.pick_model("smol:latest")
        await until_known(service, "smol:latest")
        service.keep_panel(SidePanel(is_open=False))
        service.keep_panel(SidePanel(is_open=True))
        assert len(server.requests_to("/api/show")) == 2


async def test_a_model_that_thinks_is_asked_for_its_levels_unseen(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, parameters(tmp_path, server) as (it, service):
        it.chat.pick_model("thinker:latest")
        await until_known(service, "thinker:latest")
        assert service.facts.can_think


async def test_a_server_that_does_not_tell_is_no_trouble(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, parameters(tmp_path, server) as (_, service):
        server.script("/api/show", refuse(500, "no"))
        failed, facts = heard(service.failed), heard(service.facts_changed)
        service.keep_panel(SidePanel(is_open=True))
        told = await facts.until(lambda value: value.failure is not None)
        assert told.failure.code is FailureCode.API_ERROR
        assert not told.is_known
        assert not failed.values
        service.keep_panel(SidePanel(is_open=False))
        service.keep_panel(SidePanel(is_open=True))
        await until_known(service, "smol:latest")


async def test_the_next_request_is_told_while_somebody_looks(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, parameters(tmp_path, server) as (it, service):
        told = heard(service.request_changed)
        it.chat.set_parameters(Parameters("Hi.", {"top_k": 1, "temperature": 9.0, "odd": ("a",)}, "1d"))
        assert not told.values
        service.show_request(True)
        assert json.loads(told.values[-1]) == {
            "model": "smol:latest",
            "messages": [{"role": "system", "content": "Hi."}],
            "options": {"top_k": 1, "odd": ["a"]},
        }
        it.chat.set_parameters(Parameters(think=False))
        assert json.loads(told.values[-1])["think"] is False
        service.show_request(False)
        count = len(told.values)
        it.chat.set_parameters(Parameters())
        assert len(told.values) == count


async def test_no_model_is_asked_to_think_that_cannot(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, parameters(tmp_path, server) as (it, service):
        it.chat.set_parameters(Parameters(think="high"))
        assert it.chat.next_request().think == "high", "nothing is known yet"
        service.keep_panel(SidePanel(is_open=True))
        await until_known(service, "smol:latest")
        assert it.chat.next_request().think is None
        it.chat.pick_model("thinker:latest")
        await until_known(service, "thinker:latest")
        assert it.chat.next_request().think == "high"


async def test_a_chat_that_is_opened_tells_its_own_parameters(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, parameters(tmp_path, server) as (it, _):
        server.script("/api/chat", Stream([done("ok")]))
        finished, opened = heard(it.chat.reply_finished), heard(it.chat.chat_opened)
        it.chat.set_parameters(Parameters("Hi."))
        it.chat.send("Go")
        chat_id = (await finished.until(anything)).chat_id
        it.chat.new_chat()
        told = heard(it.chat.parameters_changed)
        opened.values.clear()
        it.chat.open_chat(chat_id)
        await opened.until(anything)
        assert told.values == [Parameters("Hi.")]


async def test_how_the_panel_was_left_comes_back(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        async with parameters(tmp_path, server) as (_, service):
            service.keep_panel(SidePanel(is_open=True, width_px=333))
        async with services(tmp_path, choice_of(server.url)) as it:
            service = ParametersService(it.store, it.server, it.chat)
            restored = heard(service.panel_restored)
            service.start()
            assert await restored.until(anything) == SidePanel(is_open=True, width_px=333)
            await service.aclose()


@pytest.mark.parametrize("text", ["", "open", "open x", "closed 99999999", "open -5", "open ٣٣٣"])
def test_an_odd_note_of_the_panel_gives_a_panel_that_fits(text: str) -> None:
    panel = SidePanel.from_text(text)
    assert panel.is_open == text.startswith("open")
    assert LEAST_PX <= panel.width_px <= 420


async def test_a_reply_in_a_format_is_stripped_checked_and_kept_whole(loop: Any, tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["name"]}
    async with OllamaServer() as server, parameters(tmp_path, server) as (it, _):
        server.script(
            "/api/chat",
            Stream([delta('{"name": "Ada"} '), delta("\n\n\t"), done(" ", reason="length")]),
            Stream([done('{"age": 36}')]),
            Stream([done("{")]),
        )
        finished = heard(it.chat.reply_finished)
        it.chat.set_parameters(Parameters(format=schema))
        it.chat.send("Who?")
        reply = await finished.until(anything)
        assert (reply.content, reply.failure) == ('{"name": "Ada"}', None)
        assert server.requests_to("/api/chat")[0].json["format"] == schema
        view = await asyncio.wrap_future(it.store.open_chat(reply.chat_id))
        assert view.messages[-1].content == '{"name": "Ada"}'
        it.chat.retry(reply.id)
        wrong = await finished.until(lambda message: message.id != reply.id)
        assert wrong.content == '{"age": 36}'
        assert wrong.failure.code is FailureCode.REPLY_NOT_IN_SCHEMA
        it.chat.set_parameters(Parameters(format="json"))
        it.chat.retry(wrong.id)
        broken = await finished.until(lambda message: message.id not in (reply.id, wrong.id))
        assert (broken.failure.code, broken.failure.detail) == (FailureCode.REPLY_NOT_JSON, "1:2")
        view = await asyncio.wrap_future(it.store.open_chat(reply.chat_id))
        assert view.messages[-1].failure == broken.failure
