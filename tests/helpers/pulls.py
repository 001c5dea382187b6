"""Courses that a pull can take and the healthy server does not play: odd counts, other model kinds, refusals.

Source: Ollama API reference and the server's `server/download.go` and `server/images.go`; none was recorded.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.helpers.replies import Line, Pause, Reply, Stream

BIG = "sha256:" + "b1" * 32
SMALL = "sha256:" + "5a" * 32
WHOLE = "sha256:model"
TOTAL = 1_000_000_000
NEWER_SERVER_WANTED = (
    "pull model manifest: 412: \n\nThe model you are attempting to pull requires a newer version of Ollama."
    "\n\nPlease download the latest version at:\n\n\thttps://ollama.com/download\n"
)


@dataclass(frozen=True)
class Course:
    """A line of help, and the lines of the stream."""

    text: str
    lines: Callable[[], Iterator[Mapping[str, Any]]]

    def reply(self, pause_s: float = 0.0) -> Reply:
        """The course as an answer to one pull, with so much time between two lines."""
        steps: list[Reply] = []
        for line in self.lines():
            steps += [Line(line), Pause(pause_s)] if pause_s else [Line(line)]
        return Stream(steps)


def layer(digest: str, total: int | None, completed: int | None) -> dict[str, Any]:
    """One object of progress; None leaves a field out, as Go does with a zero."""
    counts = {"total": total, "completed": completed}
    return {
        "status": f"pulling {digest[7:19]}",
        "digest": digest,
        **{key: value for key, value in counts.items() if value is not None},
    }


def _end() -> Iterator[dict[str, Any]]:
    for status in ("verifying sha256 digest", "writing manifest", "success"):
        yield {"status": status}


def _falling() -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    for percent in (10, 40, 60, 25, 30, 80, 55, 100):
        yield layer(BIG, TOTAL, TOTAL // 100 * percent)
    yield layer(SMALL, 270, 270)
    yield from _end()


def _odd_counts() -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    yield layer(BIG, None, None)
    yield layer(BIG, TOTAL, -5_000_000)
    yield layer(BIG, TOTAL, TOTAL // 2)
    yield layer(BIG, TOTAL, TOTAL + 4096)
    yield layer(SMALL, 0, 0)
    yield from _end()


def _no_completed() -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    for _ in range(5):
        yield layer(BIG, TOTAL, None)
    yield layer(SMALL, 270, None)
    yield from _end()


def _late_total() -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    yield layer(BIG, None, 1_000_000)
    yield layer(BIG, 0, 2_000_000)
    yield layer(BIG, TOTAL, TOTAL // 2)
    yield layer(BIG, TOTAL, TOTAL)
    yield layer("sha256:" + "77" * 32, 3 * TOTAL, TOTAL)
    yield layer("sha256:" + "77" * 32, 3 * TOTAL, 3 * TOTAL)
    yield from _end()


def _below_total() -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    yield layer(BIG, TOTAL, TOTAL // 2)
    yield layer(BIG, TOTAL, TOTAL - 12_345)
    yield from _end()


def _tail() -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    yield layer(BIG, TOTAL, TOTAL // 2)
    for _ in range(16):
        yield layer(BIG, TOTAL, TOTAL)
    for _ in range(16):
        yield layer(SMALL, 270, 270)
    yield from _end()


def _replaced() -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    yield layer(BIG, TOTAL, TOTAL)
    yield {"status": "verifying sha256 digest"}
    yield {"status": "writing manifest"}
    yield {"status": "removing unused layers"}
    yield {"status": "success"}


def _safetensors() -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    for tenth in range(11):
        yield {"status": "pulling model", "digest": WHOLE, "total": TOTAL, "completed": TOTAL // 10 * tenth}
    yield {"status": "writing manifest"}
    yield {"status": "success"}


def _stuck() -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    for _ in range(1000):
        yield layer(BIG, TOTAL, 79_200_000)
    away = 'Get "http://localhost:5002/data": dial tcp 127.0.0.1:5002: connect: connection refused'
    yield {"error": f"max retries exceeded: {away}"}


def _refused(text: str) -> Callable[[], Iterator[dict[str, Any]]]:
    def lines() -> Iterator[dict[str, Any]]:
        yield {"status": "pulling manifest"}
        yield {"error": text}

    return lines


PULLS: dict[str, Course] = {
    "falling": Course("a part is taken back, twice", _falling),
    "odd-counts": Course("no total, a negative count, more than the total, an empty layer", _odd_counts),
    "no-completed": Course("layers without a count", _no_completed),
    "late-total": Course("the total comes late, and a bigger layer after it", _late_total),
    "below-total": Course("the last count is below the total", _below_total),
    "tail": Course("16 equal objects at the total", _tail),
    "replaced": Course("layers of an older version are removed", _replaced),
    "safetensors": Course("one count for the whole model", _safetensors),
    "stuck": Course("the same count for a minute (with --pause 0.06), then an error", _stuck),
    "too-old": Course("the registry wants a newer server", _refused(NEWER_SERVER_WANTED)),
    "unauthorized": Course(
        "the registry wants an account", _refused("pull model manifest: 401: unauthorized")
    ),
    "forbidden": Course("the registry says no", _refused("pull model manifest: 403: forbidden")),
    "limited": Course("the registry wants a pause", _refused("pull model manifest: 429: too many requests")),
    "disk-full": Course("the disk of the server is full", _refused("write /models: no space left on device")),
}
"""By name: for tests and for the command line of the scripted server."""
