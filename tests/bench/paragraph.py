"""One open paragraph of 20,000 characters."""

from tests.bench._open_block import run_open
from tests.bench.markup import OPEN_BLOCKS
from tests.bench.measure import BenchResult


def run() -> BenchResult:
    """Stream it."""
    return run_open("paragraph", OPEN_BLOCKS["paragraph"])
