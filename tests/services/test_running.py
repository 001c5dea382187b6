"""The models in memory: asked for from a real server, kept, unloaded, loaded."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.failure import FailureCode
from app.domain.gpu import GpuMemory
from app.domain.parameters import Parameters
from app.domain.running import LoadWish, RunningView, Staying
from app.services.running import RunningService
from tests.helpers.faults import Instead
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.recordings import load
from tests.helpers.replies import Answer, Gate, Replay, Stream, delta, done, refuse
from tests.helpers.services import Services, choice_of, heard, ready, services

PS = ["empty", "one_loaded", "two_loaded", "keep_alive_forever", "keep_alive_90s", "num_ctx_huge"]


@asynccontextmanager
async def running(
    data_dir: Path, server: OllamaServer, gpu: GpuMemory | None = None
) -> AsyncIterator[tuple[Services, RunningService]]:
    async with services(data_dir, choice_of(server.url)) as it:
        service = RunningService(it.server, it.chat, poll_s=0.02, ask_gpu=lambda: gpu)
        try:
            await ready(it)
            yield it, service
        finally:
            await service.aclose()


async def seen(service: RunningService, holds: Any) -> RunningView:
    views = heard(service.view_changed)
    if holds(service.view):
        return service.view
    found: RunningView = await views.until(holds)
    return found


def names(view: RunningView) -> list[str]:
    return [each.name for each in view.loaded]


@pytest.mark.parametrize("name", PS)
async def test_recordings_count_from_the_moment_they_were_made(loop: Any, tmp_path: Path, name: str) -> None:
    """Their times are long past by our clock; what counts is how far off they were for the server."""
    recording = load(f"ps/{name}")
    async with OllamaServer() as server:
        server.script("/api/ps", *[Replay(recording)] * 40)
        async with running(tmp_path, server) as (_, service):
            view = await seen(service, lambda view: view.is_known)
            recorded: dict[str, list[tuple[str, float | None]]] = {
                "empty": [],
                "one_loaded": [("smol:latest", 300)],
                "two_loaded": [("gemma3:270m", 300), ("smol:latest", 300)],
                "keep_alive_forever": [("smol:latest", None)],
                "keep_alive_90s": [("smol:latest", 90)],
                "num_ctx_huge": [("smol:latest", 300)],
            }
            expected = recorded[name]
            now = datetime.now(UTC)
            assert names(view) == [each for each, _ in expected]
            for model, (_, left_s) in zip(view.loaded, expected, strict=True):
                if left_s is None:
                    assert model.staying(now) is Staying.PINNED
                else:
                    assert model.left_s(now) == pytest.approx(left_s, abs=5)
                assert model.running.context_length == (8192 if name == "num_ctx_huge" else 4096)


async def test_an_unloaded_model_leaves_and_is_remembered(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        order = ("before_unload", "after_unload", "after_unload_1500ms")
        async with running(tmp_path, server) as (_, service):
            server.script("/api/ps", *[Replay(load(f"ps/{name}")) for name in order])
            service.set_shown(True)
            view = await seen(service, lambda view: len(view.loaded) == 2)
            left = await seen(service, lambda view: len(view.loaded) == 1)
            (gone,) = left.gone
            assert {gone.running.name, *names(left)} == set(names(view))
            await seen(service, lambda view: not view.loaded)
            service.set_shown(False)
            service.set_shown(False)


async def test_only_a_page_that_is_seen_asks(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, running(tmp_path, server) as (_, service):
        service.set_watched(False)
        service.set_shown(True)
        asked = len(server.requests_to("/api/ps"))
        await server.idle()
        assert len(server.requests_to("/api/ps")) == asked
        service.set_watched(True)
        await seen(service, lambda view: view.is_known)
        await server.requested(len(server.requests) + 1)
        assert len(server.requests_to("/api/ps")) > asked


async def test_keeping_and_unloading_say_nothing_that_would_load_anew(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, running(tmp_path, server) as (_, service):
        service.load(LoadWish("smol:latest", {"num_ctx": 4096, "num_thread": 2}))
        await seen(service, lambda view: names(view) == ["smol:latest"])
        service.keep("smol:latest")
        service.keep("smol:latest")
        await seen(service, lambda view: view.loaded[0].running.expires_at is None)
        service.keep_for("smol:latest", 600.0)
        await seen(service, lambda view: view.loaded[0].running.expires_at is not None)
        assert service.view.loaded[0].keep_s == pytest.approx(600, abs=5)
        service.unload("smol:latest")
        view = await seen(service, lambda view: not view.loaded)
        assert view.gone[0].running.name == "smol:latest"
        sent = [request.json for request in server.requests_to("/api/generate")]
        options = {"num_ctx": 4096, "num_thread": 2}
        assert [(each.get("keep_alive"), each.get("options")) for each in sent] == [
            (None, options),
            (-1, options),
            (600.0, options),
            (0, None),
        ]


async def test_a_load_that_fails_is_told_and_one_can_be_given_up(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, running(tmp_path, server) as (_, service):
        server.script("/api/generate", refuse(500, "model requires more system memory"))
        troubles = heard(service.refused)
        service.load(LoadWish("gemma3:4b"))
        assert [each.wish.model for each in service.view.loading] == ["gemma3:4b"]
        trouble = await troubles.until()
        assert (trouble.model, trouble.failure.code) == ("gemma3:4b", FailureCode.API_ERROR)
        assert not service.view.loading
        server.script("/api/generate", Stream((gate, done())))
        service.load(LoadWish("gemma3:4b"))
        service.load(LoadWish("gemma3:4b"))
        while len(server.requests_to("/api/generate")) < 2:  # the server is also looked at meanwhile
            await server.requested(len(server.requests) + 1)
        service.cancel_load("gemma3:4b")
        await server.client_left()
        await seen(service, lambda view: not view.loading)
        assert len(server.requests_to("/api/generate")) == 2
        service.cancel_load("gemma3:4b")


async def test_a_smaller_context_holds_for_the_open_chat(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, running(tmp_path, server) as (it, service):
        it.chat.set_parameters(Parameters("Be brief."))
        told = heard(service.context_set)
        service.use_context(LoadWish("smol:latest", {"num_ctx": 2048}))
        assert await told.until() == ("smol:latest", 2048)
        assert it.chat.parameters == Parameters("Be brief.", {"num_ctx": 2048})
        service.use_context(LoadWish("gemma3:4b", {"num_ctx": 8192}))
        assert it.chat.parameters.options == {"num_ctx": 2048}, "the chat uses another model"
        await seen(service, lambda view: len(view.loaded) == 2)


async def test_our_own_reply_makes_a_model_busy(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    async with OllamaServer() as server, running(tmp_path, server) as (it, service):
        service.load(LoadWish("smol:latest"))
        await seen(service, lambda view: view.loaded)
        server.script("/api/chat", Stream((delta("Hel"), gate, done("lo"))))
        it.chat.send("Hello")
        await seen(service, lambda view: view.loaded[0].is_replying)
        gate.open()
        await seen(service, lambda view: view.loaded and not view.loaded[0].is_replying)


async def test_a_lost_server_leaves_the_last_values(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, running(tmp_path, server) as (_, service):
        service.load(LoadWish("smol:latest"))
        await seen(service, lambda view: view.loaded)
        server.misbehave("/api/*", Instead(Answer("", 500)))
        service.set_shown(True)
        view = await seen(service, lambda view: view.lost_at is not None)
        assert names(view) == ["smol:latest"]
        server.misbehave("/api/*", None)
        back = await seen(service, lambda view: view.lost_at is None)
        assert names(back) == ["smol:latest"]


async def test_a_server_without_ps_has_nothing_in_memory(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        server.state.unknown_paths.add("/api/ps")
        async with running(tmp_path, server) as (_, service):
            view = await seen(service, lambda view: view.is_known)
            assert not view.loaded


@pytest.mark.parametrize("gpu", [GpuMemory(("A card",), 16, 4), None])
async def test_the_driver_is_asked_while_the_page_is_shown(
    loop: Any, tmp_path: Path, gpu: GpuMemory | None
) -> None:
    async with OllamaServer() as server, running(tmp_path, server, gpu) as (_, service):
        told = heard(service.gpu_changed)
        service.set_shown(True)
        assert await told.until(lambda value: value == gpu) == gpu
