"""The error tree: which failure each error stands for, and what of the server's text is shown."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.errors import (
    ApiError,
    BadReply,
    ConnectionLost,
    FileTrouble,
    OllamaError,
    ServerSilent,
    ServerUnreachable,
    UnreachableCause,
)
from app.domain.blob import FileFault
from app.domain.failure import Failure, FailureCode

HERE: dict[str, Any] = {"address": "http://h:1", "model": "m"}


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (OllamaError("x", **HERE), Failure(FailureCode.API_ERROR, "http://h:1", "m", "x")),
        (
            ServerUnreachable(UnreachableCause.REFUSED, "no", **HERE),
            Failure(FailureCode.SERVER_REFUSED, "http://h:1", "m", "no"),
        ),
        (
            ServerUnreachable(UnreachableCause.NAME_UNKNOWN),
            Failure(FailureCode.SERVER_NAME_UNKNOWN),
        ),
        (ServerUnreachable(UnreachableCause.TIMEOUT), Failure(FailureCode.SERVER_TIMEOUT)),
        (ServerUnreachable(UnreachableCause.TLS), Failure(FailureCode.SERVER_TLS)),
        (ServerUnreachable(UnreachableCause.OTHER), Failure(FailureCode.SERVER_UNREACHABLE)),
        (ServerSilent(**HERE), Failure(FailureCode.SERVER_SILENT, "http://h:1", "m")),
        (ConnectionLost("cut", **HERE), Failure(FailureCode.CONNECTION_LOST, "http://h:1", "m", "cut")),
        (BadReply("not JSON", "{x", **HERE), Failure(FailureCode.BAD_REPLY, "http://h:1", "m", "{x")),
        *(
            (FileTrouble(fault, "/f", **HERE), Failure(FailureCode(code), "http://h:1", "m", "/f"))
            for fault, code in [
                (FileFault.MISSING, "file_missing"),
                (FileFault.FORBIDDEN, "file_forbidden"),
                (FileFault.NOT_A_FILE, "file_not_a_file"),
                (FileFault.EMPTY, "file_empty"),
                (FileFault.CHANGED, "file_changed"),
                (FileFault.UNREADABLE, "file_unreadable"),
            ]
        ),
        (BadReply("too long"), Failure(FailureCode.BAD_REPLY, detail="too long")),
        (BadReply("not HTTP", b"<\xff", foreign=True), Failure(FailureCode.NOT_OLLAMA, detail="<\ufffd")),
    ],
)
def test_each_error_is_a_failure(error: OllamaError, failure: Failure) -> None:
    assert error.failure == failure


@pytest.mark.parametrize(
    ("status", "model", "foreign", "code"),
    [
        (400, "m", False, FailureCode.API_ERROR),
        (401, "m", False, FailureCode.UNAUTHORISED),
        (401, "", True, FailureCode.UNAUTHORISED),
        (403, "", False, FailureCode.FORBIDDEN),
        (403, "", True, FailureCode.FORBIDDEN),
        (404, "m", False, FailureCode.MODEL_NOT_FOUND),
        (404, "", False, FailureCode.API_ERROR),
        (404, "m", True, FailureCode.NOT_OLLAMA),
        (500, "m", False, FailureCode.API_ERROR),
        (502, "m", True, FailureCode.NOT_OLLAMA),
        (503, "m", False, FailureCode.SERVER_BUSY),
        (None, "m", False, FailureCode.API_ERROR),
    ],
)
def test_the_status_decides(status: int | None, model: str, foreign: bool, code: FailureCode) -> None:
    failure = ApiError(status, "text", model=model, foreign=foreign).failure
    assert failure == Failure(code, model=model, detail="text", status=status)


@pytest.mark.parametrize(
    ("status", "model", "message", "code"),
    [
        (None, "m", "pull model manifest: file does not exist", FailureCode.MODEL_NOT_FOUND),
        (None, "", "pull model manifest: file does not exist", FailureCode.API_ERROR),
        (500, "m", "pull model manifest: file does not exist", FailureCode.API_ERROR),
        (None, "m", "digest mismatch, file must be downloaded again", FailureCode.DIGEST_MISMATCH),
        (400, "", 'digest mismatch, expected "a", got "b"', FailureCode.DIGEST_MISMATCH),
        (500, "m", "digest mismatch", FailureCode.API_ERROR),
    ],
)
def test_where_the_status_says_too_little_the_words_do(
    status: int | None, model: str, message: str, code: FailureCode
) -> None:
    assert ApiError(status, message, model=model).failure.code is code


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("model 'x' not found", "model 'x' not found"),
        (
            '{"error":{"code":500,"message":"image input is not supported","type":"server_error"}}',
            "image input is not supported",
        ),
        ('{"error":"inner"}', "inner"),
        ('{"message":"inner"}', "inner"),
        (' {"error":"{\\"error\\":{\\"message\\":\\"innermost\\"}}"}', "innermost"),
        (r'{"error":"half \ud800 a character"}', "half \ufffd a character"),
        ('{"error":{"code":500}}', '{"error":{"code":500}}'),
        ('{"error":""}', '{"error":""}'),
        ('{"detail":"x"}', '{"detail":"x"}'),
        ('{"error":5}', '{"error":5}'),
        ("{half", "{half"),
        ('{"a":' * 100_000, '{"a":' * 100_000),
        ("[1]", "[1]"),
        ("", ""),
    ],
)
def test_the_inner_message_is_shown_and_the_original_kept(message: str, text: str) -> None:
    error = ApiError(500, message)
    assert error.text == text
    assert error.failure.detail == text
    assert error.message == message
    assert str(error) == message


def test_unwrapping_stops() -> None:
    text = "deep"
    for _ in range(9):
        text = json.dumps({"error": text})
    assert ApiError(500, text).text.count("error") == 5


def test_a_sign_in_address_is_kept() -> None:
    assert ApiError(401, "unauthorized", signin_url="https://ollama.com/connect").signin_url
    assert ApiError(401, "unauthorized").signin_url == ""


@given(st.one_of(st.text(), st.binary()))
def test_an_excerpt_is_at_most_200_characters(received: str | bytes) -> None:
    error = BadReply("why", received)
    assert len(error.excerpt) <= 200
    assert bool(error.excerpt) is bool(received)


def test_an_excerpt_is_the_start() -> None:
    assert BadReply("why", b"\xc3\xa9" * 500).excerpt == "é" * 200
