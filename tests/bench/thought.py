"""One open thought of 20,000 tokens."""

from tests.bench._open_block import run_open
from tests.bench.markup import PROSE
from tests.bench.measure import BenchResult

TOKENS = 20_000


def run() -> BenchResult:
    """Stream it."""
    letters = TOKENS * 3
    return run_open("thought", (PROSE * (letters // len(PROSE) + 1))[:letters], as_thought=True)
