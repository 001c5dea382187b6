"""Counting the context: what is known, what is guessed, and where a history was probably cut."""

import json
from dataclasses import replace

import pytest

from app.domain.chat import ReplyStats, ToolCall
from app.domain.context import (
    ContextLimit,
    ContextUse,
    LimitSource,
    estimated_tokens,
    first_seen,
    limit_of,
    message_tokens,
    tokens_factor,
    use_of,
)
from app.domain.conversation import Attachment, Message
from app.domain.model_facts import ModelFacts
from app.domain.model_info import RunningModel
from app.domain.tool_calls import calls_to_json
from tests.helpers.recordings import FOLDER

MODEL = "smol:latest"
FACTS = ModelFacts(MODEL, True, {"num_ctx": 4096}, context_length=8192)


def user(number: int, tokens: int = 100) -> Message:
    return Message(f"u{number}", "c", None, "user", "word" * tokens)


def reply(number: int, prompt: int, tokens: int = 100, model: str = MODEL, thinking: str = "") -> Message:
    stats = ReplyStats(prompt_tokens=prompt, reply_tokens=tokens)
    text = "word" * tokens
    return Message(f"r{number}", "c", None, "assistant", text, thinking, model=model, stats=stats)


def chat(*prompts: int, asked: int = 100) -> list[Message]:
    """Turns of one message and one reply of 100 tokens, with these counts of the prompts."""
    return [m for at, prompt in enumerate(prompts) for m in (user(at, asked), reply(at, prompt))]


def test_calls_of_tools_are_sent_again_and_counted() -> None:
    stats = ReplyStats(prompt_tokens=50, reply_tokens=200)
    calls = (ToolCall("f", {"text": "word" * 90}),)
    thinking = "x" * len(calls_to_json(calls))
    asked = Message("r", "c", None, "assistant", "", thinking, model=MODEL, stats=stats, tool_calls=calls)
    assert message_tokens(asked) > 100
    assert use_of([user(1), asked], 0, None, model=MODEL).counted == 150
    assert tokens_factor([asked], MODEL) == pytest.approx(200 * 4 / (2 * len(thinking)))


@pytest.mark.parametrize(
    ("asked", "facts", "running", "expected"),
    [
        (2048, FACTS, (), ContextLimit(2048, LimitSource.CHAT)),
        (1_000_000, FACTS, (), ContextLimit(8192, LimitSource.CHAT)),
        (None, FACTS, (RunningModel(MODEL, context_length=1024),), ContextLimit(1024, LimitSource.LOADED)),
        (None, FACTS, (RunningModel("other", context_length=1024),), ContextLimit(4096, LimitSource.MODEL)),
        (None, ModelFacts(MODEL, True, context_length=8192), (), ContextLimit(8192, LimitSource.TRAINED)),
        (None, ModelFacts("other", True, {"num_ctx": 4096}, context_length=8192), (), None),
        (None, ModelFacts(), (RunningModel(MODEL),), None),
    ],
)
def test_the_limit_is_what_will_be_in_force(
    asked: int | None, facts: ModelFacts, running: tuple[RunningModel, ...], expected: ContextLimit | None
) -> None:
    assert limit_of(asked, "smol", facts, running) == expected


def test_an_estimate_is_a_token_for_four_bytes_rounded_up() -> None:
    assert [estimated_tokens(size) for size in (0, 1, 4, 5)] == [0, 1, 1, 2]
    assert estimated_tokens(400, 1.5) == 150


def test_the_factor_comes_from_what_the_server_counted_of_the_same_model() -> None:
    dense = Message(
        "a",
        "c",
        None,
        "assistant",
        "x" * 200,
        model=MODEL,
        stats=ReplyStats(prompt_tokens=9, reply_tokens=100),
    )
    assert tokens_factor([dense], MODEL) == 2.0
    assert tokens_factor([dense], "other") == 1.0
    short = Message("a", "c", None, "assistant", "x" * 9, model=MODEL, stats=ReplyStats(reply_tokens=9))
    assert tokens_factor([short], MODEL) == 1.0
    assert tokens_factor([], MODEL) == 1.0


def test_files_and_images_of_a_message_count() -> None:
    files = (Attachment("a", "a.txt", "text/plain", 9, "b", 4000), Attachment("c", "c.png", "image/png", 9))
    assert message_tokens(Message("u", "c", None, "user", "word", attachments=files)) == 1001 + 800 + 8


def test_what_the_server_counted_is_known_and_the_rest_is_guessed() -> None:
    limit = ContextLimit(1000, LimitSource.LOADED)
    messages = [*chat(110, 320), user(2)]
    assert use_of(messages, 50, limit, model=MODEL) == ContextUse(420, 158, limit)
    assert use_of([user(0)], 0, limit, model=MODEL, system="word" * 10) == ContextUse(0, 108 + 18, limit)
    assert use_of([], 0, None) == ContextUse()


def test_a_thought_is_not_sent_again_and_not_counted() -> None:
    thought = reply(0, 110, thinking="hmm " * 100)
    assert use_of([user(0), thought], 0, None, model=MODEL).counted == 110 + 50


@pytest.mark.parametrize(
    ("tokens", "source", "tight", "over"),
    [
        (800, LimitSource.LOADED, False, False),
        (801, LimitSource.LOADED, True, False),
        (1001, LimitSource.CHAT, True, True),
        (1001, LimitSource.TRAINED, False, False),
    ],
)
def test_the_warning_begins_above_four_fifths_of_a_limit_in_force(
    tokens: int, source: LimitSource, tight: bool, over: bool
) -> None:
    use = ContextUse(tokens, 0, ContextLimit(1000, source))
    assert (use.is_tight, use.is_over) == (tight, over)


def test_a_history_that_grows_as_it_should_was_not_cut() -> None:
    assert first_seen(chat(110, 320, 530, 740)) == ""
    assert first_seen([]) == ""
    assert first_seen([user(0)]) == ""


def test_a_prompt_that_is_shorter_than_what_was_sent_was_cut() -> None:
    messages = chat(110, 320, 530, 445)
    assert first_seen(messages) == "r1", "108 a message: four of them fit"
    assert first_seen([*messages, user(4)]) == "r1", "until there is another count"


def test_a_history_that_was_cut_before_stays_cut() -> None:
    assert first_seen(chat(110, 320, 530, 445, 480)) == "r2"


def test_only_new_messages_counted_says_nothing() -> None:
    assert first_seen(chat(110, 320, 108, 110)) == "", "an older server had the rest in memory"


def test_counts_that_the_texts_do_not_explain_say_nothing() -> None:
    assert first_seen(chat(1100, 3200, 5300, 2000)) == "", "by the texts all of it went in"


def test_only_the_newest_replies_tell_the_factor() -> None:
    dense = replace(reply(0, 9), content="字" * 50)
    assert tokens_factor([dense], MODEL) != 1.0
    assert tokens_factor([dense, *(reply(at, 9) for at in range(6))], MODEL) == 1.0


def test_counts_of_another_model_are_not_compared() -> None:
    messages = [*chat(1100), user(1), reply(1, 300, model="other")]
    assert first_seen(messages) == ""


def test_a_recorded_overflow_is_seen() -> None:
    recording = json.loads((FOLDER / "chat" / "context_overflow.json").read_text(encoding="utf-8"))
    sent = recording["request"]["body"]["messages"]
    answer = json.loads(recording["response"]["lines"][0])
    stats = ReplyStats(prompt_tokens=answer["prompt_eval_count"], reply_tokens=answer["eval_count"])
    history = [Message(f"m{at}", "c", None, m["role"], m["content"]) for at, m in enumerate(sent)]
    content = answer["message"]["content"]
    last = Message("reply", "c", None, "assistant", content, model=MODEL, stats=stats)
    seen = first_seen([*history, last])
    assert seen
    assert seen == "m21", "two messages of 200 words, and what is between them, are 445 tokens"
