"""Hostile texts: nothing raises, and the work grows with the length and no faster; counted, not timed."""

import sys
from types import FrameType

import pytest

from tests.markup.oracle import grown

PROSE = "The quick **brown** fox jumps over the `lazy` dog and runs away again\n"
# What is cheap to write and dear to parse, as often as the length asks for.
HOSTILE = (
    "*a ", "*a*", "**a** ", "**a**b", "***a", "_a_ ", "~~a ", "~~a~~ ", "a**b", "*" * 50 + "a ", "[",
    "[a](", "[a](b", "[a](b) ", "![", "![a](b) ", "](", "[a] ", "[^a] ", "[[a]", "[a]: b\n", "[^a]: x\n",
    "`", "`a` ", "`` ` ", "<", "<a ", "<a>", "<b>x</b> ", "<!-- ", "<?", "<![CDATA[", "<a b=\"",
    "<http://a.b> ", "<sub>", "<sub>a</sub> ", "&", "&amp; ", "&#1", "\\", "\\* ", "\\(", "\\[", "\\(x\\) ",
    "$", "$a", "$a$ ", "$$a", "> ", "> a\n", "- ", "- a\n", "1. ", "1. a\n\n", "a\n", "a\n\n", "# a\n",
    "    a\n", "a  \n", "```\n", "* * a", "|a", "|a|\n", "a|b\n-|-\n", "-", "=", "\t", " ", "(((", ")))",
    "a@b.c_ ", "a.@", "xmpp:", "www.", "http://a.b ", "http://a.b)))",
    "\"", "\r", "\x02", "\x02klzzwxh:0000\x03", "\ufeff", "\u202e",
    "日", "👩‍👩‍👧", "。**", "x" * 100,
)  # fmt: skip


class Counter:
    """Counts calls, and the characters that the inline engine copies at each of them."""

    def __init__(self) -> None:
        self.calls = 0
        self.copied = 0

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        if event in ("call", "c_call"):
            self.calls += 1
        if event == "call" and frame.f_code.co_name == "handleMatch":
            self.copied += len(frame.f_locals["data"])


def work(text: str) -> tuple[int, int]:
    """Calls and copied characters for parsing a whole text, blocks and markup."""
    counter = Counter()
    whole = grown()
    before = sys.getprofile()
    sys.setprofile(counter)
    try:
        whole.feed(text)
        whole.finish()
        for leaf in whole.leaves:
            whole.cell_runs(leaf) if leaf.cells else whole.runs(leaf)
    finally:
        sys.setprofile(before)
    return counter.calls, counter.copied


def sized(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


@pytest.fixture(scope="module")
def prose_calls() -> int:
    """What ordinary text of the greater length asks for."""
    return work(sized(PROSE, 12_000))[0]


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_length(piece: str, prose_calls: int) -> None:
    calls, _ = work(sized(piece, 6_000))
    more_calls, copied = work(sized(piece, 12_000))
    assert more_calls < 2.3 * calls + 2_000
    assert more_calls < 20 * prose_calls
    # At each call the engine copies the stretch that it works on, which is bounded, and not the text.
    assert copied < 12_000 * 10_000


def test_nested_lists_cost_their_depth_only() -> None:
    small = work("".join("  " * level + "- a\n" for level in range(40)))[0]
    large = work("".join("  " * (level % 40) + "- a\n" for level in range(400)))[0]
    assert large < 14 * small


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000,
        "- " * 10_000 + "a",
        "*a **b " * 3_000 + "c** d*" * 3_000,
        "![" * 3_000 + "a" + "](b)" * 3_000,
        "[" * 3_000 + "a" + "]" * 3_000,
        "<sub>" * 3_000 + "a" + "</sub>" * 3_000,
        "*" * 30_000 + "a" + "*" * 30_000,
        "x" * 1_000_000,
        " ".join("`" * length for length in range(1, 300)),
        "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000 + "\n" + ("|" + "b|" * 2_000 + "\n") * 3,
        "# " + "#" * 50_000,
        "[a]: " + "b" * 50_000,
        "![a](data:image/png;base64," + "A" * 100_000 + ")",
        "\n".join(f"[{number}]: /{number}" for number in range(3_000)) + "\n\n" + "[1]" * 3_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_monsters_raise_nothing(text: str) -> None:
    whole = grown(text, finish=True)
    for leaf in whole.leaves:
        assert (whole.cell_runs(leaf) if leaf.cells else whole.runs(leaf)) is not None


@pytest.mark.parametrize("piece", [*HOSTILE, "[a](" + "(b" * 50 + "\nc", "[[a]" + "[a]" * 50])
def test_the_end_of_a_monster_is_calmed(piece: str) -> None:
    """A search that tries every way to read the end of what is written would not come back."""
    for text in (sized(piece, 1_000), "x " + sized(piece, 1_000) + " y"):
        growing = grown(text)
        for leaf in growing.leaves[-3:]:
            assert (growing.cell_runs(leaf) if leaf.cells else growing.runs(leaf)) is not None


@pytest.mark.parametrize(
    ("name", "source", "count"),
    [
        ("list", "- item {} with **bold** text and `code` in it\n", 300),
        ("quote", "> paragraph {} with **bold** text\n>\n", 300),
        ("table", "| cell {} | **bold** | `code` |\n", 500),
        ("code", "x = call({})  # comment\n", 1_000),
        ("paragraph", "Sentence {} with **bold** text and `code`. ", 450),
    ],
)
def test_a_token_costs_the_same_at_the_end(name: str, source: str, count: int) -> None:
    """Streams an open block and looks after each piece: the last tenth costs what the second one does."""
    head = {"table": "| a | b | c |\n|---|---|---|\n", "code": "```python\n"}.get(name, "")
    text = head + "".join(source.format(number) for number in range(count))
    whole = grown()
    pieces = [text[start : start + 24] for start in range(0, len(text), 24)]
    costs = []
    for piece in pieces:
        counter = Counter()
        sys.setprofile(counter)
        try:
            whole.feed(piece)
            changes = whole.changes()
            for leaf in whole.leaves[changes.kept :]:
                whole.cell_runs(leaf) if leaf.cells else whole.runs(leaf)
        finally:
            sys.setprofile(None)
        costs.append(counter.calls)
    tenth = len(costs) // 10
    assert sum(costs[-tenth:]) < 1.3 * sum(costs[tenth : 2 * tenth])
