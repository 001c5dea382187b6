"""Titles: the first words, and what a model made of the chat while it was in memory anyway."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.conversation import Message, TitleBy
from app.services.titles import TITLE_LENGTH, made_title, title_of
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Stream, done
from tests.helpers.services import Services, anything, choice_of, heard, ready, services


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("Llama care", "Llama care"),
        ('**"Llama care."**\n\nAnything else?', "Llama care"),
        ("Title: Llama care", "Llama care"),
        ("<think>\nHm: title\n</think>\n\nLlama care", "Llama care"),
        ("「駱馬的食物」", "駱馬的食物"),
        ("Llamas: what they eat", "Llamas: what they eat"),
        ("\n \n", ""),
        ("word " * 40, title_of("word " * 40)),
    ],
)
def test_the_title_in_an_answer(answer: str, title: str) -> None:
    assert made_title(answer) == title
    assert len(title) <= TITLE_LENGTH


async def asked(it: Services, text: str) -> Message:
    finished = heard(it.chat.reply_finished)
    it.chat.send(text)
    reply: Message = await finished.until(anything)
    return reply


def keep_loaded(server: OllamaServer, model: str) -> None:
    server.state.loaded[model] = datetime.now(UTC) + timedelta(hours=1)


async def test_the_model_that_replied_names_the_chat(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("Grass.")]))
        await ready(it)
        it.chat.titles.idle_s = 0.1
        keep_loaded(server, it.chat.model)
        server.script("/api/chat", Stream([done("Llama food")]))
        changed = heard(it.chats.chat_changed)
        await asked(it, "What eats a llama?")
        named = await changed.until(lambda chat: chat.title_by is TitleBy.MODEL)
        assert named.title == "Llama food"
        reply, title = (request.json for request in server.requests_to("/api/chat"))
        assert title["model"] == reply["model"]
        assert title["messages"][:2] == [
            *reply["messages"],
            {"role": "assistant", "content": "Grass."},
        ]
        assert title.get("keep_alive") == reply.get("keep_alive")
        assert {key: value for key, value in title["options"].items() if key != "num_predict"} == (
            reply.get("options") or {}
        )


async def test_nothing_is_asked_of_a_model_that_is_not_loaded_or_when_switched_off(
    loop: Any, tmp_path: Path
) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        server.script("/api/chat", Stream([done("Grass.")]), Stream([done("Hay.")]))
        await ready(it)
        it.chat.titles.idle_s = 0.1
        looked = len(server.requests_to("/api/ps"))
        await asked(it, "What eats a llama?")
        server.state.loaded.clear()
        while it.chat.titles._waiting:
            server.state.loaded.clear()
            await asyncio.sleep(0.05)
        assert len(server.requests_to("/api/ps")) > looked
        it.chat.titles.set_enabled(False)
        it.chat.new_chat()
        await asked(it, "And else?")
        assert not it.chat.titles._waiting
        assert len(server.requests_to("/api/chat")) == 2
