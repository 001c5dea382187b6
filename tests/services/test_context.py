"""What one look at the context costs, and what it tells."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from app.domain.attachment import PreparedImage
from app.domain.chat import ReplyStats
from app.domain.context import ContextUse, TokenRates
from app.domain.conversation import Attachment, Chat, ChatView, Message
from app.domain.model_facts import ModelFacts
from tests.helpers.services import Services, choice_of, heard, services

pytestmark = pytest.mark.usefixtures("loop")
SECOND_MODEL = "other:latest"


class Lines:
    """Counts the lines of the program that some work runs through."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
        self.count += event == "line"
        return self

    def of(self, work: Callable[[], object]) -> int:
        """How many lines that are."""
        self.count, before = 0, sys.gettrace()
        sys.settrace(self)
        try:
            work()
        finally:
            sys.settrace(before)
        return self.count


def show(it: Services, messages: tuple[Message, ...]) -> None:
    """Have the window show a chat with these messages."""
    now = datetime.now(UTC)
    chat = Chat("c", "Llamas", "", now, now)
    it.chat.work.opened.views[chat.id] = ChatView(chat, messages)
    it.chat.work.opened.windows[0].current = chat.id


def talk(number: int) -> tuple[Message, ...]:
    """So many messages, of whose replies none was counted."""
    roles = ("user", "assistant")
    return tuple(
        Message(f"{at:032x}", "c", None, roles[at % 2], "word" * 10, model=SECOND_MODEL)
        for at in range(number)
    )


async def test_a_pause_while_typing_costs_the_same_in_a_long_chat(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        context, told, costs = it.chat.context, heard(it.chat.context.use_changed), []
        for number in (100, 10_000):
            show(it, talk(number))
            context.take_typed("")
            await told.until(lambda use, number=number: use.guessed == number * 18)
            context.take_typed("word" * 5)
            costs.append(Lines().of(context.look_now))
            assert told.values[-1] == ContextUse(0, number * 18 + 5 + 8)
        assert costs[0] == costs[1]
        assert costs[0] < 200


async def test_a_long_chat_is_not_measured_in_one_turn(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        told = heard(it.chat.context.use_changed)
        show(it, talk(3_000))
        first = Lines().of(it.chat.context.look_now)
        assert not told.values, "there is more to measure"
        await told.until(lambda use: use.guessed == 3_000 * 18)
        show(it, talk(30_000))
        assert Lines().of(it.chat.context.look_now) <= first + 2 * 3_000, "beside what is still there"
        it.chat.context.close()


async def test_images_are_not_counted_for_a_model_that_cannot_see(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        uses = heard(it.chat.context.use_changed)
        image = (Attachment("a" * 64, "a.png", "image/png", 9),)
        show(it, (Message("1" * 32, "c", None, "user", "word" * 10, attachments=image),))
        it.chat.pick_model("smol:latest")
        it.chat.context.take_facts(ModelFacts("smol:latest", True, capabilities=("completion",)))
        it.chat.attachments.keep(PreparedImage("i", "c", "a.png", "image/png", b"original", b"sent"))
        assert (await uses.until(lambda use: use.guessed == 18 + 8)).image_tokens == 0
        it.chat.context.take_facts(ModelFacts())
        assert (await uses.until(lambda use: use.guessed == 18 + 8 + 2 * 768)).image_tokens == 768


async def test_what_images_took_is_known_of_the_model_in_other_chats_too(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://127.0.0.1:9")) as it:
        uses, rates = heard(it.chat.context.use_changed), heard(it.chat.context.rates_changed)
        it.chat.pick_model("gemma3:4b")
        image = (Attachment("a" * 64, "a.png", "image/png", 9),)
        stats = ReplyStats(prompt_tokens=8 + 10 + 256, reply_tokens=10)
        question = Message("1" * 32, "c", None, "user", "word" * 10, attachments=image)
        reply = Message("2" * 32, "c", None, "assistant", "word" * 10, model="gemma3:4b", stats=stats)
        show(it, (question,))
        it.chat.context.look()
        use = await uses.until(lambda use: use.guessed)
        assert (use.guessed, use.image_tokens) == (18 + 768, 768)
        show(it, (question, reply))
        it.chat.context.look()
        assert await rates.until() == TokenRates(1.0, 256)
        show(it, (question,))
        it.chat.context.look()
        use = await uses.until(lambda use: use.guessed == 18 + 256)
        assert use.image_tokens == 0
