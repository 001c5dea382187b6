"""What a chat asks of its model beside the messages, and named sets of it."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.domain.chat import KeepAlive, ResponseFormat, Think
from app.domain.options import OPTIONS, OptionFault, OptionKind, OptionValue

THINK_LEVELS = ("low", "medium", "high", "max")
NOTHING_SET = "{}"  # what `to_json` gives for parameters of which none is set
_DURATION = re.compile(r"[-+]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+")


def is_keep_alive(value: KeepAlive) -> bool:
    """Whether a server takes this: a number of seconds, or a Go duration such as "1h30m".

    Source: Go's time.ParseDuration; ollama/ollama, api/types.go, `Duration.UnmarshalJSON`.
    """
    return not isinstance(value, str) or _DURATION.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Parameters:
    """System prompt, options and behaviour of one chat. What is None or empty is not sent.

    `options` holds only what a person changed, by the names of the API; names it does not know are kept and
    sent, values out of bounds are kept and not sent. `preset` names the set they came from, `schema_text` is
    a schema that is being written and cannot be read yet; neither is sent.
    """

    system: str = ""
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    keep_alive: KeepAlive | None = None
    think: Think | None = None
    format: ResponseFormat | None = None
    preset: str = ""
    schema_text: str = ""

    @property
    def faults(self) -> dict[str, OptionFault]:
        """Why options cannot be sent, by name; those that can are not in it."""
        found = {
            name: OPTIONS[name].fault_of(value) for name, value in self.options.items() if name in OPTIONS
        }
        return {name: fault for name, fault in found.items() if fault is not None}

    @property
    def sendable_options(self) -> dict[str, OptionValue]:
        """The options that can be sent."""
        faults = self.faults
        return {name: value for name, value in self.options.items() if name not in faults}

    def asks_same(self, other: "Parameters") -> bool:
        """Whether both ask the same, wherever it came from."""
        return self.plain() == other.plain()

    def plain(self) -> "Parameters":
        """Only what is asked."""
        return replace(self, preset="", schema_text="")


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
        value = strict_json(text)
    except json.JSONDecodeError as error:
        raise BadSchema(SchemaFault.NOT_JSON, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise BadSchema(SchemaFault.NOT_JSON) from error
    if not isinstance(value, dict):
        raise BadSchema(SchemaFault.NOT_AN_OBJECT)
    return value


def strict_json(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        json.JSONDecodeError: with the place; ValueError: NaN, Infinity or a number too large to be sent
        again; RecursionError: nested too deep.
    """
    return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def to_json(parameters: Parameters) -> str:
    """The parameters as a JSON object in which what is not set does not appear."""
    values: dict[str, Any] = {
        "system": parameters.system or None,
        "options": dict(parameters.options) or None,
        "keep_alive": parameters.keep_alive,
        "think": parameters.think,
        "format": dict(parameters.format) if isinstance(parameters.format, Mapping) else parameters.format,
        "preset": parameters.preset or None,
        "schema_text": parameters.schema_text or None,
    }
    return json.dumps(
        {name: value for name, value in values.items() if value is not None}, ensure_ascii=False
    )


def from_json(text: str) -> Parameters:
    """The reverse of `to_json`. What has a wrong type is left out: a file may come from elsewhere."""
    try:
        values = strict_json(text)
    except (ValueError, RecursionError):
        return Parameters()
    if not isinstance(values, dict):
        return Parameters()
    system, options = values.get("system"), values.get("options")
    preset, schema_text = values.get("preset"), values.get("schema_text")
    keep_alive, think, wanted = values.get("keep_alive"), values.get("think"), values.get("format")
    is_duration = isinstance(keep_alive, int | float | str) and not isinstance(keep_alive, bool)
    return Parameters(
        system if isinstance(system, str) else "",
        _options_of(options) if isinstance(options, dict) else {},
        keep_alive if is_duration else None,
        think if isinstance(think, bool) or think in THINK_LEVELS else None,
        wanted if wanted == "json" or isinstance(wanted, dict) else None,
        preset if isinstance(preset, str) else "",
        schema_text if isinstance(schema_text, str) else "",
    )


_WRONG_TYPES = (OptionFault.NOT_A_NUMBER, OptionFault.NOT_A_SWITCH, OptionFault.NOT_TEXTS)


def _options_of(values: dict[str, Any]) -> dict[str, OptionValue]:
    found: dict[str, OptionValue] = {}
    for name, value in values.items():
        spec = OPTIONS.get(name)
        is_float = spec is not None and spec.kind is OptionKind.FLOAT
        read = tuple(value) if isinstance(value, list) else value
        if is_float and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
            read = float(value)
        is_texts = isinstance(read, tuple) and all(isinstance(text, str) for text in read)
        if not (is_texts or isinstance(read, bool | int | float | str)):
            continue
        if spec is None or spec.fault_of(read) not in _WRONG_TYPES:
            found[name] = read
    return found
