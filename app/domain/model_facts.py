"""What the parameters of a chat must know of its model: its own values and what it can do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.chat import Think
from app.domain.failure import Failure
from app.domain.model_info import ModelShow, ModelSummary
from app.domain.options import OPTIONS, OptionValue, model_defaults

ON_OFF: tuple[Think, ...] = (False, True)
LEVELS: tuple[Think, ...] = ("low", "medium", "high")
_LEVEL_FAMILIES = frozenset({"gptoss", "gpt-oss"})
_LEVEL_MARKS = ("ThinkLevel", "reasoning_effort")
_OLD_REPEAT_PENALTY = 1.1
_REPEAT_PENALTY_CHANGED = (0, 32, 10)
_VERSION = re.compile(r"v?([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a server tells of one model; before it has, or when it does not, `is_known` is False.

    `defaults` are the values in force where a request has none: the model's own, else the server's; what
    the server decides by itself is not in it. `system` is the model's own system prompt. `think_choices`
    is empty for a model that cannot think; `default_think` is what it does unasked.
    """

    model: str = ""
    is_known: bool = False
    defaults: Mapping[str, OptionValue] = field(default_factory=dict)
    system: str = ""
    context_length: int | None = None
    think_choices: tuple[Think, ...] = ()
    default_think: Think = True
    failure: Failure | None = None
    capabilities: tuple[str, ...] | None = None  # None: the server does not tell them

    @property
    def can_think(self) -> bool:
        """Whether the model is known to think."""
        return bool(self.think_choices)


def facts_of(model: str, show: ModelShow, version: str) -> ModelFacts:
    """Read the facts from an answer of `/api/show`.

    Levels instead of on and off are known by the family or by a template that asks for them (Go templates:
    `.ThinkLevel`; Jinja: `reasoning_effort`). Source: ollama/ollama, template/template.go; the model card of
    gpt-oss, which cannot stop thinking completely.

    Args:
        version: of the server; some of its own defaults changed.
    """
    choices: tuple[Think, ...] = ()
    if "thinking" in (show.capabilities or ()):
        has_levels = show.details.family in _LEVEL_FAMILIES
        if not has_levels and any(mark in show.template for mark in _LEVEL_MARKS):
            choices = (False, *LEVELS)
        else:
            choices = LEVELS if has_levels else ON_OFF
    return ModelFacts(
        model,
        True,
        {**server_defaults(version), **model_defaults(show.parameters)},
        show.system,
        _context_length(show.model_info),
        choices,
        True if choices in ((), ON_OFF) else "medium",
        capabilities=show.capabilities,
    )


def is_blind(model: str, summary: ModelSummary | None, facts: ModelFacts) -> bool:
    """Whether it is known that images mean nothing to a model.

    Args:
        summary: its row of the list, which has no capabilities before v0.30.0.
        facts: of whatever model they are.
    """
    known = summary.capabilities if summary else None
    if known is None and facts.model == model:
        known = facts.capabilities
    return known is not None and "vision" not in known


def server_defaults(version: str) -> dict[str, OptionValue]:
    """The values that a server of that version takes by itself.

    Source: ollama/ollama releases, v0.32.10: `repeat_penalty` 1.0 instead of 1.1.
    """
    found = {name: spec.default for name, spec in OPTIONS.items() if spec.default is not None}
    match = _VERSION.match(version)
    number = tuple(int(part) for part in match.groups()) if match else _REPEAT_PENALTY_CHANGED
    if (0, 0, 0) < number < _REPEAT_PENALTY_CHANGED:
        found["repeat_penalty"] = _OLD_REPEAT_PENALTY
    return found


def _context_length(model_info: Mapping[str, object]) -> int | None:
    length = model_info.get(f"{model_info.get('general.architecture')}.context_length")
    return length if isinstance(length, int) and not isinstance(length, bool) and length > 0 else None
