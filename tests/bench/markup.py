"""Parsing alone, without a window: what a token costs in each open block, and the dearest texts of 64 KB.

Bursts of 8 tokens, 3 characters each; after each burst a view asks for the changes and the runs it lacks.
"""

import time
from statistics import median

from app.markup.inline import Inline
from app.markup.runs import Runs
from app.markup.text import MarkdownText
from tests.bench.measure import BenchResult, burn_cpu_s

RUNS = 5
CHARACTERS_A_BURST = 24
TOKENS_A_BURST = 8
BYTES = 64 * 1024

LINE = "item {} with **bold** text, `code` and some more words to fill the line"
PROSE = "The quick **brown** fox jumps over the `lazy` dog and runs away again\n"
REPLY = (
    "## Head\n\nThe quick **brown fox** jumps over the `lazy` dog. It knows that $x^2$ grows.\n\n- one\n"
    "- two with `code`\n  - three\n\n1. a\n2. b\n\n```python\ndef f(x):\n    return x\n```\n\n> quote\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
)
OPEN_BLOCKS = {
    "list": "".join(f"- {LINE.format(number)}\n" for number in range(300)),
    "quote": "".join(f"> {LINE.format(number)}\n>\n" for number in range(300)),
    "table": "| a | b | c |\n|---|---|---|\n" + "| cell | **bold** text | `code` and words |\n" * 500,
    "paragraph": (LINE.format(1) + ". ") * (20_000 // len(LINE)),
    "code": "```python\n" + "    x = call(1) + items[2]  # comment\n" * 2_000,
}
HOSTILE = ("*a ", "**a**b", "[a](", "[a](b) ", "![", "`` ` ", "<a ", "&amp;", "\\(", "$a$ ", "> a\n", "- a\n",
           "a\n\n", "a|b\n-|-\n", "|a|\n", "[a]: b\n\n", "<sub>", "http://a.b ", "\\", "~~a~~ ")  # fmt: skip


def run() -> BenchResult:
    """Stream replies and open blocks, and parse hostile texts, in turns."""
    inline = Inline()
    rounds = [_round(inline) for _ in range(RUNS)]
    figures = {name: median(figures[name] for figures in rounds) for name in rounds[0]}
    figures["control_burn_cpu_s"] = burn_cpu_s()
    budgets = {"reply_20000_to_2000": 1.2, "dearest_64_kib_to_prose": 20.0, "p99_burst_ms": 4.0}
    budgets |= {f"{name}_last_to_first": 1.3 for name in OPEN_BLOCKS}
    return BenchResult("markup", figures, budgets)


def _round(inline: Inline) -> dict[str, float]:
    figures: dict[str, float] = {}
    slowest = 0.0
    for tokens in (2_000, 20_000):
        costs = _stream(inline, (REPLY * (tokens * 3 // len(REPLY) + 1))[: tokens * 3])
        figures[f"reply_{tokens}_us_a_token"] = sum(costs) / tokens * 1e6
        slowest = max(slowest, _p99(costs))
    figures["reply_20000_to_2000"] = figures["reply_20000_us_a_token"] / figures["reply_2000_us_a_token"]
    for name, text in OPEN_BLOCKS.items():
        costs = _stream(inline, text)
        tenth = len(costs) // 10
        figures[f"{name}_us_a_token"] = sum(costs) / len(costs) / TOKENS_A_BURST * 1e6
        figures[f"{name}_last_to_first"] = sum(costs[-tenth:]) / sum(costs[:tenth])
        slowest = max(slowest, _p99(costs))
    figures["p99_burst_ms"] = slowest * 1e3
    prose_s = _whole(inline, PROSE)
    figures["prose_64_kib_ms"] = prose_s * 1e3
    figures["dearest_64_kib_to_prose"] = max(_whole(inline, piece) for piece in HOSTILE) / prose_s
    return figures


def _stream(inline: Inline, source: str) -> list[float]:
    """CPU seconds of each burst."""
    text = MarkdownText(inline)
    costs = []
    for start in range(0, len(source), CHARACTERS_A_BURST):
        begin = time.process_time()
        text.feed(source[start : start + CHARACTERS_A_BURST])
        _look(text, text.changes().kept)
        costs.append(time.process_time() - begin)
    return costs


def _whole(inline: Inline, piece: str) -> float:
    """CPU seconds for 64 KiB of a piece over and over."""
    begin = time.process_time()
    text = MarkdownText(inline)
    text.feed((piece * (BYTES // len(piece) + 1))[:BYTES])
    text.finish()
    _look(text, 0)
    return time.process_time() - begin


def _look(text: MarkdownText, first: int) -> list[Runs | tuple[Runs, ...]]:
    return [text.cell_runs(leaf) if leaf.cells else text.runs(leaf) for leaf in text.leaves[first:]]


def _p99(costs: list[float]) -> float:
    return sorted(costs)[int(len(costs) * 0.99)]
