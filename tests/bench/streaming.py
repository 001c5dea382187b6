"""A reply with every kind of block, streamed at 8 tokens a frame and one by one, against plain text."""

from tests.bench import _stream_view
from tests.bench._stream_view import Stream, middle
from tests.bench.markup import REPLY
from tests.bench.measure import BenchResult, burn_cpu_s

RUNS = 5
SHORT, LONG, SINGLE = 2_000, 20_000, 2_000


def text_of(tokens: int) -> str:
    """So many tokens of a reply with headings, lists, code, quotes, tables and formulas."""
    letters = tokens * _stream_view.LETTERS_A_TOKEN
    return (REPLY * (letters // len(REPLY) + 1))[:letters]


def run() -> BenchResult:
    """Take turns: floor and transcript, short and long."""
    theme = _stream_view.make_theme()
    short, long, single = text_of(SHORT), text_of(LONG), text_of(SINGLE)
    _stream_view.transcript(theme, short)  # fonts and lexers are loaded once
    floor: list[Stream] = []
    short_runs: list[Stream] = []
    long_runs: list[Stream] = []
    single_runs: list[Stream] = []
    for _ in range(RUNS):
        floor.append(_stream_view.plain(theme, short))
        short_runs.append(_stream_view.transcript(theme, short))
        single_runs.append(_stream_view.transcript(theme, single, 1))
        long_runs.append(_stream_view.transcript(theme, long))
    plain_us = middle(floor, _cost)
    short_us, long_us = middle(short_runs, _cost), middle(long_runs, _cost)
    figures = {
        "plain_us_a_token": plain_us,
        "us_a_token_2000": short_us,
        "us_a_token_20000": long_us,
        "us_a_token_one_a_frame": middle(single_runs, _cost),
        "ratio_2000": short_us / plain_us,
        "ratio_20000": long_us / plain_us,
        "long_to_short": max(long_us / short_us, short_us / long_us),
        "p99_frame_ms_20000": middle(long_runs, lambda stream: stream.p99_ms),
        "control_burn_cpu_s": burn_cpu_s(),
    }
    budgets = {"ratio_2000": 2.0, "ratio_20000": 2.0, "long_to_short": 1.2, "p99_frame_ms_20000": 4.0}
    return BenchResult("streaming", figures, budgets)


def _cost(stream: Stream) -> float:
    return stream.us_a_token
