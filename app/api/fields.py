"""Typed reading of the fields of one JSON object.

Missing, null and empty are the same thing to the server, so each reader gives its empty value for all three;
a value of another type is a `BadReply` that names the field.
"""

import json
import math
from collections.abc import Mapping
from datetime import MAXYEAR, datetime
from typing import Any

from app.api.errors import EXCERPT_CHARS, BadReply
from app.domain.units import parse_timestamp

_MOST_COUNT = 2**63 - 1


class Fields:
    """The fields of one object of a reply; every method raises `BadReply` on a wrong type."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def bad(self, why: str) -> BadReply:
        """The error for this object, with the start of what was received."""
        return BadReply(why, _beginning(self._values))

    def text(self, key: str) -> str:
        value = self._values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.bad(f"{key} is not a text")
        return value

    def required_text(self, key: str) -> str:
        value = self.text(key)
        if not value:
            raise self.bad(f"{key} is missing")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            raise self.bad(f"{key} is not a list of texts")
        return tuple(values)

    def flag(self, key: str) -> bool:
        value = self._values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.bad(f"{key} is neither true nor false")
        return bool(value)

    def number(self, key: str) -> float:
        value = self._values.get(key)
        if value is None:
            return 0.0
        if not _is_number(value):
            raise self.bad(f"{key} is not a number")
        return float(value)

    def count(self, key: str) -> int:
        """A whole number; servers may write 1 as 1.0."""
        return self.optional_count(key) or 0

    def optional_count(self, key: str) -> int | None:
        value = self._values.get(key)
        if value is None:
            return None
        if not _is_count(value):
            raise self.bad(f"{key} is not a number of 64 bits")
        return int(value)

    def counts(self, key: str) -> tuple[int, ...]:
        values = self._list(key)
        if not all(map(_is_count, values)):
            raise self.bad(f"{key} is not a list of numbers of 64 bits")
        return tuple(map(int, values))

    def vector(self, key: str) -> list[float]:
        """A list of numbers that must be there, null and empty ones too."""
        if key not in self._values:
            raise self.bad(f"{key} is missing")
        return self._vector(key, self._list(key))

    def matrix(self, key: str) -> list[list[float]]:
        """A list of equally long lists of numbers that must be there, null and empty ones too."""
        if key not in self._values:
            raise self.bad(f"{key} is missing")
        rows = [self._vector(key, row) for row in self._list(key)]
        if len({len(row) for row in rows}) > 1:
            raise self.bad(f"{key} has rows of unequal length")
        return rows

    def _vector(self, key: str, values: Any) -> list[float]:
        if not isinstance(values, list) or not all(_is_number(value) for value in values):
            raise self.bad(f"{key} is not a list of numbers")
        return list(map(float, values))

    def time(self, key: str) -> datetime | None:
        """A time; None for one that cannot be read or shown, because nothing hangs on it."""
        try:
            time = parse_timestamp(self.text(key))
        except ValueError:
            return None
        # At either end of the calendar another time zone is out of it.
        return time if time is not None and 1900 <= time.year < MAXYEAR else None

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self._values.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.bad(f"{key} is not an object")
        return value

    def object(self, key: str) -> "Fields":
        return Fields(self.mapping(key))

    def objects(self, key: str) -> "tuple[Fields, ...]":
        values = self._list(key)
        if not all(isinstance(value, dict) for value in values):
            raise self.bad(f"{key} is not a list of objects")
        return tuple(map(Fields, values))

    def required_objects(self, key: str) -> "tuple[Fields, ...]":
        """A list that may be empty or null, but must be there."""
        if key not in self._values:
            raise self.bad(f"{key} is missing")
        return self.objects(key)

    def _list(self, key: str) -> list[Any]:
        value = self._values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.bad(f"{key} is not a list")
        return value


def _beginning(values: Mapping[str, Any]) -> str:
    """The first characters as JSON. All of it could be many megabytes, or too deep to be written."""
    text = ""
    for piece in json.JSONEncoder(ensure_ascii=False).iterencode(values):
        text += piece
        if len(text) >= EXCERPT_CHARS:
            break
    return text[:EXCERPT_CHARS]


def _is_count(value: object) -> bool:
    """What the server has in 64 bits, and neither the database nor Qt in more."""
    return _is_number(value) and -_MOST_COUNT <= value <= _MOST_COUNT  # type: ignore[operator]


def _is_number(value: object) -> bool:
    """A number to count with: no boolean, not 1e999 (which Python reads as infinity), no huge integer."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False
