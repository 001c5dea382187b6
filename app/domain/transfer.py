"""Long jobs of a server (pull, push, create): the objects of their streams, and how these add up.

Source of the status texts: Ollama API reference and recordings of a real server. They are display texts, so
new ones must be expected.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.domain.blob import is_digest


class Phase(StrEnum):
    """What the server is doing, as far as its status text tells."""

    MANIFEST = "manifest"  # fetching the list of layers
    PULLING = "pulling"  # a layer, with bytes
    PUSHING = "pushing"  # a layer, with bytes
    VERIFYING = "verifying"  # checking digests; silent for minutes
    WRITING = "writing"  # the manifest, here or at the registry
    REMOVING = "removing"  # layers that no model uses any more
    PARSING = "parsing"  # reading uploaded files
    CONVERTING = "converting"  # safetensors to GGUF; silent for minutes
    VALIDATING = "validating"  # uploaded weights, with bytes
    QUANTIZING = "quantizing"  # weights, with bytes
    LAYERS = "layers"  # making or finding the parts of a new model
    SUCCESS = "success"  # said once or more; only the end of the stream ends a job
    OTHER = "other"  # a text we do not know


MEASURED = frozenset((Phase.PULLING, Phase.PUSHING, Phase.VALIDATING, Phase.QUANTIZING))
"""The phases that count bytes."""

_PHASES = (
    ("pulling manifest", Phase.MANIFEST),
    ("retrieving manifest", Phase.MANIFEST),
    ("couldn't retrieve manifest", Phase.MANIFEST),
    ("pushing manifest", Phase.WRITING),
    ("writing manifest", Phase.WRITING),
    ("pulling ", Phase.PULLING),
    ("downloading ", Phase.PULLING),  # servers of 2023
    ("pushing ", Phase.PUSHING),
    ("starting upload", Phase.PUSHING),  # servers of 2023
    ("verifying ", Phase.VERIFYING),
    ("removing ", Phase.REMOVING),
    ("parsing ", Phase.PARSING),
    ("converting ", Phase.CONVERTING),
    ("updating ", Phase.CONVERTING),
    ("validating ", Phase.VALIDATING),
    ("quantizing ", Phase.QUANTIZING),
    ("using existing layer", Phase.LAYERS),
    ("creating ", Phase.LAYERS),
    ("using autodetected template", Phase.LAYERS),
    ("success", Phase.SUCCESS),
)


@lru_cache(maxsize=256)
def phase_of(status: str) -> Phase:
    """The phase that a status text tells of."""
    return next((phase for start, phase in _PHASES if status.startswith(start)), Phase.OTHER)


@dataclass(frozen=True, slots=True)
class TransferProgress:
    """One object of a stream as it came.

    `digest` names what is counted: a layer (`sha256:` and 64 hex digits) or a made-up word for the whole. The
    server leaves out what is 0; `completed_bytes` can fall, be negative, or go beyond `total_bytes`.
    """

    status: str
    digest: str = ""
    total_bytes: int = 0
    completed_bytes: int = 0

    @property
    def phase(self) -> Phase:
        return phase_of(self.status)


CreateProgress = TransferProgress
"""Objects of `create` have the same form; where it pulls its base first, they are those of the pull."""


STALLED_AFTER_S = 5.0
"""Servers send the same count for up to a second at the end of a layer, so a stall is longer than that."""
SPEED_WINDOW_S = 5.0
_SAMPLE_S = 0.1
_MOST_FRACTION = 0.99
_STEADY_CHANGE = 0.5


class Stall(StrEnum):
    """Why a count of bytes stands still."""

    NONE = "none"  # it does not
    REPEATING = "repeating"  # the server says the same number again and again: it keeps trying
    SILENT = "silent"  # the server says nothing although bytes are due


@dataclass(frozen=True, slots=True)
class TransferSnapshot:
    """How a job stands at one moment.

    Attributes:
        phase: of the last object; None before the first.
        status: the server's own words for it.
        bar: counts up when the progress bar starts anew: the server threw a partial download away, or the job
            came to another kind of work (quantizing after pulling).
        done_bytes: sum over the layers seen; never falls while `bar` stays.
        total_bytes: the same for what there is to do. It grows as layers appear.
        layers: how many layers were seen.
        discarded_bytes: what the server had thrown away when this bar began.
        rolled_back_bytes: how far the server's own count is below `done_bytes`: it fetches that part again.
        unchanged_s: since the last object that said something new.
        stall: whether bytes are due and do not come.
        speed_bytes_per_s: moving mean over 5 s of what came over the network; None in the first second.
        eta_s: time left; None until speed and total are known and the speed is steady.
        fraction: 0 to 1; 1 only when finished, None where the total is not known.
        is_finished: the stream has ended well.
    """

    phase: Phase | None
    status: str
    bar: int
    done_bytes: int
    total_bytes: int
    layers: int
    discarded_bytes: int
    rolled_back_bytes: int
    unchanged_s: float
    stall: Stall
    speed_bytes_per_s: float | None
    eta_s: float | None
    fraction: float | None
    is_finished: bool


@dataclass(frozen=True, slots=True)
class LayerProgress:
    """How far one layer is; `total_bytes` is 0 while nobody has told it."""

    digest: str
    total_bytes: int
    completed_bytes: int
    is_current: bool = False


@dataclass(slots=True)
class _Layer:
    total_bytes: int = 0
    completed_bytes: int = 0
    is_seen: bool = False  # on this connection

    @property
    def size_bytes(self) -> int:
        """The total; before it is known, what came so far."""
        return self.total_bytes or self.completed_bytes


class TransferMeter:
    """Adds up the objects of one job, over all its connections.

    It has no clock: each call is given the seconds of a monotonic one. Call `connect`, then `note` with each
    object and `finish` at the end of the stream; after a pause or a loss `connect` again.
    """

    def __init__(self) -> None:
        self._layers: dict[str, _Layer] = {}
        self._arrived_before_bytes = 0  # on earlier connections
        self._current: str | None = None
        self._work: Phase | None = None  # the kind of measured work that the bar shows
        self._last: TransferProgress | None = None
        self._bar = 0
        self._most_done_bytes = 0
        self._most_total_bytes = 0
        self._discarded_bytes = 0
        self._changed_at_s = 0.0
        self._heard_at_s = 0.0
        self._speed = _SpeedGauge()
        self._is_finished = False

    def connect(self, now_s: float) -> None:
        """A connection begins. What was counted before stays until the server says otherwise."""
        for layer in self._layers.values():
            layer.is_seen = False
        self._current = None
        self._last = None
        self._changed_at_s = self._heard_at_s = now_s
        self._arrived_before_bytes += self._speed.counted_bytes
        self._speed = _SpeedGauge()
        self._is_finished = False

    def restore(self, layers: Iterable[LayerProgress]) -> None:
        """Take what was counted in an earlier run of the program; before the first `connect`."""
        for layer in layers:
            self._layers[layer.digest] = _Layer(layer.total_bytes, layer.completed_bytes)
        self._most_done_bytes = self._done_bytes
        self._most_total_bytes = max(self._total_bytes, self._most_done_bytes)

    @property
    def layers(self) -> tuple[LayerProgress, ...]:
        """What was seen so far, in the order in which it came."""
        return tuple(
            LayerProgress(digest, layer.total_bytes, layer.completed_bytes, digest == self._current)
            for digest, layer in self._layers.items()
        )

    @property
    def arrived_bytes(self) -> int:
        """What came over the network, on all connections; not what was there before."""
        return self._arrived_before_bytes + self._speed.counted_bytes

    def note(self, progress: TransferProgress, now_s: float) -> None:
        """An object has come."""
        if progress != self._last:
            self._changed_at_s = now_s
        self._heard_at_s = now_s
        self._last = progress
        if progress.digest != self._current and progress.phase is not Phase.OTHER:
            self._settle()  # a layer that is done quickly does not get to say so
        if progress.digest:
            self._count(progress)
        self._speed.note(now_s)
        self._most_done_bytes = max(self._most_done_bytes, self._done_bytes)
        self._most_total_bytes = max(self._most_total_bytes, self._total_bytes, self._most_done_bytes)

    def finish(self, now_s: float) -> None:
        """The stream has ended well."""
        self._settle()
        self._heard_at_s = self._changed_at_s = now_s
        self._most_done_bytes = self._most_total_bytes
        self._is_finished = True

    def snapshot(self, now_s: float) -> TransferSnapshot:
        """How the job stands now."""
        speed = self._speed.bytes_per_s(now_s)
        stall = self._stall(now_s)
        fraction = self._fraction
        eta_s = None
        if fraction is not None and speed and stall is Stall.NONE and self._speed.is_steady(now_s):
            eta_s = (self._most_total_bytes - self._most_done_bytes) / speed
        return TransferSnapshot(
            phase=self._last.phase if self._last else None,
            status=self._last.status if self._last else "",
            bar=self._bar,
            done_bytes=self._most_done_bytes,
            total_bytes=self._most_total_bytes,
            layers=len(self._layers),
            discarded_bytes=self._discarded_bytes,
            rolled_back_bytes=0 if self._is_finished else self._most_done_bytes - self._done_bytes,
            unchanged_s=max(now_s - self._changed_at_s, 0.0),
            stall=stall,
            speed_bytes_per_s=speed,
            eta_s=eta_s,
            fraction=fraction,
            is_finished=self._is_finished,
        )

    @property
    def _done_bytes(self) -> int:
        return sum(layer.completed_bytes for layer in self._layers.values())

    @property
    def _total_bytes(self) -> int:
        return sum(layer.size_bytes for layer in self._layers.values())

    @property
    def _fraction(self) -> float | None:
        if self._is_finished:
            return 1.0
        is_known = all(layer.total_bytes or not layer.completed_bytes for layer in self._layers.values())
        if not is_known or not self._most_total_bytes:
            return None
        return min(self._most_done_bytes / self._most_total_bytes, _MOST_FRACTION)

    def _settle(self) -> None:
        """The job has gone on from the layer it was at, so that one is complete."""
        if self._current is not None:
            layer = self._layers[self._current]
            self._speed.add(layer.size_bytes - layer.completed_bytes)
            layer.completed_bytes = layer.size_bytes
        self._current = None

    def _count(self, progress: TransferProgress) -> None:
        work = progress.phase if progress.phase in MEASURED else self._work
        layer = self._layers.get(progress.digest)
        # Made-up digests name one file after the other.
        is_other_file = (
            layer is not None
            and not is_digest(progress.digest)
            and 0 < layer.total_bytes != progress.total_bytes > 0
        )
        if (self._work is not None and work is not self._work) or is_other_file:
            self._start_bar(0)
            self._layers.clear()
        self._work = work
        layer = self._layers.setdefault(progress.digest, _Layer())
        layer.total_bytes = max(layer.total_bytes, progress.total_bytes)
        completed_bytes = max(progress.completed_bytes, 0)
        if layer.total_bytes:
            completed_bytes = min(completed_bytes, layer.total_bytes)
        if layer.is_seen:
            self._speed.add(completed_bytes - layer.completed_bytes)
        elif completed_bytes < layer.completed_bytes:
            self._start_bar(layer.completed_bytes - completed_bytes)
        layer.is_seen = True
        layer.completed_bytes = completed_bytes
        self._current = progress.digest

    def _start_bar(self, discarded_bytes: int) -> None:
        self._bar += 1
        self._discarded_bytes = discarded_bytes
        self._most_done_bytes = self._most_total_bytes = 0

    def _stall(self, now_s: float) -> Stall:
        """Only for bytes from or to a network: conversions may take their time for one step."""
        is_due = self._work in (Phase.PULLING, Phase.PUSHING) and self._current is not None
        if not is_due or now_s - self._changed_at_s < STALLED_AFTER_S:
            return Stall.NONE
        layer = self._layers[self._current or ""]
        if 0 < layer.total_bytes <= layer.completed_bytes:
            return Stall.NONE  # the registry is putting it away
        return Stall.SILENT if now_s - self._heard_at_s >= STALLED_AFTER_S else Stall.REPEATING


class _SpeedGauge:
    """Mean speed over a moving window, from a count that only grows."""

    def __init__(self) -> None:
        self.counted_bytes = 0
        self._samples: deque[tuple[float, int]] = (
            deque()
        )  # seconds and count; the first is older than the window

    def add(self, arrived_bytes: int) -> None:
        """Bytes that came over the network; a count that fell is no bytes."""
        self.counted_bytes += max(arrived_bytes, 0)

    def note(self, now_s: float) -> None:
        """Keep the count at this moment."""
        if len(self._samples) > 1 and now_s - self._samples[-2][0] < _SAMPLE_S:
            self._samples.pop()
        self._samples.append((now_s, self.counted_bytes))
        while len(self._samples) > 1 and self._samples[1][0] <= now_s - SPEED_WINDOW_S:
            self._samples.popleft()

    def bytes_per_s(self, now_s: float) -> float | None:
        """The mean of the last 5 s, of less at the beginning; None where there is less than a second."""
        if not self._samples or now_s - self._samples[0][0] < 1.0:
            return None
        return self._mean(max(now_s - SPEED_WINDOW_S, self._samples[0][0]), now_s)

    def is_steady(self, now_s: float) -> bool:
        """Whether the two halves of a whole window are not too different."""
        if not self._samples or now_s - self._samples[0][0] < SPEED_WINDOW_S:
            return False
        middle_s = now_s - SPEED_WINDOW_S / 2
        older, newer = self._mean(now_s - SPEED_WINDOW_S, middle_s), self._mean(middle_s, now_s)
        return abs(older - newer) <= _STEADY_CHANGE * max(older, newer)

    def _mean(self, begin_s: float, end_s: float) -> float:
        return (self._count_at(end_s) - self._count_at(begin_s)) / (end_s - begin_s)

    def _count_at(self, moment_s: float) -> int:
        """The count at a moment of the window: that of the last sample up to it."""
        return next((count for at_s, count in reversed(self._samples) if at_s <= moment_s), 0)
