"""One open quote of 300 paragraphs."""

from tests.bench._open_block import run_open
from tests.bench.markup import OPEN_BLOCKS
from tests.bench.measure import BenchResult


def run() -> BenchResult:
    """Stream it."""
    return run_open("quote", OPEN_BLOCKS["quote"])
