"""Load, unload, copy, rename, delete: on a healthy server, and as recorded."""

from pathlib import Path
from typing import Any

from app.domain.failure import FailureCode
from app.domain.library import DeletePlan, LibraryAction, LibraryResult
from tests.helpers.library import Library, library_services
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.recordings import load_all
from tests.helpers.replies import Answer, Replay, refuse
from tests.helpers.services import anything, heard
from tests.storage.builders import new_chat, new_message, new_reply

ALL = ("smol:latest", "thinker:latest", "gemma3:4b", "nomic-embed-text:latest")


async def done(it: Library, act: Any, *arguments: Any) -> LibraryResult:
    """Do something and wait for its end."""
    results = heard(it.actions.finished)
    act(*arguments)
    result: LibraryResult = await results.until(anything)
    return result


async def test_loading_and_unloading_shows_in_the_list(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        assert (await done(it, it.actions.load, "smol:latest")).done == ("smol:latest",)
        await it.views.until(lambda view: view.row("smol") is not None and view.row("smol").is_loaded)
        assert (await done(it, it.actions.unload, "smol:latest")).done == ("smol:latest",)
        server.script("/api/generate", refuse(500, "no memory"))
        result = await done(it, it.actions.load, "smol:latest")
        assert result.failed[0][1].code is FailureCode.API_ERROR


async def test_a_copy_is_listed(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        result = await done(it, it.actions.copy, "smol:latest", "second")
        assert result == LibraryResult(LibraryAction.COPY, ("smol:latest",), other="second")
        view = await it.until_names(*ALL, "second:latest")
        row = view.row("second")
        assert row is not None
        assert row.aliases == ("smol:latest",)


async def test_renaming_copies_looks_and_deletes(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        result = await done(it, it.actions.rename, "smol:latest", "small")
        assert result == LibraryResult(LibraryAction.RENAME, ("smol:latest",), other="small")
        await it.until_names("small:latest", *ALL[1:])
        paths = [each.path for each in server.requests if each.path in ("/api/copy", "/api/delete")]
        assert paths == ["/api/copy", "/api/delete"]


async def test_what_was_begun_right_before_the_end_is_done(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        async with library_services(tmp_path, server.url) as it:
            it.actions.delete(ALL[2:])
            it.actions.rename("smol:latest", "small")
        assert {model.name for model in server.state.models} == {"small:latest", "thinker:latest"}


async def test_a_name_that_differs_in_case_only_is_never_deleted(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        await done(it, it.actions.rename, "smol:latest", "SMOL")
        assert not server.requests_to("/api/delete")
        await it.until_names(*ALL)


async def test_a_copy_that_is_not_there_keeps_the_old_name(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        server.script("/api/copy", Answer())  # acknowledged, and nothing done
        result = await done(it, it.actions.rename, "smol:latest", "small")
        assert result.failed[0][1].code is FailureCode.BAD_REPLY
        assert not server.requests_to("/api/delete")
        await it.until_names(*ALL)


async def test_an_old_name_that_cannot_be_removed_is_told(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        server.script("/api/delete", refuse(500, "read-only"))
        result = await done(it, it.actions.rename, "smol:latest", "small")
        assert result.done == ("small:latest",)
        assert result.failed[0][0] == "smol:latest"
        await it.until_names(*ALL, "small:latest")


async def test_one_failure_does_not_end_a_delete_of_several(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        server.script("/api/delete", refuse(500, "busy"))
        result = await done(it, it.actions.delete, ALL[:3])
        assert [name for name, _ in result.failed] == ["smol:latest"]
        assert result.done == ALL[1:3]
        await it.until_names("smol:latest", ALL[3])


async def test_what_deleting_frees_counts_shared_weights(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        chat = new_chat(title="One", model="other:1b")
        question = new_message(chat)
        it.services.chats.take(chat)
        it.services.store.create_chat(chat, question).result()
        it.services.store.add_message(new_reply(chat, question, model="gemma3:4b")).result()
        plans = heard(it.actions.planned)
        it.actions.plan_delete(("smol:latest",))
        plan = await plans.until(is_counted)
        assert plan.chats == ()
        assert (plan.freed_bytes, plan.kept_by) == (0, ("thinker:latest",))
        it.actions.plan_delete(("smol:latest", "thinker:latest", "gemma3:4b"))
        plan = await plans.until(lambda plan: is_counted(plan) and len(plan.names) == 3)
        sizes = {model.name: model.size_bytes for model in server.state.models}
        assert plan.chats == ("One",), "it wrote in it once, whichever is chosen now"
        assert plan.kept_by == ()
        whole = sizes["smol:latest"] + sizes["gemma3:4b"]
        assert whole - 40_000 < plan.freed_bytes <= whole


async def test_without_an_answer_nothing_is_promised(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        plans = heard(it.actions.planned)
        server.script("/api/show", refuse(500, "broken"), refuse(500, "broken"))
        it.actions.plan_delete(("smol:latest",))
        plan = await plans.until(is_counted)
        assert plan.freed_bytes == 0


async def test_every_recorded_answer_of_copy_and_delete_is_told(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, library_services(tmp_path, server.url) as it:
        for recording in load_all("copy", "delete"):
            server.script(recording.path, Replay(recording))
            if recording.name.startswith("copy/"):
                result = await done(it, it.actions.copy, "smol:latest", "other")
            else:
                result = await done(it, it.actions.delete, ("smol:latest",))
            assert bool(result.done) is (recording.status == 200), recording.name
            assert bool(result.failed) is (recording.status != 200), recording.name
            if recording.status == 404:
                assert result.failed[0][1].code is FailureCode.MODEL_NOT_FOUND, recording.name


def is_counted(plan: DeletePlan) -> bool:
    return plan.freed_bytes is not None
