"""Request bodies: JSON read with the leniency and the error texts of a server written in Go.

Key names match in any case, null is the same as absent, unknown keys and what follows the first value are
ignored.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from app.engine.errors import Refusal

MOST_BYTES = 64 << 20
_EXPECTED = {
    "Expecting property name": "looking for beginning of object key string",
    "Expecting ':' delimiter": "after object key",
    "Expecting ',' delimiter": "after object key:value pair",
    "Expecting value": "looking for beginning of value",
    "Illegal trailing comma": "looking for beginning of object key string",
}
_KINDS = {"string": str, "bool": bool, "int": int, "object": dict, "array": list}


class Body:
    """The fields of one JSON object; `struct` is the name that error texts give it."""

    def __init__(self, fields: Mapping[str, Any], struct: str) -> None:
        self._fields = {key.lower(): value for key, value in fields.items()}
        self._struct = struct

    def value(self, key: str) -> Any:
        """Whatever was sent, None when absent."""
        return self._fields.get(key)

    def text(self, key: str) -> str:
        """A text, "" when absent."""
        return str(self._typed(key, "string", "string") or "")

    def flag(self, key: str, default: bool = False) -> bool:
        """A boolean."""
        value = self._typed(key, "bool", "bool")
        return default if value is None else bool(value)

    def number(self, key: str) -> int:
        """A whole number, 0 when absent."""
        value = self._typed(key, "int", "int")
        if isinstance(value, bool):
            self._wrong(key, value, "int")
        return int(value or 0)

    def mapping(self, key: str) -> dict[str, Any]:
        """An object, empty when absent."""
        return dict(self._typed(key, "object", "map[string]interface {}") or {})

    def array(self, key: str, go_type: str) -> list[Any]:
        """An array, empty when absent."""
        return list(self._typed(key, "array", go_type) or [])

    def objects(self, key: str, go_type: str) -> list["Body"]:
        """An array of objects."""
        values = self.array(key, "[]" + go_type)
        for value in values:
            if not isinstance(value, dict):
                self._wrong(key, value, go_type)
        return [Body(value, f"{self._struct}.{key}") for value in values]

    def texts(self, key: str, go_type: str) -> list[str]:
        """An array of texts."""
        values = self.array(key, go_type)
        for value in values:
            if not isinstance(value, str):
                self._wrong(key, value, "string")
        return values

    def _typed(self, key: str, kind: str, go_type: str) -> Any:
        value = self._fields.get(key)
        if value is not None and not isinstance(value, _KINDS[kind]):
            self._wrong(key, value, go_type)
        return value

    def _wrong(self, key: str, value: Any, go_type: str) -> NoReturn:
        where = f"Go struct field {self._struct}.{key} of type {go_type}"
        raise Refusal(400, f"json: cannot unmarshal {_kind_of(value)} into {where}")


def parse_body(data: bytes, struct: str) -> Body:
    """Read the first JSON value of a body.

    Raises:
        Refusal: 400 for no body, broken JSON or something that is no object.
    """
    text = data.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text:
        raise Refusal(400, "missing request body")
    try:
        value, _ = json.JSONDecoder(parse_constant=_no_constant).raw_decode(text)
    except json.JSONDecodeError as error:
        raise Refusal(400, _broken(text, error)) from error
    except RecursionError as error:
        raise Refusal(400, "exceeded max depth") from error
    except ValueError as error:  # a number with too many digits
        raise Refusal(400, f"invalid JSON: {error}") from error
    if value is None:
        return Body({}, struct)
    if not isinstance(value, dict):
        raise Refusal(400, f"json: cannot unmarshal {_kind_of(value)} into Go value of type api.{struct}")
    return Body(value, struct)


def _no_constant(name: str) -> NoReturn:
    raise Refusal(400, f"invalid character '{name[0]}' looking for beginning of value")


def _broken(text: str, error: json.JSONDecodeError) -> str:
    cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    if cut:
        return "unexpected EOF"
    matching = (shown for start, shown in _EXPECTED.items() if error.msg.startswith(start))
    where = next(matching, "in string literal")
    return f"invalid character '{text[error.pos]}' {where}"


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    names = {str: "string", int: "number", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")
