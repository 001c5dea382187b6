"""Chats as pages: what a person typed, tasks and tables, and where a printed page ends."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from app.domain.conversation import Attachment
from app.domain.exchange import ExportFormat, ExportWish, ExportWords, WholeChat
from app.domain.parameters import Parameters
from app.services.export_html import Look, blocks, page_pieces, pdf_parts
from app.ui.export.pdf import PdfDrawing
from tests.storage.builders import new_chat, new_message

WORDS = ExportWords(
    *("You", "System", "Thought", "{name}", "{name} is gone", "Incomplete", "{index}/{count}"),
    *("Call: {name}", "Tool {name}"),
)
TYPED = "def __init__(self):\n    pass  # *no* <b>\n\n- [x] 1 < 2\n"
AS_TYPED = '<p class="plain">def __init__(self):\n    pass  # *no* &lt;b&gt;\n\n- [x] 1 &lt; 2</p>'


def no_file(_attachment: Attachment) -> bytes | None:
    return None


def typed(text: str) -> WholeChat:
    chat = new_chat(parameters=Parameters(system="Be:\n  brief"))
    question = new_message(chat, content=text)
    return WholeChat(chat, (question, new_message(chat, question, role="assistant", content="*Yes*")))


def printed(whole: WholeChat) -> list[str]:
    wish = ExportWish(ExportFormat.PDF, "x.pdf", WORDS)
    return [html for html, _ in pdf_parts(whole, wish, lambda _tex, _is_displayed: "")]


def test_what_a_person_typed_stands_as_it_was_typed() -> None:
    whole = typed(TYPED)
    page = "".join(page_pieces(whole, WORDS, no_file, True))
    for text in (page, "\n".join(printed(whole))):
        assert AS_TYPED in text
        assert '<p class="plain">Be:\n  brief</p>' in text
        assert "<p><em>Yes</em></p>" in text


def test_a_long_text_is_drawn_in_parts_and_none_is_none() -> None:
    lines = [f"line {number}" for number in range(200)]
    parts = [part for part in printed(typed("\n".join(lines))) if "line " in part]
    assert len(parts) == 4
    assert [line for part in parts for line in part.split(">", 1)[1].split("<")[0].split("\n")] == lines
    assert not [part for part in printed(typed(" \n")) if 'class="plain"' in part and "Be" not in part]


def test_a_printed_page_says_what_is_done_and_has_lines_in_tables() -> None:
    text = "- [x] done\n- [ ] open\n\n| a |\n|---|\n| b |\n"
    on_paper = "".join(blocks(text, "", Look.PRINT))
    assert "[x]</span> done" in on_paper
    assert "[ ]</span> open" in on_paper
    assert '<table border="1"' in on_paper
    on_screen = "".join(blocks(text, "", Look.BROWSER))
    assert '<input checked="" disabled="" type="checkbox" />' in on_screen
    assert "border=" not in on_screen


@pytest.mark.usefixtures("qapp")
def test_no_heading_and_no_head_of_a_table_ends_a_page(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    drawing = PdfDrawing(path, "x")
    for number in range(60):
        drawing.add_html("<p>filler</p>" * (number % 9))
        drawing.add_html(f"<h2>Heading{number}.</h2>")
        drawing.add_html(f"<p>below{number}.</p>")
        drawing.add_html(f"<table><tr><th>Head{number}.</th></tr><tr><td>row{number}.</td></tr></table>")
    drawing.close()
    pages = [page.extract_text() for page in PdfReader(path).pages]
    assert len(pages) > 5
    for number in range(60):
        for first, second in ((f"Heading{number}.", f"below{number}."), (f"Head{number}.", f"row{number}.")):
            assert any(first in page and second in page for page in pages), first


def test_each_block_of_a_page_runs_as_its_own_text_does_and_code_never_to_the_left() -> None:
    hebrew = "\u05e9\u05dc\u05d5\u05dd"
    page = "".join(blocks(f"{hebrew}\n\nEnglish\n\n- {hebrew}\n\n```\ncode\n```\n", "", Look.BROWSER))
    assert f'<p dir="rtl">{hebrew}</p>' in page
    assert '<p dir="ltr">English</p>' in page
    assert '<ul dir="rtl">' in page
    assert '<pre dir="ltr">' in page
    typed_page = "".join(page_pieces(typed(hebrew), WORDS, no_file, True))
    assert f'<p class="plain" dir="auto">{hebrew}</p>' in typed_page
    assert "dir=" not in "".join(blocks("- English", "", Look.BROWSER))


def test_notes_of_a_page_lead_to_and_fro_within_their_message() -> None:
    page = "".join(blocks("Yes[^n].\n\n[^n]: Because.", "m2-", Look.BROWSER))
    for one, other in (("m2-note-1", "m2-mark-1"), ("m2-mark-1", "m2-note-1")):
        assert page.count(f'id="{one}"') == page.count(f'href="#{other}"') == 1
    on_paper = "".join(blocks("Yes[^n].\n\n[^n]: Because.", "", Look.PRINT))
    assert "<a" not in on_paper
    assert "\u21a9" not in on_paper
    assert "<sup><span>1</span></sup>" in on_paper
