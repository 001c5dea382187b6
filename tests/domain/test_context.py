"""Counting the context: what is known, what is guessed, and where a history was probably cut."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.domain.chat import ReplyStats, ToolCall
from app.domain.context import (
    ContextLimit,
    ContextUse,
    LimitSource,
    Reckoning,
    TokenRates,
    estimated_tokens,
    first_seen,
    image_tokens_in,
    limit_of,
    message_tokens,
    reckoned,
    tokens_factor,
)
from app.domain.conversation import Attachment, Message
from app.domain.history_size import HistorySize
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


def looked(number: int, tokens: int = 100) -> Message:
    """A message with two images."""
    files = tuple(Attachment(f"{at}", f"{at}.png", "image/png", 9) for at in range(2))
    return replace(user(number, tokens), attachments=files)


def known(messages: list[Message], **more: Any) -> Reckoning:
    history = HistorySize(messages)
    while not history.measure_some():
        pass
    return reckoned(history, MODEL, **more)


def chat(*prompts: int, asked: int = 100) -> list[Message]:
    """Turns of one message and one reply of 100 tokens, with these counts of the prompts."""
    return [m for at, prompt in enumerate(prompts) for m in (user(at, asked), reply(at, prompt))]


CHAT = [*chat(110), user(1, 30), reply(1, 210 + 38)]
"""The second prompt was counted as a whole, 348 tokens with its reply."""


def test_calls_of_tools_are_sent_again_and_counted() -> None:
    stats = ReplyStats(prompt_tokens=50, reply_tokens=200)
    calls = (ToolCall("f", {"text": "word" * 90}),)
    thinking = "x" * len(calls_to_json(calls))
    asked = Message("r", "c", None, "assistant", "", thinking, model=MODEL, stats=stats, tool_calls=calls)
    assert message_tokens(asked) > 100
    assert known([user(1), asked]).counted == 150
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
    assert message_tokens(Message("u", "c", None, "user", "word", attachments=files)) == 1001 + 768 + 8


def test_an_image_takes_what_the_server_counted_more_than_the_words_explain() -> None:
    messages = [*CHAT, looked(2), reply(2, 348 + 108 + 2 * 256)]
    assert image_tokens_in(messages, MODEL) == 256
    assert image_tokens_in(messages, "other") == 0
    assert known([*messages, looked(2)]) == Reckoning(1068, 108 + 2 * 256, 2, TokenRates(1.0, 256))
    assert known([*CHAT, looked(2)]) == Reckoning(348, 108 + 2 * 768, 2)
    assert known([*CHAT, looked(2)], is_blind=True) == Reckoning(348, 108)
    assert known([*CHAT, looked(2)], image_tokens=300) == Reckoning(348, 708, 2, TokenRates(1.0, 300))


def test_the_newest_images_tell_also_those_of_the_first_message() -> None:
    first = [looked(0), reply(0, 18 + 108 + 2 * 256)]
    assert image_tokens_in(first, MODEL, system="word" * 18) == 256
    more = [*first, looked(1), reply(1, 738 + 108 + 2 * 400)]
    assert image_tokens_in(more, MODEL, system="word" * 18) == 256, "it may count the new ones only"
    assert image_tokens_in([*more, user(2, 30), reply(2, 1746 + 38)], MODEL) == 400


def test_images_tell_nothing_where_the_counts_may_mean_something_else() -> None:
    assert image_tokens_in([*CHAT, looked(1), reply(1, 348 + 120)], MODEL) == 0, "it did not look"
    assert image_tokens_in([*CHAT, looked(1), reply(1, 400)], MODEL) == 0, "from memory, or cut"
    assert image_tokens_in([*CHAT, looked(1, 1000), reply(1, 1900)], MODEL) == 0, "mostly words"
    assert image_tokens_in([*chat(110), looked(1), reply(1, 620)], MODEL) == 0, "the new ones, or all"
    long = [*(user(at, 1) for at in range(999)), looked(1), reply(1, 20_000)]
    assert image_tokens_in(long, MODEL) == 0, "what came before is not looked at"
    other = [*CHAT, looked(1), reply(1, 900, model="other"), user(2), reply(2, 348 + 324 + 600)]
    assert image_tokens_in(other, MODEL) == 300, "it saw them with the next message"


@pytest.mark.parametrize("image_tokens", [64, 256, 768, 3000])
def test_what_images_take_does_not_look_like_a_cut(image_tokens: int) -> None:
    history = chat(110, 320, 530, 740, 950, 1160, 1370, 1580, 1790, 2000)
    assert first_seen([*history, looked(10), reply(10, 2100 + 108 + 2 * image_tokens)]) == ""
    assert first_seen([*history, looked(10), reply(10, 108 + 2 * image_tokens)]) == "", "from memory"


def test_a_cut_is_seen_also_where_the_new_message_has_an_image() -> None:
    history = chat(*range(110, 110 + 210 * 200, 210))
    seen = first_seen([*history, looked(200), reply(200, 25_000)])
    assert seen
    assert seen not in ("u0", "r0", "u200")


def test_what_the_server_counted_is_known_and_the_rest_is_guessed() -> None:
    assert known([*chat(110, 320), user(2)]) == Reckoning(420, 108)
    assert known([user(0)], system="word" * 10) == Reckoning(0, 108 + 18)
    assert known([]) == Reckoning()


def test_what_other_models_counted_is_guessed_for_this_one() -> None:
    messages = [*chat(110), user(1), reply(1, 300, model="other")]
    assert known(messages) == Reckoning(210, 216)
    assert known(messages[2:]) == Reckoning(0, 216)


def test_a_count_far_back_is_found_and_one_further_back_is_not_looked_for() -> None:
    messages = [*chat(110), *(user(at, 1) for at in range(999))]
    assert known(messages).counted == 210
    assert known([*messages, user(0, 1)]) == Reckoning(0, 2 * 108 + 1000 * 9)


def test_a_thought_is_not_sent_again_and_not_counted() -> None:
    thought = reply(0, 110, thinking="hmm " * 100)
    assert known([user(0), thought]).counted == 110 + 50


@pytest.mark.parametrize(
    ("tokens", "source", "tight", "over"),
    [
        (800, LimitSource.LOADED, False, False),
        (801, LimitSource.LOADED, True, False),
        (1001, LimitSource.CHAT, True, True),
        (1000, LimitSource.TRAINED, False, False),
        (1001, LimitSource.TRAINED, True, True),
    ],
)
def test_the_warning_begins_above_four_fifths_of_a_limit_in_force_and_above_any(
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
