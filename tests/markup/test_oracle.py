"""Replies as models write them, and random texts, compared with another CommonMark parser."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.markup.oracle import SHARED, grown, html, look, loose, oracle_html

REPLIES = sorted((Path(__file__).resolve().parents[1] / "data" / "replies").glob("*.md"))
LINES = (
    "text", "two words", "", "", "  ", "    four", "\ttab", "# head", "## head ##", "===", "---", "***",
    "- a", "* b", "+ c", "  - nested", "    - deeper", "-", "1. one", "2. two", "3) three", "10. ten",
    "> quote", ">", "> - in quote", "- > in item", "> > two", "```", "```py", "~~~", "````", "   ```",
    "| a | b |", "|---|---|", "a | b", "| `x` | **y** |", ":-:|--", "<div>", "</div>", "<b>x</b>",
    "[foo]: /url", "[foo]", "[a](b)", "**bold**", "*it* _al_", "`code`", "a\\", "a  ",
    "&amp; &copy;", "~~s~~",
)  # fmt: skip
PIECES = (
    "a", "b ", " c", "*", "**", "_", "__", "`", "``", "[", "]", "](/u)", "![", "<", ">", "<a>", "&amp;", "\\",
    "(", ")", "!", ".", "é", "\n", "http://x.y", "<http://x.y>", '"', "~~", "word",
)  # fmt: skip

# Where the oracle departs from the specification.
_ORACLE_FAULTS = re.compile(
    r"`[^`]*\n[ \t]"  # it keeps the indentation of a line inside a code span
    r"|^ *(?:[-*+>#<`~]|\d+[.)]).*\|.*\n[ >]*[|:-]"  # a table wins over what its first line begins
    r"|^[ \t]{4,}.*\|.*\n[ >]*[|:]"  # an indented line of a paragraph is no header
    r"|\|\n+<"  # a tag is a table row
    r"|\\[ ]|~~~"  # a backslash eats the space of a hard break; any number of tildes strikes
    r"|\[foo\]: /url\n(?=[^\n])"  # no paragraph of definitions is continued lazily
    r"|^ *>(?:.*\n)+? {4}"  # an indented line ends or continues a quote as if it were not indented
    r"|\[[\s\S]*<http"  # a link inside a link
    r"|```[^\n]*\n(?:[^`]*\n)?\s*\n\s*[-*+\d]"  # blank lines in an open fence make its list loose
    r"|!\[[^\]]*~",  # it loses tildes in the description of an image
    re.MULTILINE,
)


def test_the_corpus_is_large_enough() -> None:
    assert len(REPLIES) >= 60


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_a_reply_has_the_html_of_the_oracle(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert loose(html(text)) == loose(oracle_html(text))


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_a_streamed_reply_ends_as_the_whole(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    whole = look(grown(text, finish=True, calm=False))
    for size in (1, 3, 7, 24):
        streamed = grown()
        for start in range(0, len(text), size):
            streamed.feed(text[start : start + size])
            assert streamed.leaves is not None
        streamed.finish()
        assert look(streamed) == whole


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "word **bold** `code` [link](http://x.y) and so on " * 300,
        "漢字かな。" * 5_000,
        "👩\u200d👩\u200d👧\u200d👦 " * 2_000,
        ">" * 90 + " deep",
        "- " + "word *it* " * 1_000 + "\n  - " + "x" * 50_000,
        "| a | b |\n|---|---|\n| " + "word " * 5_000 + "| x |\n",
        "```\n" + "x" * 200_000 + "\n```",
    ],
    ids=lambda text: repr(text[:8]),
)
def test_very_long_lines_agree(text: str) -> None:
    assert loose(html(text)) == loose(oracle_html(text))


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_random_blocks_agree(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    assume(not _ORACLE_FAULTS.search(text))
    assert loose(html(text)) == loose(oracle_html(text))


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=16))
def test_random_inline_markup_agrees(pieces: list[str]) -> None:
    text = "x " + "".join(pieces) + "\n"
    assume(not _ORACLE_FAULTS.search(text))
    assert loose(html(text)) == loose(oracle_html(text))


@pytest.mark.long
def test_ten_thousand_random_texts_agree(tell: Callable[[str], None]) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    source = random.Random(seed)
    compared = 0
    for _ in range(10_000):
        text = "\n".join(source.choices(LINES, k=source.randint(1, 12))) + "\n"
        if not _ORACLE_FAULTS.search(text):
            compared += 1
            assert loose(html(text)) == loose(oracle_html(text)), f"seed {seed}: {text!r}"
            cut = source.randint(0, len(text))
            assert html(text, SHARED, (text[:cut], text[cut:])) == html(text)
    tell(f"seed {seed}: {compared} of 10000 texts could be compared, and agree")
    assert compared > 1000
