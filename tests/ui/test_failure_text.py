"""Failures in words."""

import pytest

from app.domain.failure import Failure, FailureCode
from app.ui.failure_text import Action, action_text, failure_text, sending_reason_text, short_cause

ADDRESS = "http://127.0.0.1:11434"


@pytest.mark.parametrize("code", FailureCode)
def test_every_code_has_whole_words(code: FailureCode) -> None:
    words = failure_text(
        Failure(code, address=ADDRESS, model="qwen3:9b", detail="Why not", status=418, tokens=7)
    )
    for text in (words.title, words.explanation):
        assert text
        assert "{" not in text
        assert text[0].isupper() or not text[0].isalpha() or text.startswith(ADDRESS)
    assert not words.title.endswith(".")
    assert words.explanation[-1] in ".!?…"
    assert sending_reason_text(code.value) == failure_text(Failure(code)).title


@pytest.mark.parametrize("code", FailureCode)
def test_missing_values_leave_no_holes(code: FailureCode) -> None:
    words = failure_text(Failure(code))
    for text in (words.title, words.explanation):
        assert "{" not in text
        assert "()" not in text
        assert "  " not in text
        assert text == text.strip()
    assert short_cause(Failure(code))


def test_the_values_of_a_failure_are_in_its_words() -> None:
    assert ADDRESS in failure_text(Failure(FailureCode.SERVER_REFUSED, address=ADDRESS)).title
    assert "qwen3:9b" in failure_text(Failure(FailureCode.MODEL_NOT_FOUND, model="qwen3:9b")).title
    assert failure_text(Failure(FailureCode.CONNECTION_LOST, tokens=214)).title.endswith(" 214 tokens")
    assert failure_text(Failure(FailureCode.CONNECTION_LOST, tokens=1)).title.endswith(" 1 token")
    assert "500" in failure_text(Failure(FailureCode.API_ERROR, status=500)).title


def test_a_reply_that_is_no_json_is_told_with_its_place() -> None:
    words = failure_text(Failure(FailureCode.REPLY_NOT_JSON, detail="3:14"))
    assert "line 3, column 14." in words.explanation
    assert "$.age" in failure_text(Failure(FailureCode.REPLY_NOT_IN_SCHEMA, detail="$.age: 1")).explanation


def test_a_403_without_a_word_names_both_remedies() -> None:
    words = failure_text(Failure(FailureCode.FORBIDDEN, address=ADDRESS)).explanation
    assert "Host header" in words
    assert "OLLAMA_ORIGINS" in words
    assert "Host header" not in failure_text(Failure(FailureCode.FORBIDDEN, detail="No.")).explanation


def test_text_of_a_server_is_one_line_and_cut() -> None:
    words = failure_text(Failure(FailureCode.API_ERROR, detail="line\n" * 500))
    assert "\n" not in words.explanation
    assert len(words.explanation) < 400


def test_braces_of_a_server_are_only_text() -> None:
    words = failure_text(Failure(FailureCode.API_ERROR, detail="{model} {0} {"))
    assert "{model} {0} {" in words.explanation


@pytest.mark.parametrize("action", Action)
def test_every_offer_has_a_word(action: Action) -> None:
    assert action_text(action)[0]


@pytest.mark.parametrize("reason", ["looking", "starting", "running", "", "something new"])
def test_every_reason_against_sending_has_words(reason: str) -> None:
    assert sending_reason_text(reason)
