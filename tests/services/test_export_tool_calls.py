"""Calls of tools and their results in written chats."""

import re
from dataclasses import replace
from html import unescape

import pytest

from app.domain.chat import ToolCall
from app.domain.conversation import Attachment
from app.domain.exchange import ExportFormat, ExportWish, ExportWords, WholeChat
from app.domain.tool_calls import as_code, whole_call
from app.services.export_html import page_pieces, pdf_parts
from app.services.export_text import markdown_pieces, text_pieces
from tests.storage.builders import new_chat, new_message

WORDS = ExportWords(
    *("You", "System", "Thought", "{name}", "{name} is gone", "Incomplete", "{index}/{count}"),
    *("Call: {name}", "Tool {name}"),
)
CALL = ToolCall("look<up>", {"text": "a ```\n<b>&"}, "call_1", 0)
RESULT = '{"*found*": "<i>"}'


def no_file(_attachment: Attachment) -> bytes | None:
    return None


@pytest.fixture
def whole() -> WholeChat:
    """A question, a call without words, its result, the result of a tool without a name."""
    chat = new_chat()
    question = new_message(chat)
    asked = new_message(chat, question, role="assistant", content="", model="m:1b", tool_calls=(CALL,))
    result = new_message(chat, asked, role="tool", content=RESULT, tool_name="look<up>")
    nameless = new_message(chat, result, role="tool", content="*11*")
    return WholeChat(chat, (question, asked, result, nameless))


def test_markdown_has_calls_and_results_as_code(whole: WholeChat) -> None:
    text = "".join(markdown_pieces(whole, WORDS, no_file, True))
    assert f"*Call: look<up>*\n\n{as_code(whole_call(CALL), 'json')}\n" in text
    assert as_code(RESULT, "json") in text
    assert as_code("*11*", "text") in text
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["You", "m:1b", "Tool look<up>", "Tool"]


def test_plain_text_has_calls_and_results(whole: WholeChat) -> None:
    text = "".join(text_pieces(whole, WORDS, no_file, True))
    assert f"[Call: look<up>]\n{whole_call(CALL)}\n" in text
    assert f"\n{RESULT}\n" in text


def test_html_shows_them_and_runs_nothing_of_them(whole: WholeChat) -> None:
    page = "".join(page_pieces(whole, WORDS, no_file, True))
    body = page.split("<body>")[1]
    assert '<p class="muted">Call: look&lt;up&gt;</p>' in body
    assert "<b>" not in body
    assert "<i>" not in body
    shown = unescape(re.sub(r"<[^>]*>", "", body))
    assert whole_call(CALL) in shown
    assert RESULT in shown
    assert "*11*" in shown


def test_a_call_stands_between_the_thought_and_the_words(whole: WholeChat) -> None:
    question, asked, *_ = whole.messages
    asked = replace(asked, thinking="Hm.", content="It rains.")
    both = replace(whole, messages=(question, asked))
    wish = ExportWish(ExportFormat.PDF, "x.pdf", WORDS)
    for text in (
        "".join(markdown_pieces(both, WORDS, no_file, True)),
        "".join(text_pieces(both, WORDS, no_file, True)),
        "".join(page_pieces(both, WORDS, no_file, True)),
        "".join(html for html, _ in pdf_parts(both, wish, lambda _tex, _is_displayed: "")),
    ):
        assert text.index("Hm.") < text.index("call_1") < text.index("It rains.")


def test_a_printed_page_has_them(whole: WholeChat) -> None:
    wish = ExportWish(ExportFormat.PDF, "x.pdf", WORDS)
    parts = "".join(html for html, _ in pdf_parts(whole, wish, lambda _tex, _is_displayed: ""))
    shown = unescape(re.sub(r"<[^>]*>", "", parts))
    assert whole_call(CALL) in shown
    assert RESULT in shown
