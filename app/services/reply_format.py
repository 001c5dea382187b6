"""Replies that were asked for as JSON: blanks at their end, and whether they are what was asked for."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.domain.chat import ChatDelta, ResponseFormat
from app.domain.failure import Failure, FailureCode
from app.domain.parameters import strict_json

_MOST_CHARS = 200
_WITH_EXPRESSIONS = ("pattern", "patternProperties", "additionalProperties", "unevaluatedProperties")
"""Rules that run regular expressions of the schema.

One can keep `re` busy for ever, and a thread that is in it cannot be ended.
"""


class TrailingBlanks:
    """Holds back blanks until more than blanks follows them.

    A reply in a format may end in blanks until its length limit, and they say nothing (API reference,
    "JSON mode").
    """

    def __init__(self) -> None:
        self._held = ""

    def without(self, delta: ChatDelta) -> ChatDelta:
        """The delta without the blanks at its end, but with those that were held back before it."""
        text = self._held + delta.content
        kept = text.rstrip()
        if not kept:
            self._held = text
            return replace(delta, content="") if delta.content else delta
        self._held = text[len(kept) :]
        return delta if kept == delta.content else replace(delta, content=kept)


def format_fault(wanted: ResponseFormat, content: str, model: str) -> Failure | None:
    """Why a finished reply is not what was asked for, or None.

    Pure Python that can take long on a long reply: call it in a thread.

    Returns:
        REPLY_NOT_JSON, `detail` "line:column" from 1 or empty; or REPLY_NOT_IN_SCHEMA, `detail` the place as
        a JSON path and what is wrong there.
    """
    try:
        value = strict_json(content)
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        return Failure(FailureCode.REPLY_NOT_JSON, model=model, detail=place)
    except (ValueError, RecursionError):
        return Failure(FailureCode.REPLY_NOT_JSON, model=model)
    if not isinstance(wanted, Mapping):
        return None
    wrong = _schema_fault(dict(wanted), value)
    return Failure(FailureCode.REPLY_NOT_IN_SCHEMA, model=model, detail=wrong) if wrong else None


def _schema_fault(schema: dict[str, Any], value: Any) -> str:
    """What is wrong first and where, or an empty text; also for a schema that nothing can be checked with."""
    # 60 ms and 5 MB that only a chat with a schema needs.
    from jsonschema import Draft202012Validator, validators
    from jsonschema.exceptions import SchemaError, best_match
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    unchecked = dict.fromkeys(_WITH_EXPRESSIONS, _not_checked)
    make: Any = validators.extend(Draft202012Validator, unchecked)  # type: ignore[no-untyped-call]
    try:
        Draft202012Validator.check_schema(schema)
        # An empty registry: no reference is ever fetched from anywhere.
        error = best_match(make(schema, registry=Registry()).iter_errors(value))
    except (SchemaError, Unresolvable, RecursionError):
        return ""
    return f"{error.json_path}: {error.message}"[:_MOST_CHARS] if error is not None else ""


def _not_checked(_validator: Any, _rule: Any, _value: Any, _schema: Any) -> Iterator[Any]:
    return iter(())
