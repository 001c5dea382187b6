"""One block that stays open while it grows: a token at its end against its beginning and plain text."""

from tests.bench import _stream_view
from tests.bench._stream_view import Stream, middle
from tests.bench.measure import BenchResult, burn_cpu_s
from tests.bench.streaming import text_of

RUNS = 3
FLOOR_TOKENS = 2_000


def run_open(name: str, text: str, *, most: float = 3.0, as_thought: bool = False) -> BenchResult:
    """Stream a block at 8 tokens a frame below a chat that fills the view, in turns with the floor."""
    figures, budgets, _ = measure(text, most, as_thought=as_thought)
    return BenchResult(name, figures, budgets)


def measure(
    text: str, most: float, *, as_thought: bool = False
) -> tuple[dict[str, float], dict[str, float], float]:
    """Figures, budgets, and what a token of the block cost in microseconds."""
    theme = _stream_view.make_theme()
    before = _stream_view.filled_chat()
    floor_text = text_of(FLOOR_TOKENS)
    _stream_view.transcript(theme, text[:3_000], before=before, as_thought=as_thought)  # loads what is needed
    floor: list[Stream] = []
    runs: list[Stream] = []
    for _ in range(RUNS):
        floor.append(_stream_view.plain(theme, floor_text))
        runs.append(_stream_view.transcript(theme, text, before=before, as_thought=as_thought))
    plain_us = middle(floor, lambda stream: stream.us_a_token)
    block_us = middle(runs, lambda stream: stream.us_a_token)
    figures = {
        "plain_us_a_token": plain_us,
        "us_a_token": block_us,
        "ratio": block_us / plain_us,
        "last_to_first": middle(runs, lambda stream: stream.last_to_first),
        "p99_frame_ms": middle(runs, lambda stream: stream.p99_ms),
        "control_burn_cpu_s": burn_cpu_s(),
    }
    return figures, {"ratio": most, "last_to_first": 1.3, "p99_frame_ms": 4.0}, block_us
