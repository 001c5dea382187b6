"""A model that is being made up, as a text that outlives the program."""

import json
from dataclasses import dataclass, field
from typing import Any

from app.domain.chat import ChatMessage
from app.domain.model_draft import DraftFile, DraftSource, DraftStep, ModelDraft
from app.domain.options import OptionValue

_TEXTS = ("base", "folder", "adapter", "draft_model", "template", "system", "quantize", "renderer", "parser",
          "requires", "draft_quantize", "remote_host", "info", "name")  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What was filled in, and the step that was open. Of files only paths and names are kept.

    `modelfile` is a text that the steps have not taken, empty where there is none, `modelfile_path` its file.
    """

    draft: ModelDraft = field(default_factory=ModelDraft)
    step: DraftStep = DraftStep.SOURCE
    modelfile: str = ""
    modelfile_path: str = ""

    def to_text(self) -> str:
        """For keeping; empty where nothing is filled in."""
        draft = self.draft
        if draft == ModelDraft() and not self.modelfile:
            return ""
        kept: dict[str, Any] = {name: getattr(draft, name) for name in _TEXTS}
        kept |= {
            "step": self.step,
            "modelfile": self.modelfile,
            "modelfile_path": self.modelfile_path,
            "source": draft.source,
            "files": [[file.path, file.name] for file in draft.files],
            "parameters": dict(draft.parameters),
            "messages": [[message.role, message.content] for message in draft.messages],
            "licenses": draft.licenses,
        }
        return json.dumps({key: value for key, value in kept.items() if value})

    @classmethod
    def from_text(cls, text: str) -> "KeptDraft":
        """What was kept; what cannot be read is left out."""
        try:
            kept = json.loads(text or "{}")
            step, source = DraftStep(kept.get("step", "source")), DraftSource(kept.get("source", "model"))
        except (ValueError, AttributeError, RecursionError):
            return cls()
        texts = {name: kept[name] for name in _TEXTS if isinstance(kept.get(name), str)}
        parameters = kept.get("parameters")
        draft = ModelDraft(
            source=source,
            files=tuple(DraftFile(*pair) for pair in _pairs(kept.get("files"))),
            parameters=_options(parameters) if isinstance(parameters, dict) else {},
            messages=tuple(ChatMessage(*pair) for pair in _pairs(kept.get("messages"))),
            licenses=tuple(each for each in _list(kept.get("licenses")) if isinstance(each, str)),
            **texts,
        )
        typed = [kept.get(name) for name in ("modelfile", "modelfile_path")]
        return cls(draft, step, *(text if isinstance(text, str) else "" for text in typed))


def _options(kept: dict[str, Any]) -> dict[str, OptionValue]:
    found: dict[str, OptionValue] = {}
    for name, value in kept.items():
        if isinstance(value, bool | int | float | str):
            found[name] = value
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            found[name] = tuple(value)
    return found


def _pairs(value: object) -> list[tuple[str, str]]:
    pairs = [tuple(each) for each in _list(value) if isinstance(each, list)]
    return [(one, other) for one, other in (pair for pair in pairs if len(pair) == 2) if _texts(one, other)]


def _texts(*values: object) -> bool:
    return all(isinstance(value, str) for value in values)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
