"""What comes to the clipboard: plain text, HTML that loads nothing, Markdown that means the same."""

import random
from html.parser import HTMLParser

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QTextBlock, QTextDocument
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.markup.inline import Inline
from app.markup.text import MarkdownText
from app.markup.tree import Container, Leaf, walk
from app.ui.transcript.copy_markdown import blocks_markdown
from app.ui.transcript.message_text import leaf_words
from app.ui.transcript.positions import THOUGHT_LEAF, Position
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.selection_copy import selected_copy
from app.ui.transcript.view import Transcript
from tests.markup.test_oracle import LINES
from tests.ui import samples
from tests.ui.transcript.conftest import finish_copying

MIXED = """# Title

A **bold** [link](https://example.org/a?b=1&c=2) and [bad](javascript:alert(1)) `code <b>`.
![a picture](https://example.org/x.png)

1. one
   - nested
2. two

> quoted

| a | b |
|---|--:|
| 1,5 | "x" |

```py
if x:
\treturn 1   
```
"""
MARKS = " \n.)0123456789\u2022\u2610\u2611"
HOSTILE = (
    "![p](\\\\host\\share\\x.png) ![q](file:///etc/passwd) [a](data:text/html,x) [b](file:///x) [c](ssh://h)\n\n"
    '<script>alert(1)</script>\n\n<img src=x onerror=y> <b onclick=z>b</b> [d](https://e.org/"onx="y)'
    " [bank.com](https://e.org/) [f](https://bank.com@e.org/) [g](https:)"
)


def random_markdown(rng: random.Random) -> str:
    """A text of lines that begin and end all kinds of blocks."""
    return "\n".join(["start", *rng.choices(LINES, k=rng.randint(1, 30)), "end"])


@pytest.fixture
def view(view: Transcript) -> Transcript:
    view.resize(800, 900)
    return view


def show(view: Transcript, text: str) -> ReplyTurn:
    view.set_messages((samples.message(2, "assistant", text),))
    turn = view.turns.turn(0)
    assert isinstance(turn, ReplyTurn)
    return turn


def test_plain_text_and_html_come_together(view: Transcript) -> None:
    show(view, MIXED)
    view.select_all()
    view.copy_selection()
    finish_copying(view)
    mime = QApplication.clipboard().mimeData()
    assert mime.text() == (
        "Title\nA bold link and bad code <b>. a picture\n\n1. one\n  • nested\n2. two\n\nquoted\n\n"
        'a\tb\n1,5\t"x"\n\nif x:\n\treturn 1   '
    )
    html = mime.html()
    for expected in (
        "<h1>Title</h1>",
        '<b>bold</b> <a href="https://example.org/a?b=1&amp;c=2">link</a> and bad ',
        "<code>code &lt;b&gt;</code>",
        '<ol start="1">\n<li value="1">one<ul>\n<li>nested</li>\n</ul>\n</li>\n<li value="2">two</li>\n</ol>',
        "<blockquote>\n<p>quoted</p>\n</blockquote>",
        '<tr><td>1,5</td><td style="text-align: right">&quot;x&quot;</td></tr>',
        "<pre><code>if x:\n\treturn 1   </code></pre>",
    ):
        assert expected in html


def pasted(view: Transcript, text: str) -> QTextDocument:
    """What another program makes of a copy of a reply."""
    show(view, text)
    view.select_all()
    document = QTextDocument()
    document.setHtml(selected_copy(view.turns, view.selecting).html)
    return document


def blocks_of_document(document: QTextDocument) -> list[QTextBlock]:
    found, block = [], document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def test_pasted_code_has_the_lines_that_were_written_and_no_more(view: Transcript) -> None:
    document = pasted(view, "Before\n\n```\nif x:\n\n    y  \n```\n\nAfter")
    assert [block.text() for block in blocks_of_document(document)] == [
        "Before",
        "if x:",
        "",
        "    y  ",
        "After",
    ]


def test_pasted_lists_keep_their_numbers_and_notes_theirs(view: Transcript) -> None:
    document = pasted(view, "3. three[^1] and[^2]\n4. four\n   - in it\n\n[^1]: One.\n\n[^2]: Two.")
    marks = [(block.text(), block.textList().itemText(block)) for block in blocks_of_document(document)]
    assert [(text, mark) for text, mark in marks if mark[:1].isdigit()] == [
        ("three1 and2", "3."),
        ("four", "4."),
        ("One.", "1."),
        ("Two.", "2."),
    ]


def test_pasted_blocks_run_as_they_did(view: Transcript) -> None:
    hebrew = "\u05e9\u05dc\u05d5\u05dd"
    show(view, f"{hebrew}\n\nEnglish\n\n- {hebrew}\n\n  English in it\n\n  ```\n  code\n  ```")
    view.select_all()
    html = selected_copy(view.turns, view.selecting).html
    assert f'<p dir="rtl">{hebrew}</p>\n<p>English</p>\n<ul dir="rtl">\n<li><p>{hebrew}</p>' in html
    assert '<p dir="ltr">English in it</p>\n<pre dir="ltr"><code>code</code></pre>' in html


def test_blanks_that_a_person_typed_are_pasted(view: Transcript) -> None:
    view.set_messages((samples.message(1, "user", "def f():\n    pass"),))
    view.select_all()
    document = QTextDocument()
    document.setHtml(selected_copy(view.turns, view.selecting).html)
    assert document.toPlainText() == "def f():\n    pass"


def test_plain_text_keeps_rows_together_and_tasks_in_their_place(view: Transcript) -> None:
    show(view, "- a\n  - [x] b\n\n| c | d |\n|---|---|\n| e<br>f | g |\n\n---\n\nend")
    view.select_all()
    assert view.selected_text == "\u2022 a\n  \u2611 b\n\nc\td\ne f\tg\n\nend"


def test_a_part_of_a_block_is_cut_in_every_form(view: Transcript) -> None:
    show(view, "One **two three** four.")
    view.selecting.start(Position(0, 0, 5))
    view.selecting.extend(Position(0, 0, 15))
    copied = selected_copy(view.turns, view.selecting)
    assert copied.plain == "wo three f"
    assert copied.html == "<p><b>wo three</b> f</p>"
    assert copied.markdown == "One **two three** four."


def test_html_loads_and_runs_nothing(view: Transcript) -> None:
    show(view, HOSTILE)
    view.select_all()
    found = Tags()
    found.feed(selected_copy(view.turns, view.selecting).html)
    assert {tag for tag, _ in found.seen} <= {"p", "a", "br"}
    assert [attributes for _, attributes in found.seen if attributes] == [
        [("href", "https://e.org/%22onx=%22y")]
    ]


def test_an_open_thought_is_copied_and_a_folded_one_is_not(view: Transcript) -> None:
    view.set_messages((samples.message(2, "assistant", "Said.", thinking="Thought\nso."),))
    view.select_all()
    assert view.selected_text == "Said."
    turn = view.turns.turn(0)
    assert isinstance(turn, ReplyTurn)
    turn.set_thought_open(True)
    assert view.selected_text == "Thought\nso.\n\nSaid."
    view.selecting.start(Position(0, THOUGHT_LEAF + 1, 0))
    view.selecting.extend(Position(0, 0, 4))
    assert view.selected_text == "so.\n\nSaid"


def test_a_long_chat_is_copied_in_slices(view: Transcript, qtbot: QtBot) -> None:
    view.set_messages([samples.message(number, "assistant", MIXED) for number in range(300)])
    QApplication.clipboard().setText("before")
    view.select_all()
    view.copy_selection()
    assert QApplication.clipboard().text() == "before"
    assert view.copying.is_under_way
    finish_copying(view)
    assert QApplication.clipboard().text().count("return 1") == 300
    assert sum(turn.is_built for turn in view.turns) < 100


def menu_at(view: Transcript, leaf: int) -> QMenu:
    """The menu in the middle of the part with a leaf."""
    turn = view.turns.turn(0)
    number, _ = turn.part_of_leaf(leaf)
    top = view.sheet.top_of(0) - view.sheet.value + turn.top_of(number) + turn.parts[number].height / 2
    menu = QMenu(view)
    view.copy_menu.add_to(menu, QPointF(view.column_left + 20, top))
    return menu


def choose(view: Transcript, menu: QMenu, text: str) -> str:
    """Choose an entry; what the clipboard holds then."""
    next(action for action in menu.actions() if action.text() == text).trigger()
    finish_copying(view)
    return QApplication.clipboard().text()


def test_the_menu_of_a_block_copies_it_in_its_forms(view: Transcript) -> None:
    show(view, MIXED)
    table, code = menu_at(view, 6), menu_at(view, 8)
    assert choose(view, table, "Copy table as CSV") == 'a,b\n"1,5","""x"""\n'
    assert choose(view, table, "Copy table with tabs (TSV)") == 'a\tb\n1,5\t"""x"""\n'
    assert choose(view, table, "Copy table as Markdown") == '| a | b |\n| --- | --: |\n| 1,5 | "x" |'
    assert choose(view, code, "Copy code") == "if x:\n\treturn 1   "
    assert choose(view, code, "Copy code as Markdown") == "```py\nif x:\n\treturn 1   \n```"
    item = menu_at(view, 3)
    assert choose(view, item, "Copy block as Markdown") == "1. one\n   - nested"
    assert choose(view, item, "Copy message as Markdown") == MIXED
    assert choose(view, item, "Copy message").startswith("Title\nA bold link")
    choose(view, item, "Select all")
    assert choose(view, menu_at(view, 0), "Copy as Markdown") == MIXED.rstrip()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, of every menu
def test_the_menu_key_opens_it(view: Transcript, qtbot: QtBot) -> None:
    show(view, "Words only.")
    view.setFocus()
    at = view.rect().center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, at, view.mapToGlobal(at), Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(view.viewport(), event)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert [action.text() for action in popup.actions() if action.text()] == [
        "Copy message",
        "Copy message as Markdown",
        "Select all",
    ]
    popup.close()


class Tags(HTMLParser):
    """What a reader of HTML finds."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


def read(source: str) -> MarkdownText:
    text = MarkdownText(Inline())
    text.feed(source)
    text.finish()
    return text


def shape(nodes: list[Container | Leaf]) -> list[object]:
    """Kinds, words and depth of blocks."""
    found: list[object] = []
    for top in nodes:
        if isinstance(top, Leaf):
            found.append((top.kind, top.lines))
            continue
        found.append((type(top).__name__, [type(node).__name__ for node, begins in walk(top) if begins]))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_markdown_of_blocks_means_the_same_blocks(seed: int) -> None:
    rng = random.Random(seed)
    source = random_markdown(rng)
    text = read(source)
    tops = [child for child in text.root.children if isinstance(child, Leaf) or child.children]
    places = {leaf.id: number for number, leaf in enumerate(text.leaves)}
    spans = []
    for top in tops:
        inside = [top] if isinstance(top, Leaf) else [node for node, _ in walk(top) if isinstance(node, Leaf)]
        spans.append((places[inside[0].id], places[inside[-1].id]))
    for number in range(min(12, len(tops))):
        other = min(len(tops) - 1, number + rng.randrange(3))
        first, last = spans[number][0], spans[other][1]
        copied = blocks_markdown(source, text, first, last)
        again = [child for child in read(copied).root.children if isinstance(child, Leaf) or child.children]
        assert shape(again) == shape(tops[number : other + 1])


def test_definitions_before_the_first_block_are_copied_with_it() -> None:
    source = "\n[a]: /b\n\nsee [a]\n\nend\n"
    assert blocks_markdown(source, read(source), 0, 0) == "[a]: /b\n\nsee [a]"
    assert blocks_markdown(source, read(source), 1, 1) == "end"


@pytest.mark.parametrize("seed", range(25))
def test_copied_text_is_the_slice_of_what_is_shown(view: Transcript, seed: int) -> None:
    rng = random.Random(seed)
    turn = show(view, random_markdown(rng))
    assert turn.flow is not None
    text = turn.flow.text
    shown = [leaf_words(text, leaf) for leaf in text.leaves]
    assert turn.texts() == shown
    for _ in range(20):
        one, other = sorted(rng.choices(range(len(shown)), k=2))
        start, end = rng.randint(0, len(shown[one])), rng.randint(0, len(shown[other]))
        if one == other and start >= end:
            continue
        view.selecting.start(Position(0, one, start))
        view.selecting.extend(Position(0, other, end))
        pieces = list(shown[one : other + 1])
        pieces[-1] = pieces[-1][:end]
        pieces[0] = pieces[0][start:]
        copied = view.selected_text
        at = 0
        for piece in pieces:  # in order, each whole, and nothing but marks and line ends between
            piece = piece.replace("\u2028", "\n")
            found = copied.index(piece, at)
            assert not copied[at:found].strip(MARKS)
            at = found + len(piece)
        assert not copied[at:].strip(MARKS)
