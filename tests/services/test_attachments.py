"""Images of drafts and messages on a real store, sent to a server that keeps what it gets."""

import asyncio
import base64
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.attached_text import FileWish
from app.domain.attachment import PreparedImage
from app.domain.conversation import Message
from app.domain.failure import FailureCode
from app.domain.versions import RetryWish
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Gate, Stream, done
from tests.helpers.services import Services, anything, choice_of, heard, ready, services

pytestmark = pytest.mark.usefixtures("loop")


def prepared(name: str = "a.png", chat_id: str = "") -> PreparedImage:
    return PreparedImage(f"id of {name}", chat_id, name, "image/png", b"original", f"sent {name}".encode())


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def attached(it: Services, *images: PreparedImage) -> None:
    changed = heard(it.chat.attachments.draft_changed)
    for image in images:
        it.chat.attachments.keep(image)
    await changed.until(lambda draft: len(draft.images) == len(images))


async def asked(it: Services, text: str) -> Message:
    finished = heard(it.chat.reply_finished)
    it.chat.send(text)
    reply: Message = await finished.until(anything)
    return reply


def sent_images(server: OllamaServer, index: int) -> list[list[bytes]]:
    messages = server.requests_to("/api/chat")[index].json["messages"]
    return [[base64.b64decode(image) for image in message.get("images", [])] for message in messages]


async def seeing(it: Services) -> None:
    await ready(it)
    it.chat.pick_model("gemma3:4b")


async def test_images_go_out_with_their_message_and_again_with_the_history(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", *(Stream([done("ok")]) for _ in range(2)))
        await seeing(it)
        await attached(it, prepared("a.png"), prepared("b.png"))
        await asked(it, "What is this?")
        await asked(it, "Sure?")
        assert sent_images(server, 0) == [[b"sent a.png", b"sent b.png"]]
        assert sent_images(server, 1) == [[b"sent a.png", b"sent b.png"], [], []]


async def test_an_image_alone_is_a_message_and_names_the_chat(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("A llama.")]))
        await seeing(it)
        opened = heard(it.chat.chat_opened)
        await attached(it, prepared("llama.png"))
        await asked(it, "")
        assert (await opened.until(anything)).chat.title == "llama.png"
        assert it.chat.work.attachments.draft_of("") == ()


async def test_what_comes_in_right_before_the_end_is_in_the_draft(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        it.chat.attachments.keep(prepared("a.png"))
        it.chat.attachments.keep_file(
            FileWish("id of b", "", "Pasted text.txt", text="much", attached_at_ns=1)
        )
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        draft = heard(it.chat.attachments.draft_changed)
        it.chat.attachments.show_draft()
        names = {image.attachment.name for image in (await draft.until(anything)).images}
        assert names == {"a.png", "Pasted text.txt"}


async def test_what_is_sent_right_before_the_end_is_no_draft_any_more(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([Gate(), done("ok")]))
        await seeing(it)
        await attached(it, prepared())
        it.chat.send("What is this?")
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        (chat,) = await asyncio.wrap_future(it.store.chats())
        assert chat.title == "What is this?"
        assert await asyncio.wrap_future(it.store.draft_attachments("")) == ()


async def test_images_keep_their_order_where_the_draft_is_read_late(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        files, reader = it.chat.work.attachments, it.store.access
        changed = heard(files.draft_changed)

        async def rest() -> None:
            for _ in range(20):
                await asyncio.sleep(0)

        gates = [threading.Event() for _ in range(3)]
        reader.beside(gates[0].wait)
        files.keep(prepared("a.png"))
        await rest()
        first_sent = reader.beside(lambda: None)
        reader.beside(gates[1].wait)
        files.keep(prepared("b.png"))
        await rest()
        reader.beside(gates[2].wait)
        gates[0].set()
        await asyncio.wrap_future(first_sent)
        await rest()
        files.tell_draft_of("")  # reads it, between what is stored of the two
        await rest()
        gates[1].set()
        gates[2].set()
        told = await changed.until(lambda draft: len(draft.images) == 2)
        assert [image.attachment.name for image in told.images] == ["a.png", "b.png"]


async def test_files_stand_in_the_order_they_were_attached_in_and_not_read(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        changed = heard(it.chat.attachments.draft_changed)
        for number in (3, 1, 2):
            it.chat.attachments.keep(replace(prepared(f"{number}.png"), attached_at_ns=number))
            await changed.until(
                lambda draft, number=number: f"id of {number}.png" in [i.id for i in draft.images]
            )
        assert [each.name for each in it.chat.work.attachments.draft_of("")] == ["1.png", "2.png", "3.png"]


async def test_what_is_taken_out_while_it_is_stored_stays_out(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        gate = threading.Event()
        it.store.access.beside(gate.wait)
        it.chat.attachments.keep(prepared("a.png"))
        await asyncio.sleep(0)
        it.chat.attachments.remove("id of a.png")
        gate.set()
        await attached(it, prepared("b.png"))
        assert [each.name for each in it.chat.work.attachments.draft_of("")] == ["b.png"]


async def test_files_of_a_draft_are_kept_though_the_program_ends_at_once(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        await attached(it, prepared("a.png"), prepared("b.png"))
        it.chat.attachments.remove("id of a.png")
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        changed = heard(it.chat.attachments.draft_changed)
        it.chat.work.attachments.tell_draft_of("")
        draft = await changed.until(lambda draft: draft.images)
        assert [image.attachment.name for image in draft.images] == ["b.png"]


async def test_what_was_taken_out_comes_back_to_its_place(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        files = it.chat.work.attachments
        await attached(it, *(prepared(f"{name}.png") for name in "abcd"))
        for name in "bcd":
            files.remove(f"id of {name}.png")
        assert [each.name for each in files.draft_of("")] == ["a.png"]
        for name in "dcb":
            files.restore(f"id of {name}.png")
            files.restore(f"id of {name}.png")
        assert [each.name for each in files.draft_of("")] == ["a.png", "b.png", "c.png", "d.png"]


async def test_drafts_keep_their_images_over_a_switch_and_a_restart(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        server.script("/api/chat", Stream([done("ok")]))
        async with services(tmp_path, choice_of(server.url)) as it:
            await ready(it)
            reply = await asked(it, "Hello")
            it.chat.attachments.keep(prepared("of the chat.png", reply.chat_id))
            it.chat.new_chat()
            await attached(it, prepared("of the new one.png"))
            changed = heard(it.chat.attachments.draft_changed)
            it.chat.open_chat(reply.chat_id)
            draft = await changed.until(lambda draft: draft.images)
            assert [image.attachment.name for image in draft.images] == ["of the chat.png"]
        async with services(tmp_path, choice_of(server.url)) as it:
            changed = heard(it.chat.attachments.draft_changed)
            await ready(it)
            draft = await changed.until(lambda draft: draft.chat_id == reply.chat_id and draft.images)
            assert [image.attachment.name for image in draft.images] == ["of the chat.png"]
            it.chat.new_chat()
            draft = await changed.until(lambda draft: draft.chat_id == "" and draft.images)
            it.chat.attachments.remove(draft.images[0].id)
            assert it.chat.work.attachments.draft_of("") == ()


async def test_a_missing_file_is_told_and_the_text_is_sent(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")]))
        await seeing(it)
        await attached(it, prepared("gone.png"))
        sent = it.chat.work.attachments.draft_of("")[0].sent
        (tmp_path / "attachments" / sent[:2] / sent).unlink()
        failed, read = heard(it.chat.failed), heard(it.chat.attachments.file_read)
        await asked(it, "What is this?")
        failure = await failed.until(anything)
        assert (failure.code, failure.detail) == (FailureCode.IMAGE_MISSING, "gone.png")
        assert server.requests_to("/api/chat")[0].json["messages"][0]["content"] == "What is this?"
        it.chat.attachments.read(sent)
        assert (await read.until(anything)).data is None


async def test_a_model_known_to_see_nothing_gets_the_text_of_the_history_only(
    loop: Any, tmp_path: Path
) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", *(Stream([done("ok")]) for _ in range(2)))
        await seeing(it)
        await attached(it, prepared())
        await asked(it, "What is this?")
        it.chat.pick_model("smol:latest")
        await asked(it, "And in words?")
        assert sent_images(server, 1) == [[], [], []]


async def test_a_chat_that_begins_with_an_image_alone_has_its_name(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("ok")]))
        await seeing(it)
        await attached(it, prepared("a.png"))
        used = heard(it.chat.work.replies.chat_used)
        await asked(it, " \n ")
        assert used.values[0].title == "a.png"


async def test_a_model_that_sees_gets_the_images_whichever_is_chosen(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", *(Stream([done("ok")]) for _ in range(2)))
        await seeing(it)
        await attached(it, prepared("a.png"))
        reply = await asked(it, "What is this?")
        it.chat.pick_model("smol:latest")
        finished = heard(it.chat.reply_finished)
        it.chat.versions.retry(RetryWish(reply.id, model="gemma3:4b"))
        await finished.until(anything)
        assert sent_images(server, 1) == [[b"sent a.png"]]


async def test_a_copy_saved_right_before_the_end_is_written(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path / "data", choice_of("http://127.0.0.1:9")) as it:
        await attached(it, prepared())
        it.chat.attachments.save_as(it.chat.work.attachments.draft_of("")[0].sha256, str(tmp_path / "a.png"))
    assert (tmp_path / "a.png").read_bytes() == b"original"


async def test_a_copy_is_saved_or_told_why_not(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path / "data", choice_of(server.url)) as it:
        await ready(it)
        await attached(it, prepared())
        failed = heard(it.chat.failed)
        sha256 = it.chat.work.attachments.draft_of("")[0].sha256
        it.chat.attachments.save_as(sha256, str(tmp_path / "no folder" / "copy.png"))
        assert (await failed.until(anything)).code is FailureCode.FILE_UNWRITABLE
        it.chat.attachments.save_as(sha256, str(tmp_path / "copy.png"))
        async with asyncio.timeout(20):
            copy = tmp_path / "copy.png"
            while not copy.exists() or copy.read_bytes() != b"original":  # noqa: ASYNC110  # tells nothing
                await asyncio.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="no bound on the size of files")
async def test_a_copy_that_finds_no_room_leaves_what_was_there(loop: Any, tmp_path: Path) -> None:
    import resource  # not on Windows

    async with OllamaServer() as server, services(tmp_path / "data", choice_of(server.url)) as it:
        await ready(it)
        await attached(it, prepared())
        failed = heard(it.chat.failed)
        copy = tmp_path / "copy.png"
        copy.write_bytes(b"another picture")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3, before[1]))
        try:
            it.chat.attachments.save_as(it.chat.work.attachments.draft_of("")[0].sha256, str(copy))
            failure = await failed.until(lambda told: told.code is FailureCode.FILE_UNWRITABLE)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert str(copy) in failure.detail
        assert copy.read_bytes() == b"another picture"
        assert names_in(tmp_path) == {"copy.png", "data"}
