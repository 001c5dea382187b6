"""JSON, timestamps and durations as a server written in Go forms and reads them.

Source: the Ollama API reference and recordings of a real server; Go's `time.ParseDuration` for durations.
"""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.units import parse_duration
from app.engine.errors import Refusal

FOR_EVER_S = -1.0
"""A keep-alive without an end."""
LONGEST_S = (2**63 - 1) / 1e9
"""The longest duration of Go, about 292 years."""

_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
_UNITS = frozenset({"ns", "us", "\u00b5s", "\u03bcs", "ms", "s", "m", "h"})
_NS_PER_S = 1_000_000_000


def encode(value: Any) -> bytes:
    """JSON in one line, without a line feed; the characters that Go escapes are escaped.

    Numbers that JSON lacks (a model file may hold them) become null.
    """
    try:
        text = _dumps(value)
    except ValueError:
        text = _dumps(_finite(value))
    return text.translate(_ESCAPES).encode("utf-8", "replace")


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value


def quoted(text: str) -> str:
    """The text in double quotes, as Go's `%q` writes it for ordinary text."""
    return json.dumps(text, ensure_ascii=False)


def timestamp(moment: datetime) -> str:
    """RFC 3339 without trailing zeros in the fraction; UTC is written as Z."""
    text = moment.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
    offset = moment.isoformat()[-6:]
    return text + ("Z" if offset == "+00:00" else offset)


def created_now() -> str:
    """The `created_at` of an object that is made now."""
    return timestamp(datetime.now(UTC))


def local_after(seconds: float) -> str:
    """The `expires_at` of something that ends so many seconds from now, in this machine's zone."""
    kept_s = LONGEST_S if seconds < 0 else min(seconds, LONGEST_S)
    # Added in UTC: a zone's rules need not reach three centuries ahead.
    moment = datetime.now(UTC) + timedelta(seconds=kept_s)
    return timestamp(moment if kept_s == LONGEST_S else moment.astimezone())


def keep_alive_s(value: Any) -> float | None:
    """Seconds of a request's `keep_alive`; None where it is absent, `FOR_EVER_S` where it is negative.

    Raises:
        Refusal: 400 with the server's own text, for a wrong type or a string that is no Go duration.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        kind = {bool: "bool", list: "[]interface {}"}.get(type(value), "map[string]interface {}")
        raise Refusal(400, f"Unsupported type: '{kind}'")
    seconds = duration_s(value) if isinstance(value, str) else value
    return FOR_EVER_S if seconds < 0 or seconds > LONGEST_S else float(seconds)


def duration_s(text: str) -> float:
    """Seconds of a Go duration such as "1h30m".

    Raises:
        Refusal: 400 with Go's own text.
    """
    try:
        return parse_duration(text) / _NS_PER_S
    except ValueError as error:
        raise Refusal(400, _duration_trouble(text)) from error


def _duration_trouble(text: str) -> str:
    for unit in re.findall(r"[0-9.]+([^0-9.]*)", text.lstrip("+-"), re.ASCII):
        if not unit:
            return f"time: missing unit in duration {quoted(text)}"
        if unit not in _UNITS:
            return f"time: unknown unit {quoted(unit)} in duration {quoted(text)}"
    return f"time: invalid duration {quoted(text)}"
