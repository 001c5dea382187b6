"""Durations and timestamps as the API writes them.

Durations have Go's form ("1h30m", "300ms"), timestamps RFC 3339 with 0 to 9 fraction digits. Sources: Go's
documentation of `time.ParseDuration` and `time.RFC3339Nano`; Ollama API reference.
"""

import math
import re
from datetime import datetime

_UNIT_NS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,  # micro sign
    "\u03bcs": 1_000,  # Greek mu
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_NUMBER_AND_UNIT = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([a-z\u00b5\u03bc]+)")
_MOST_NS = 2**63 - 1  # Go keeps a duration in 64 bits
_DURATION_CHARS = 100
_SCALE: int = 10**_DURATION_CHARS  # durations are added up in whole numbers of this part of a nanosecond

_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:([0-9]{2}))"
)
_FOR_EVER_YEAR = 2300  # "for ever" is sent as now plus 292 years


def parse_duration(text: str) -> int:
    """Read a Go duration such as "1h30m", "-1m", "1.5s" or "0".

    Returns:
        Nanoseconds, cut towards zero.

    Raises:
        ValueError: not a duration, a number without a unit, an unknown unit, or more than 292 years.
    """
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if rest == "0":
        return 0
    total = 0
    position = 0
    while match := _NUMBER_AND_UNIT.match(rest, position):
        number, unit = match.groups()
        if unit not in _UNIT_NS or len(number) > _DURATION_CHARS:
            raise ValueError(f"not a duration: {text[:_DURATION_CHARS]!r}")
        whole, _, digits = number.partition(".")
        total += int(whole + digits.ljust(_DURATION_CHARS, "0")) * _UNIT_NS[unit]
        position = match.end()
    if position == 0 or position != len(rest) or total > _MOST_NS * _SCALE:
        raise ValueError(f"not a duration: {text[:_DURATION_CHARS]!r}")
    return sign * (total // _SCALE)


def keep_alive_s(value: float | int | str) -> float:
    """How long a `keep_alive` value keeps a model in memory, in seconds; `math.inf` for ever, 0 not at all.

    Raises:
        ValueError: a text that is no Go duration (a bare number inside a text is none), or not a number.
    """
    seconds = parse_duration(value) / _UNIT_NS["s"] if isinstance(value, str) else float(value)
    if math.isnan(seconds):
        raise ValueError("keep_alive is not a number")
    return math.inf if seconds < 0 else seconds


def parse_timestamp(text: str) -> datetime | None:
    """Read an RFC 3339 time; digits beyond microseconds are cut.

    Returns:
        An aware datetime in the offset it was written with, or None for Go's zero time (year 1).

    Raises:
        ValueError: not a timestamp.
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None or int(match[1] or 0) > 59:
        raise ValueError(f"not a timestamp: {text[:40]!r}")
    moment = datetime.fromisoformat(text.upper())  # cuts the digits; takes more forms than the pattern
    return None if moment.replace(tzinfo=None) == datetime.min else moment


def is_for_ever(moment: datetime) -> bool:
    """Whether an `expires_at` means that the model is never unloaded."""
    return moment.year > _FOR_EVER_YEAR
