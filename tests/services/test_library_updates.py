"""Newer builds at the registry that a name says: on request, or once a day where that is wanted."""

from pathlib import Path
from typing import Any

from app.domain.library import LibraryResult, LibraryRow, LibraryState
from app.services.library import LibraryService
from app.services.library_updates import LibraryUpdates, can_have_update
from tests.helpers.faults import Instead
from tests.helpers.library import Library, library_services
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.registry import Registry, manifest_of
from tests.helpers.replies import Answer
from tests.helpers.services import anything, choice_of, heard, services


def tags(*rows: tuple[str, str]) -> Answer:
    """A list of models with these digests."""
    models = [{"name": name, "model": name, "digest": digest, "size": 1000} for name, digest in rows]
    return Answer({"models": models})


async def checked(it: Library, *names: str) -> LibraryResult:
    """Look, and wait for the end."""
    results = heard(it.updates.finished)
    it.updates.check(names)
    result: LibraryResult = await results.until(anything)
    return result


def old(registry: Registry, model: str) -> str:
    return f"{registry.host}/library/{model}:latest"


async def test_only_what_has_another_digest_is_newer(loop: Any, tmp_path: Path) -> None:
    async with Registry() as registry, OllamaServer() as server:
        same = registry.put("same", "latest", manifest_of("same"))
        newer = registry.put("moved", "latest", manifest_of("new"))
        rows = [(old(registry, name), same) for name in ("same", "moved", "unknown")]
        server.misbehave("/api/tags", Instead(tags(*rows)))
        async with library_services(tmp_path, server.url) as it:
            result = await checked(it)
            assert result == LibraryResult(result.action, (old(registry, "moved"),))
            row = it.library.view.row(old(registry, "moved"))
            assert row is not None
            assert row.newer_digest == newer
            assert [each.path for each in registry.requests].count("/v2/library/moved/manifests/latest") == 1
        asked = len(registry.requests)
        async with library_services(tmp_path, server.url) as it:
            it.updates.start()
            view = await it.views.until(lambda view: any(row.newer_digest for row in view.rows))
            assert {row.name: row.newer_digest for row in view.rows if row.newer_digest} == {
                old(registry, "moved"): newer
            }
            assert len(registry.requests) == asked, "what was found is kept, not asked for again"
            # Pulled meanwhile: another digest, and the mark is gone.
            server.misbehave("/api/tags", Instead(tags((old(registry, "moved"), newer))))
            it.library.look_again()
            await it.views.until(lambda view: len(view.rows) == 1 and not view.rows[0].newer_digest)


async def test_a_registry_that_is_away_fails_plainly(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        server.script("/api/tags", tags(("127.0.0.1:9/library/x:latest", "a" * 64)))
        async with library_services(tmp_path, server.url) as it:
            running = heard(it.updates.running_changed)
            result = await checked(it, "127.0.0.1:9/library/x:latest")
            assert [name for name, _ in result.failed] == ["127.0.0.1:9/library/x:latest"]
            assert result.done == ()
            assert running.values == [True, False]


async def test_a_list_that_comes_after_the_end_is_not_looked_through(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        library = LibraryService(it.store, it.server, it.chats)
        updates = LibraryUpdates(it.store, library)
        running = heard(updates.running_changed)
        updates.set_automatic(True)
        views = heard(library.library_changed)
        updates.start()
        await views.until(anything)  # what was found before is read
        await updates.aclose()
        it.server.start()
        await views.until(lambda view: view.state is LibraryState.READY)
        assert running.values == []
        await library.aclose()


async def test_nothing_is_asked_unless_somebody_wants_it(loop: Any, tmp_path: Path) -> None:
    async with Registry() as registry, OllamaServer(OllamaState(models=[])) as server:
        registry.put("x", "latest", manifest_of("x"))
        server.script("/api/tags", tags((old(registry, "x"), "a" * 64)))
        async with library_services(tmp_path, server.url) as it:
            it.updates.start()
            assert registry.requests == []
            results = heard(it.updates.finished)
            it.updates.set_automatic(True)
            assert (await results.until(anything)).done == (old(registry, "x"),)
            results.values.clear()
            it.updates.set_automatic(False)
            it.updates.set_automatic(True)  # asked today already
            assert len(registry.requests) == 1


def test_models_made_here_are_never_asked_for() -> None:
    assert can_have_update(LibraryRow("gemma3:4b", "a"))
    assert not can_have_update(LibraryRow("mine:latest", "a", parent="gemma3:4b"))
    assert not can_have_update(LibraryRow("gpt-oss:120b-cloud", "a", is_cloud=True))
    assert not can_have_update(LibraryRow("bad name", "a"))
    assert not can_have_update(LibraryRow("old:latest"))
