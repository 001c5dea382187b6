"""What a chat asks of its model beside the messages, and named sets of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.chat import KeepAlive, ResponseFormat, Think
from app.domain.options import OPTIONS, OptionKind, OptionValue

THINK_LEVELS = ("low", "medium", "high", "max")
NOTHING_SET = "{}"  # what `to_json` gives for parameters of which none is set


@dataclass(frozen=True, slots=True)
class Parameters:
    """System prompt, options and behaviour of one chat. What is None or empty is not sent.

    `options` holds only what a person changed, by the names of the API; names it does not know are kept and
    sent.
    """

    system: str = ""
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    keep_alive: KeepAlive | None = None
    think: Think | None = None
    format: ResponseFormat | None = None

    @property
    def reloading(self) -> frozenset[str]:
        """The changed options that make the server load the model anew."""
        return frozenset(name for name in self.options if name in OPTIONS and OPTIONS[name].reloads)


NO_PARAMETERS = Parameters()


@dataclass(frozen=True, slots=True)
class Preset:
    """A named set of parameters."""

    name: str
    parameters: Parameters


class SchemaFault(StrEnum):
    """Why a text is no JSON schema that can be sent."""

    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"


class BadSchema(ValueError):
    """A text that is no JSON schema; `line` and `column` (from 1) say where it breaks, 0: unknown."""

    def __init__(self, fault: SchemaFault, line: int = 0, column: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.line = line
        self.column = column


def parse_schema(text: str) -> dict[str, Any]:
    """A JSON schema from what a person typed.

    Raises:
        BadSchema: not JSON, or not an object.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadSchema(SchemaFault.NOT_JSON, error.lineno, error.colno) from error
    except RecursionError as error:
        raise BadSchema(SchemaFault.NOT_JSON) from error
    if not isinstance(value, dict):
        raise BadSchema(SchemaFault.NOT_AN_OBJECT)
    return value


def to_json(parameters: Parameters) -> str:
    """The parameters as a JSON object in which what is not set does not appear."""
    values: dict[str, Any] = {
        "system": parameters.system or None,
        "options": dict(parameters.options) or None,
        "keep_alive": parameters.keep_alive,
        "think": parameters.think,
        "format": dict(parameters.format) if isinstance(parameters.format, Mapping) else parameters.format,
    }
    return json.dumps(
        {name: value for name, value in values.items() if value is not None}, ensure_ascii=False
    )


def from_json(text: str) -> Parameters:
    """The reverse of `to_json`. What has a wrong type is left out: a file may come from elsewhere."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return Parameters()
    if not isinstance(values, dict):
        return Parameters()
    system, options = values.get("system"), values.get("options")
    keep_alive, think, wanted = values.get("keep_alive"), values.get("think"), values.get("format")
    is_duration = isinstance(keep_alive, int | float | str) and not isinstance(keep_alive, bool)
    return Parameters(
        system if isinstance(system, str) else "",
        _options_of(options) if isinstance(options, dict) else {},
        keep_alive if is_duration else None,
        think if isinstance(think, bool) or think in THINK_LEVELS else None,
        wanted if wanted == "json" or isinstance(wanted, dict) else None,
    )


def _options_of(values: dict[str, Any]) -> dict[str, OptionValue]:
    found: dict[str, OptionValue] = {}
    for name, value in values.items():
        read = tuple(value) if isinstance(value, list) else value
        spec = OPTIONS.get(name)
        if spec is not None and spec.kind is OptionKind.FLOAT and isinstance(read, int):
            read = read if isinstance(read, bool) else float(read)
        is_plain = isinstance(read, bool | int | float | str)
        is_texts = isinstance(read, tuple) and all(isinstance(text, str) for text in read)
        if (is_plain or is_texts) and (spec is None or spec.fault_of(read) is None):
            found[name] = read
    return found
