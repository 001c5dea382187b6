"""Contact sheets of replies: `python -m tests.ui.reply_sheets FOLDER [--part NAME] [--width PIXELS]`.

Every kind of content and every made-up reply of `tests/data/replies`, whole and cut in the middle, as the
transcript draws them, side by side, in each theme. With `QT_SCALE_FACTOR=1.25` in its surroundings it does so
as on a screen of that scale.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from app.domain.conversation import ChatView, Message, MessageState, ReplyGrowth, ReplyPhase
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.transcript.reading_column import reading_column
from tests.ui import looks, reply_scenes, samples, tool_scenes
from tests.ui.gallery import wait_ms
from tests.ui.looks import THEMES, Look

REPLIES = sorted((Path(__file__).resolve().parents[1] / "data" / "replies").glob("*.md"))
SHEET_PX = (1248, 920)
"""Of a page, in pixels of the picture: what is looked at is not made smaller."""
_VIEW_PX = (880, 2_400)
_MARGIN_PX = 14
_GAP_PX = 36
_SETTLE_MS, _FORMULAS_MS = 300, 1_500
_LONG_WORDS = f"""A word of two hundred letters: {"pneumono" * 25} and https://example.org/{"a" * 120}

- in a list {"x" * 150}

> in a quote {"y" * 150}

| a | b |
|---|---|
| {"z" * 160} | 1 |
"""
_NESTED = """1. A step with a quote

   > The quote of the step, long enough to be on two lines when the column is narrow, as it is here.
   >
   > - an item in it
   >   > a quote in the item
   >
   > ```sh
   > make run
   > ```

2. A step with code and a table

   ```python
   print("in the list")
   ```

   | a | b |
   |---|--:|
   | 1 | 2 |

   - [x] done
   - [ ] to do
     1. deeper
        - deepest

Between two lists.

100. A long number
101. The next one

> 1000. A longer one in a quote
"""
_MARKS = """Text with `code`, **bold**, *slanted*, ***both***, ~~gone~~, <kbd>Ctrl</kbd>+<kbd>K</kbd>, \
H<sub>2</sub>O, x<sup>2</sup>, [a link](https://example.org), **`bold code`**, \
[`code link`](https://example.org), a note[^1] and \
`a longer piece of code that has to be broken between two lines of the column`.

# One with `code`
## Two with *slant*
### Three with [a link](https://example.org)
#### Four
Text under it.

---

Term: **strong** at the end of **a line that is long enough to be broken right within the strong words**.

[^1]: The note, with `code`.
"""
_WRITING = (
    "Text with an open **bold", "Text with [a li", "Text\n\n```python\nfor x in range(3):\n    pri",
    "| a | b |\n|---|---|\n| 1 | `co", "- one\n- two\n  - th", "> a quote that\n> is be", "Sum: $\\frac{a}{",
    "Sum:\n\n$$\n\\frac{a}{b}", "## A head", "1. one\n\n   ```sh\n   make", "| a |", "Text\n\n---",
)  # fmt: skip


def _chat(*messages: Message) -> ChatView:
    return tool_scenes.chained(*messages)


def _reply(text: str, **more: object) -> Message:
    return samples.message(702, "assistant", text, **more)


def pieces() -> Iterator[tuple[str, ChatView, ReplyGrowth | None]]:
    """Name, chat, and what comes to its last message."""
    asked = samples.message(701, "user", "A question.")
    for name, text in {"marks": _MARKS, "nested": _NESTED, "words": _LONG_WORDS}.items():
        yield f"kind {name}", _chat(_reply(text, stats=samples.STATS)), None
    yield "kind formulas", _chat(_reply(reply_scenes.FORMULAS, stats=samples.STATS)), None
    yield "kind tools", tool_scenes.asking_view(), None
    yield "kind results", tool_scenes.taken_over_view(), None
    yield "kind failed", samples.failed_view(), None
    thought = _reply("", thinking="", state=MessageState.WRITING)
    yield "kind thought", _chat(asked, thought), _growth(ReplyPhase.THINKING, thinking=samples.THOUGHT * 2)
    yield "kind loading", _chat(asked, thought), _growth(ReplyPhase.LOADING)
    for state in (MessageState.STOPPED, MessageState.COMPLETE):
        cut = _reply("What came until then", state=state, done_reason="length", stats=samples.STATS)
        yield f"kind {state}", _chat(asked, cut), None
    for number, text in enumerate(_WRITING):
        yield f"writing {number}", _chat(thought), _growth(ReplyPhase.WRITING, content=text)
    for text in ("Short.", "Word " * 60, "مرحبا بالعالم", "漢字" * 40, "a\nb\n\n- **c**", "w" * 200):
        yield "asked " + text[:8].strip(), _chat(samples.message(701, "user", text)), None
    for path in REPLIES:
        yield f"reply {path.stem}", _chat(_reply(path.read_text("utf-8"))), None


def _growth(phase: ReplyPhase, **more: str) -> ReplyGrowth:
    return ReplyGrowth(
        samples.hex_id(1), samples.hex_id(702), phase, **more, pieces=40, elapsed_s=3.2, first_piece_s=0.4
    )


def picture(window: MainWindow, column_px: int, chat: ChatView, growth: ReplyGrowth | None) -> QPixmap:
    """A chat as far as something stands there."""
    pane = window.chat_pane
    pane.show_chat(replace(chat, chat=replace(chat.chat, id=samples.hex_id(1))))
    if growth is not None:
        pane.grow_reply(growth)
        if (turn := pane.transcript.running_turn) is not None and turn.thought_row is not None:
            turn.thought_row.click()
    wait_ms(_FORMULAS_MS if "$" in chat.messages[-1].content else _SETTLE_MS)
    view = pane.transcript
    left, wide = reading_column(view.width(), column_px)
    high = min(view.viewport().height(), sum(turn.height + _GAP_PX for turn in view.turns))
    return view.grab(QRect(left - _MARGIN_PX, 0, wide + 2 * _MARGIN_PX, high))


def sheets(pictures: list[tuple[str, QPixmap]]) -> Iterator[QPixmap]:
    """All pictures on pages, from top to bottom and from left to right, each with its name above it."""
    wide, high = SHEET_PX
    page, left, top = QPixmap(*SHEET_PX), 0, 0
    page.fill(QColor("#808080"))
    for name, shown in pictures:
        shown.setDevicePixelRatio(1.0)
        done = 0
        while done < shown.height():
            if top and top + min(shown.height() - done, 300) + 14 > high:
                left, top = left + shown.width() + 4, 0
            if left and left + shown.width() > wide:
                yield page
                page, left, top = QPixmap(*SHEET_PX), 0, 0
                page.fill(QColor("#808080"))
            part = min(shown.height() - done, high - top - 14)
            painter = QPainter(page)
            painter.drawText(left + 4, top + 11, name)
            painter.drawPixmap(left, top + 14, shown.copy(0, done, shown.width(), part))
            painter.end()
            done, top = done + part, top + part + 14
            top = top if top < high - 40 else high
    yield page


def main() -> None:
    """Save the sheets of all themes."""
    parser = argparse.ArgumentParser(prog="python -m tests.ui.reply_sheets")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", default="", help="only what has this in its name")
    parser.add_argument("--width", type=int, default=588, help="of the column of text, before scaling")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(["reply_sheets"])
    theme = Theme(app)
    theme.set_reduced_motion(True)
    for colours in THEMES:
        looks.apply(theme, Look(*colours))
        with looks.window_in(theme, _prepare, _VIEW_PX) as window:
            window.chat_pane.set_reading_width(given.width)
            found = [
                (name, picture(window, given.width, chat, growth))
                for name, chat, growth in pieces()
                if given.part in name
            ]
            look = str(Look(*colours)).replace(" ", "-").replace(",", "")
            for number, page in enumerate(sheets(found)):
                page.save(str(given.folder / f"{look}-x{app.devicePixelRatio():g}-{number}.png"))


def _prepare(window: MainWindow) -> None:
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.set_server(samples.ready())


if __name__ == "__main__":
    main()
