"""An open code block of 2,000 lines, and one of 40."""

from tests.bench._open_block import measure
from tests.bench.markup import OPEN_BLOCKS
from tests.bench.measure import BenchResult

SHORT_LINES = 40


def run() -> BenchResult:
    """Stream both."""
    long = OPEN_BLOCKS["code"]
    _, _, short_us = measure("\n".join(long.split("\n")[: SHORT_LINES + 1]), 8.0)
    figures, _, long_us = measure(long, 8.0)
    figures["us_a_token_40_lines"] = short_us
    figures["long_to_short"] = long_us / short_us
    return BenchResult("code", figures, {"ratio": 8.0, "long_to_short": 1.3})
