"""A reply with every kind of block, streamed at 8 tokens a frame and one by one, against plain text."""

from tests.bench import _stream_view
from tests.bench._stream_view import Stream, middle
from tests.bench.measure import BenchResult, burn_cpu_s

REPLY = """\
## What to change, in order

Your gateway behaves like an M/M/c queue: below about 70% utilisation bursts are absorbed, above 85% every \
burst is still being drained when the next one arrives. The graph bends at `rho = 0.88`, as the model \
predicts, and **everything above** is paid for twice. More in [the notes](https://example.org/notes).

1. Shed load before the knee
   - reject at the edge with `429` and a jittered `Retry-After`
   - cap in-flight requests per worker at 8, and say so in the log
2. Add two workers; it moves the knee from 228 to 304 req/s

| Workers | Utilisation | Mean wait |
|---|---|---|
| 6 | 0.94 | 658 ms |
| 8 | 0.71 | 103 ms |

```python
def wait_ms(self, rate: float) -> float:
    rho = rate * self.service_ms / 1000 / self.workers
    if rho >= 1:
        return float("inf")  # unstable: the queue only grows
    return self.service_ms * rho / (1 - rho)
```

> Rule of thumb: plan capacity for 70%, alert at 80%, shed at 88%.

The check belongs in front of the pool, so that a rejected request costs microseconds rather than a worker; \
the jitter keeps clients from returning in one wave after each of the short outages that were seen last night.

"""
PACED = (2, 1, 2)
"""Tokens of three growths at 100 tokens/s: growth is told every 16 ms, which is where the pace comes from."""
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
    single_floor: list[Stream] = []
    for _ in range(RUNS):
        floor.append(_stream_view.plain(theme, short))
        short_runs.append(_stream_view.transcript(theme, short))
        single_floor.append(_stream_view.plain(theme, single, 1))
        single_runs.append(_stream_view.transcript(theme, single, PACED))
        long_runs.append(_stream_view.transcript(theme, long))
    plain_us = middle(floor, _cost)
    short_us, long_us = middle(short_runs, _cost), middle(long_runs, _cost)
    figures = {
        "plain_us_a_token": plain_us,
        "us_a_token_2000": short_us,
        "us_a_token_20000": long_us,
        "plain_us_a_token_one_by_one": middle(single_floor, _cost),
        "us_a_token_one_by_one": middle(single_runs, _cost),
        "ratio_one_by_one": middle(single_runs, _cost) / middle(single_floor, _cost),
        "ratio_2000": short_us / plain_us,
        "ratio_20000": long_us / plain_us,
        "long_to_short": max(long_us / short_us, short_us / long_us),
        "p99_frame_ms_20000": middle(long_runs, lambda stream: stream.p99_ms),
        "control_burn_cpu_s": burn_cpu_s(),
    }
    budgets = {
        "ratio_2000": 2.0,
        "ratio_20000": 2.0,
        "ratio_one_by_one": 2.0,
        "long_to_short": 1.2,
        "p99_frame_ms_20000": 4.0,
    }
    return BenchResult("streaming", figures, budgets)


def _cost(stream: Stream) -> float:
    return stream.us_a_token
