"""The options of a request: what each may hold, the server's default, and whether a change reloads the model.

Source: the option table of the Ollama API (docs/modelfile.mdx; `Options` and `Runner` in the server's
api/types.go).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

OptionValue = bool | int | float | str | tuple[str, ...]


class OptionKind(StrEnum):
    """What an option holds."""

    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    STRINGS = "strings"


class OptionGroup(StrEnum):
    """Where an option is shown."""

    SAMPLING = "sampling"
    LIMITS = "limits"
    LOADING = "loading"  # how the model is loaded; every change loads it anew


class OptionFault(StrEnum):
    """Why a value is refused."""

    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    ZERO = "zero"  # `num_predict` 0 means "no limit" to some servers, and none at all to others
    NOT_A_SWITCH = "not_a_switch"
    NOT_TEXTS = "not_texts"


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """One option. `default` is the server's own (None: it decides by itself); bounds are inclusive.

    `slider_to` ends the slider where the bounds are too wide for one; `reloads` says that a changed value
    makes the server load the model again.
    """

    name: str
    kind: OptionKind
    group: OptionGroup
    default: OptionValue | None
    minimum: float = 0.0
    maximum: float = 0.0
    step: float = 1.0
    slider_to: float | None = None
    reloads: bool = False

    def fault_of(self, value: object) -> OptionFault | None:
        """Why the value cannot be sent, or None."""
        if self.kind is OptionKind.BOOL:
            return None if isinstance(value, bool) else OptionFault.NOT_A_SWITCH
        if self.kind is OptionKind.STRINGS:
            is_texts = isinstance(value, tuple) and all(isinstance(text, str) and text for text in value)
            return None if is_texts else OptionFault.NOT_TEXTS
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            return OptionFault.NOT_A_NUMBER
        if self.kind is OptionKind.INT and not isinstance(value, int):
            return OptionFault.NOT_WHOLE
        if value < self.minimum:
            return OptionFault.TOO_SMALL
        if value > self.maximum:
            return OptionFault.TOO_LARGE
        return OptionFault.ZERO if self.name == "num_predict" and value == 0 else None


def _float(name: str, default: float, maximum: float, step: float = 0.05, minimum: float = 0.0) -> OptionSpec:
    return OptionSpec(name, OptionKind.FLOAT, OptionGroup.SAMPLING, default, minimum, maximum, step)


def _int(
    name: str,
    group: OptionGroup,
    default: int | None,
    minimum: int,
    maximum: int,
    *,
    slider_to: int | None = None,
    reloads: bool = False,
) -> OptionSpec:
    return OptionSpec(name, OptionKind.INT, group, default, minimum, maximum, 1.0, slider_to, reloads)


_MOST = 2**31 - 1

OPTIONS: Mapping[str, OptionSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            _float("temperature", 0.8, 2.0),
            _float("top_p", 0.9, 1.0),
            _int("top_k", OptionGroup.SAMPLING, 40, 0, _MOST, slider_to=200),
            _float("min_p", 0.0, 1.0, 0.01),
            _float("typical_p", 1.0, 1.0),
            _float("repeat_penalty", 1.0, 2.0),
            _int("repeat_last_n", OptionGroup.SAMPLING, 64, -1, _MOST, slider_to=512),
            _float("presence_penalty", 0.0, 2.0, minimum=-2.0),
            _float("frequency_penalty", 0.0, 2.0, minimum=-2.0),
            _int("seed", OptionGroup.SAMPLING, -1, -1, _MOST),
            OptionSpec("stop", OptionKind.STRINGS, OptionGroup.SAMPLING, None),
            _int("num_ctx", OptionGroup.LIMITS, None, 4, _MOST, slider_to=131_072, reloads=True),
            _int("num_predict", OptionGroup.LIMITS, -1, -2, _MOST, slider_to=8_192),
            _int("num_keep", OptionGroup.LIMITS, 4, -1, _MOST, slider_to=1_024),
            _int("num_batch", OptionGroup.LOADING, 512, 1, _MOST, slider_to=2_048, reloads=True),
            _int("num_gpu", OptionGroup.LOADING, -1, -1, _MOST, slider_to=128, reloads=True),
            _int("main_gpu", OptionGroup.LOADING, None, 0, 64, reloads=True),
            _int("num_thread", OptionGroup.LOADING, 0, 0, 1_024, slider_to=64, reloads=True),
            OptionSpec("use_mmap", OptionKind.BOOL, OptionGroup.LOADING, None, reloads=True),
            _int("draft_num_predict", OptionGroup.LOADING, None, 0, 64, reloads=True),
        )
    }
)
"""Every option of the API by its name, in the order in which they are shown."""

_PARAMETER_LINE = re.compile(r"^\s*(\S+)\s+(.*?)\s*$")


def model_defaults(parameters: str) -> dict[str, OptionValue]:
    """The options that a model sets for itself.

    Args:
        parameters: the text `show.parameters`: a name and a value per line, `stop` once for each text, which
            may be in double quotes. Names that are no option, and values that cannot be read, are left out.
    """
    found: dict[str, OptionValue] = {}
    stops: list[str] = []
    for line in parameters.splitlines():
        match = _PARAMETER_LINE.match(line)
        if match is None or (spec := OPTIONS.get(match[1])) is None:
            continue
        text = match[2]
        if spec.kind is OptionKind.STRINGS:
            stops.append(_unquoted(text))
        elif (value := _value_of(spec, text)) is not None:
            found[spec.name] = value
    if stops:
        found["stop"] = tuple(stops)
    return found


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _value_of(spec: OptionSpec, text: str) -> OptionValue | None:
    if spec.kind is OptionKind.BOOL:
        return {"true": True, "false": False}.get(text.lower())
    try:
        number = float(text)
        return int(number) if spec.kind is OptionKind.INT else number
    except (ValueError, OverflowError):
        return None
