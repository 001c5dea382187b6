"""Random chunks of random markdown: at any time what is shown is what the text so far would show at once.

A second with fixed seeds in each run, minutes in the long tests. To repeat one, set ARRIERO_FUZZ_SEED to the
seed that was printed.
"""

import os
import random
import time
from collections.abc import Callable

import markdown
import pytest

from tests.markup.oracle import SHARED, grown, html, leaf_look, look
from tests.markup.test_oracle import REPLIES
from tests.markup.test_text import REPLY_PIECES, View, cut

SEED = os.environ.get("ARRIERO_FUZZ_SEED", "")
MINUTES = float(os.environ.get("ARRIERO_FUZZ_MINUTES", "10"))
PARTS = 5
"""The long run is this many tests: one of ten minutes would be taken for one that hangs."""
SHORT_SEEDS = [SEED] if SEED else ["1", "2", "3"]
SHORT_TEXTS = 12
MOST_CHARACTERS = 1_500
TEXTS = [path.read_text(encoding="utf-8") for path in REPLIES]
LINES = [line for text in TEXTS for line in text.split("\n")]
INDENTS = ("  ", "   ", "    ", "\t", "> ", "- ", "1. ")


def random_markdown(source: random.Random) -> str:
    """Pieces of markup in any order, or a reply as models write it with some of its lines damaged."""
    if source.random() < 0.4:
        return "".join(source.choices(REPLY_PIECES, k=source.randint(1, 40)))
    lines = source.choice(TEXTS).split("\n")
    for _ in range(source.randint(0, 8)):
        at = source.randrange(len(lines))
        line = lines[at]
        cut_at = source.randint(0, len(line))
        match source.randrange(5):
            case 0:
                lines[at] = source.choice(LINES)
            case 1:
                lines.insert(at, source.choice(LINES))
            case 2:
                lines[at] = source.choice(INDENTS) + line
            case 3:
                lines[at] = line[:cut_at] + source.choice(REPLY_PIECES) + line[cut_at:]
            case 4:
                lines[at] = line[:cut_at]
    ending = "\r\n" if source.random() < 0.1 else "\n"
    return ending.join(lines)[:MOST_CHARACTERS]


def stream(source: random.Random, text: str) -> int:
    """Let a text grow and compare on the way; returns the number of chunks."""
    most = source.choice((1, 3, 6, 12, 80))
    pieces = cut(text, [source.randint(1, most) for _ in range(5)])
    streamed = grown()
    view = View(streamed)
    so_far = ""
    for piece in pieces:
        streamed.feed(piece)
        so_far += piece
        if source.random() < 0.8:
            view.update()
        if source.random() * len(pieces) < 8:
            view.update()
            assert look(streamed) == look(grown(so_far)), repr(so_far)
    view.update()
    assert view.rows == [leaf_look(streamed, leaf) for leaf in streamed.leaves]
    streamed.finish()
    view.update()
    assert view.rows == [leaf_look(streamed, leaf) for leaf in streamed.leaves]
    assert look(streamed) == look(grown(text, calm=False, finish=True))
    halves = text[: len(text) // 2], text[len(text) // 2 :]
    assert html(text, SHARED, halves) == html(text)
    assert isinstance(markdown.markdown(text, extensions=["app.markup.extension"]), str)
    return len(pieces)


@pytest.mark.parametrize("seed", SHORT_SEEDS)
def test_random_chunks_of_random_markdown(seed: str) -> None:
    source = random.Random(seed)
    for _ in range(SHORT_TEXTS):
        stream(source, random_markdown(source))


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_minutes_of_random_chunks_find_nothing(part: int, tell: Callable[[str], None]) -> None:
    end = time.monotonic() + MINUTES * 60 / PARTS
    first = random.Random(SEED).randrange(1 << 32) if SEED else time.time_ns()
    count = chunks = 0
    while time.monotonic() < end:
        seed = SEED or str(first + count)
        count += 1
        source = random.Random(seed)
        text = random_markdown(source)
        try:
            chunks += stream(source, text)
        except BaseException:
            tell(f"ARRIERO_FUZZ_SEED={seed}: {text!r}")
            raise
    tell(f"part {part}: {count} texts in {chunks} chunks, seeds from {first}")
