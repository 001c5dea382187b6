"""Models in memory as they are shown: how long they stay, where they lie, what is being done with them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.domain.chat import KeepAlive
from app.domain.failure import Failure
from app.domain.model_info import RunningModel
from app.domain.model_name import same_model
from app.domain.options import OptionValue

FOR_EVER: KeepAlive = -1
USUAL_KEEP_S = 300.0
"""How long a model stays unless anybody says otherwise. Source: Ollama FAQ, "keep a model loaded"."""
LAST_S = 30.0
"""A model with less time left is about to go."""
LEAVING_S = 10.0
"""So long a model may still be listed after its time: the server waits until the memory is free. One that is
listed for longer is being used, by whoever it is."""
LEAST_CONTEXT = 2048
_STEADY = timedelta(seconds=2)
_MOST_WRONG = timedelta(days=36525)
"""A clock that starts in 1970 is told from a header that means nothing, and no time leaves the calendar."""
_DATE = re.compile(r"[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Staying(StrEnum):
    """How long a model stays."""

    COUNTING = "counting"  # until `expires_at`
    PINNED = "pinned"  # until somebody unloads it
    BUSY = "busy"  # it answers; its time begins when it has
    LEAVING = "leaving"  # its time is up


class Memory(StrEnum):
    """Where a model lies."""

    GPU = "gpu"
    BOTH = "both"
    CPU = "cpu"
    UNKNOWN = "unknown"  # no size is told while it is being loaded


@dataclass(frozen=True, slots=True)
class RunningAnswer:
    """An answer of `/api/ps` with the time at which the server's clock stood; None where it told none."""

    models: tuple[RunningModel, ...]
    server_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class LoadWish:
    """A model to load, with options that reload it, and how long to keep it (None: as after replies)."""

    model: str
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    keep_alive: KeepAlive | None = None


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """One model in memory.

    `keep_s` is the whole of the time of which a part is left; `since` when it was seen to come, None for one
    that was there before; `is_replying` whether one of our chats waits for it; `is_changing` whether it was
    asked to go or to stay and has not answered yet.
    """

    running: RunningModel
    keep_s: float = USUAL_KEEP_S
    since: datetime | None = None
    is_replying: bool = False
    is_changing: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return self.running.name

    @property
    def vram_bytes(self) -> int:
        """Its part in the memory of graphics cards."""
        return min(self.running.size_vram_bytes, self.running.size_bytes)

    @property
    def memory(self) -> Memory:
        """Where it lies."""
        if not self.running.size_bytes:
            return Memory.UNKNOWN
        if not self.vram_bytes:
            return Memory.CPU
        return Memory.GPU if self.vram_bytes == self.running.size_bytes else Memory.BOTH

    @property
    def smaller_context(self) -> int | None:
        """The next smaller context, a power of two; None where it would be too small to be of use."""
        context = self.running.context_length or 0
        smaller = 1 << max(0, (context - 1).bit_length() - 1)
        return smaller if LEAST_CONTEXT <= smaller < context else None

    def left_s(self, now: datetime) -> float:
        """Seconds until its time is up; negative afterwards, 0 where there is none."""
        expires_at = self.running.expires_at
        return (expires_at - now).total_seconds() if expires_at else 0.0

    def staying(self, now: datetime) -> Staying:
        """How long it stays."""
        if self.is_replying:
            return Staying.BUSY
        if self.running.expires_at is None:
            return Staying.PINNED
        left_s = self.left_s(now)
        if left_s > 0:
            return Staying.COUNTING
        return Staying.LEAVING if left_s > -LEAVING_S else Staying.BUSY


@dataclass(frozen=True, slots=True)
class LoadingModel:
    """A model that was asked for here and is not there yet."""

    wish: LoadWish
    since: datetime


@dataclass(frozen=True, slots=True)
class GoneModel:
    """A model that was in memory while somebody looked, and is not any more."""

    running: RunningModel
    at: datetime


@dataclass(frozen=True, slots=True)
class RunningTrouble:
    """Something that was asked of a model and did not come about."""

    model: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class RunningView:
    """All that is shown of the models in memory.

    `lost_at` is when the server stopped answering: what is here is the last that was known.
    """

    loaded: tuple[LoadedModel, ...] = ()
    loading: tuple[LoadingModel, ...] = ()
    gone: tuple[GoneModel, ...] = ()
    lost_at: datetime | None = None
    is_known: bool = False


def parse_http_date(text: str) -> datetime | None:
    """The time of an HTTP `Date` header, in whole seconds; None for any other text.

    Source: RFC 9110, 5.6.7.
    """
    match = _DATE.fullmatch(text)
    if match is None or match[2] not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(match[part]) for part in (1, 3, 4, 5, 6))
    try:
        return datetime(year, _MONTHS.index(match[2]) + 1, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None


def by_our_clock(
    answer: RunningAnswer, now: datetime, before: Iterable[RunningModel] = ()
) -> tuple[RunningModel, ...]:
    """The models with their times by the clock of this computer.

    The clocks of two computers differ, by hours where one is wrong: what counts is how far off a time was
    when the server said it. That is known to a second, so a time that moved by less than two stays as it was.

    Args:
        now: when the answer came.
        before: what was told before.
    """
    ahead = timedelta(0)
    if answer.server_time is not None:
        ahead = answer.server_time + timedelta(seconds=0.5) - now
    if not _STEADY <= abs(ahead) <= _MOST_WRONG:
        ahead = timedelta(0)
    known = {(model.name, model.digest): model.expires_at for model in before}
    return tuple(_moved(model, ahead, known.get((model.name, model.digest))) for model in answer.models)


def _moved(model: RunningModel, ahead: timedelta, known: datetime | None) -> RunningModel:
    if model.expires_at is None:
        return model
    expires_at = model.expires_at - ahead
    if known is not None and abs(known - expires_at) < _STEADY:
        expires_at = known
    return replace(model, expires_at=expires_at)


def followed(
    before: Iterable[LoadedModel], running: Iterable[RunningModel], now: datetime, is_first: bool
) -> tuple[LoadedModel, ...]:
    """The models that are in memory now, with what was known of them.

    What was there keeps its place, whatever comes stands behind it: a server tells first the one that stays
    longest, so that the models would change places whenever one of them is used.

    Args:
        is_first: nobody looked before, so nothing is known of when they came.
    """
    known = {each.name: each for each in before}
    places = {name: at for at, name in enumerate(known)}
    found = []
    for model in sorted(running, key=lambda each: places.get(each.name, len(places))):
        old = known.get(model.name)
        if old is None:
            since = None if is_first else now
            found.append(LoadedModel(model, _keep_s(model, now, is_new=not is_first), since))
        elif old.running.expires_at != model.expires_at:
            found.append(replace(old, running=model, keep_s=_keep_s(model, now, is_new=True)))
        else:
            found.append(replace(old, running=model))
    return tuple(found)


def _keep_s(model: RunningModel, now: datetime, is_new: bool) -> float:
    """The whole time that was given to a model, as far as can be known: what is left when it was given."""
    left_s = (model.expires_at - now).total_seconds() if model.expires_at else 0.0
    return max(left_s, 1.0) if is_new else max(left_s, USUAL_KEEP_S)


def is_named(model: LoadedModel, names: Iterable[str]) -> bool:
    """Whether one of the names is the model's."""
    return any(same_model(model.name, name) for name in names)
