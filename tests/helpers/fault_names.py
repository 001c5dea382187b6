"""The faults by name: for the matrix of the tests and for the command line of the scripted server."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.helpers.faults import (
    IN_HEAD,
    NOTHING,
    CutAt,
    Early,
    EndAfter,
    ErrorAfter,
    Fault,
    Header,
    Instead,
    JunkAt,
    LengthOff,
    Objects,
    Pieces,
    ResetAt,
    Slow,
    StallAt,
    Tail,
    Values,
    blank_lines,
    bytewise,
    with_new_values,
    with_nulls,
    without_new_fields,
    wrong_type,
)
from tests.helpers.replies import Answer, Garbage, html, refuse

SIGNIN_URL = "https://ollama.com/connect?name=herder&key=c3NoLWVkMjU1MTk"
QUEUE_FULL = "server busy, please try again.  maximum pending requests exceeded"


@dataclass(frozen=True)
class Named:
    """A fault with a line of help. `harmless`: a client that is right gets its answer all the same."""

    text: str
    make: Callable[[], Fault]
    harmless: bool = False


def _none(value: Any) -> None:
    """Nothing in place of anything."""


FAULTS: dict[str, Named] = {
    "silent": Named("no byte comes", lambda: StallAt(NOTHING)),
    "stall-head": Named("nothing more from the middle of the headers on", lambda: StallAt(IN_HEAD)),
    "stall": Named("nothing more after a few bytes of the body", lambda: StallAt(10)),
    "cut-before": Named("the connection is closed without an answer", lambda: CutAt(NOTHING)),
    "cut-head": Named("the connection is closed in the headers", lambda: CutAt(IN_HEAD)),
    "cut": Named("the connection is closed in the body", lambda: CutAt(10)),
    "cut-late": Named("the connection is closed further on in the body", lambda: CutAt(120)),
    "reset-before": Named("a TCP reset without an answer", lambda: ResetAt(NOTHING)),
    "reset-head": Named("a TCP reset in the headers", lambda: ResetAt(IN_HEAD)),
    "reset": Named("a TCP reset in the body", lambda: ResetAt(10)),
    "junk": Named("bytes that are no HTTP in the middle of the body", lambda: JunkAt(10)),
    "garbage": Named("another protocol answers", lambda: Instead(Garbage())),
    "tls": Named("a TLS alert answers", lambda: Instead(Garbage(b"\x15\x03\x01\x00\x02\x02\x16\r\n\r\n"))),
    "html": Named("a web page with status 200", lambda: Instead(html())),
    "html-502": Named("the error page of a proxy", lambda: Instead(html(502, "Bad gateway"))),
    "html-404": Named("a web server's own 404", lambda: Instead(html(404, "Not found"))),
    "400": Named("400 with a text", lambda: Instead(refuse(400, "invalid model name"))),
    "401": Named(
        "401 with a link for signing in",
        lambda: Instead(refuse(401, "unauthorized", signin_url=SIGNIN_URL)),
    ),
    "403": Named("403 without a body", lambda: Instead(Answer(b"", 403, ""))),
    "404": Named("404 as plain text", lambda: Instead(Answer("404 page not found", 404, "text/plain"))),
    "429": Named("429: the plan's limit", lambda: Instead(refuse(429, "you have reached your limit"))),
    "500": Named("500 with a text", lambda: Instead(refuse(500, "llama-server process has terminated"))),
    "500-empty": Named("500 without a body", lambda: Instead(Answer(b"", 500, ""))),
    "503": Named("503: the queue is full", lambda: Instead(refuse(503, QUEUE_FULL))),
    "redirect": Named(
        "302 to another place",
        lambda: Instead(Answer(b"", 302, "", [("Location", "http://127.0.0.1:1/api/version")])),
    ),
    "empty": Named("200 with an empty body", lambda: Instead(Answer(b"", 200))),
    "204": Named("204 No Content", lambda: Instead(Answer(b"", 204, ""))),
    "null": Named("JSON null", lambda: Instead(Answer("null"))),
    "array": Named("a JSON array", lambda: Instead(Answer("[]"))),
    "object": Named("an empty JSON object", lambda: Instead(Answer("{}"))),
    "deep": Named("JSON 100,000 levels deep", lambda: Instead(Answer(b"[" * 100_000))),
    "digits": Named(
        "a number of 10,000 digits", lambda: Instead(Answer(b'{"version":' + b"9" * 10_000 + b"}"))
    ),
    "gzip": Named("says gzip and is not", lambda: Header("Content-Encoding", "gzip")),
    "header-100k": Named("a header of 200 kB", lambda: Header("X-Long", "x" * 200_000)),
    "length-over": Named("a Content-Length too large", lambda: LengthOff(10)),
    "length-under": Named("a Content-Length too small", lambda: LengthOff(-10)),
    "error-first": Named("status 200, and an error at once", lambda: ErrorAfter(0)),
    "error-line": Named("an error line after an object", lambda: ErrorAfter(1)),
    "early-end": Named("a proper end after an object", lambda: EndAfter(1)),
    "half-line": Named("a proper end in the middle of a line", lambda: EndAfter(1, in_line=True)),
    "wrong-types": Named("numbers for texts and texts for numbers", lambda: Values(wrong_type)),
    "all-null": Named("null for every value", lambda: Values(_none)),
    "tail": Named("bytes after the last object", lambda: Tail(b"junk")),
    "slow": Named("a few bytes at a time", Slow, harmless=True),
    "content-type": Named("a wrong Content-Type", lambda: Header("Content-Type", "text/html"), harmless=True),
    "bytewise": Named("one byte in each chunk", lambda: Pieces(bytewise), harmless=True),
    "blank-lines": Named("empty lines in the stream", lambda: Pieces(blank_lines), harmless=True),
    "old-fields": Named(
        "without the fields of the last years", lambda: Objects(without_new_fields), harmless=True
    ),
    "nulls": Named("null in place of lists", lambda: Objects(with_nulls), harmless=True),
    "new-values": Named("words and fields nobody knows yet", lambda: Objects(with_new_values), harmless=True),
    "early-hints": Named("an interim response first", Early, harmless=True),
}
"""What a server, or whatever else answers at its address, can do wrong."""
