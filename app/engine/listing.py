"""The answers of tags, show and ps."""

from collections.abc import Mapping
from typing import Any

from app.engine.facts import capabilities, details, memory_bytes
from app.engine.gguf import read_header
from app.engine.goform import local_after, quoted, timestamp
from app.engine.store import StoredModel
from app.engine.workers import LoadedModel

_TEMPLATE_KEY = "tokenizer.chat_template"


def tags_row(model: StoredModel) -> dict[str, Any]:
    """One model of `/api/tags`."""
    lengths = {
        "context_length": model.context_length,
        "embedding_length": model.header.of_architecture("embedding_length"),
    }
    return {
        "name": model.name.display,
        "model": model.name.display,
        "modified_at": timestamp(model.modified_at),
        "size": model.size_bytes,
        "digest": model.digest,
        "details": details(model.header) | {key: length for key, length in lengths.items() if length},
        "capabilities": capabilities(model.header, model.projector is not None),
    }


def ps_row(loaded: LoadedModel) -> dict[str, Any]:
    """One model of `/api/ps`."""
    model = loaded.model
    return {
        "name": model.name.display,
        "model": model.name.display,
        "size": memory_bytes(model.header, model.weights.stat().st_size, loaded.options.context),
        "digest": model.digest,
        "details": details(model.header),
        "expires_at": local_after(loaded.left_s),
        "size_vram": 0,
        "context_length": loaded.options.context,
    }


def show_answer(model: StoredModel, system: str, verbose: bool) -> dict[str, Any]:
    """The answer of `/api/show`; reads the file again for its arrays when `verbose`."""
    header = read_header(model.weights, arrays=True) if verbose else model.header
    template = model.template or header.text(_TEMPLATE_KEY)
    system = system or model.system
    texts = {
        "license": model.license.rstrip("\n"),
        "modelfile": _modelfile(model, template, system),
        "parameters": _parameters(model.params),
        "template": template,
        "system": system,
    }
    # The server leaves these two out as well.
    info = {key: header.pairs[key] for key in header.pairs if key not in ("general.name", _TEMPLATE_KEY)}
    rest: dict[str, Any] = {
        "details": details(header),
        "messages": list(model.messages),
        "model_info": dict(sorted((info | {"general.parameter_count": header.parameter_count}).items())),
        "tensors": [{"name": one.name, "type": one.type, "shape": list(one.shape)} for one in header.tensors],
        "capabilities": capabilities(header, model.projector is not None),
        "modified_at": timestamp(model.modified_at),
    }
    if not model.messages:
        del rest["messages"]
    return {key: text for key, text in texts.items() if text} | rest


def _parameters(params: Mapping[str, Any]) -> str:
    """One name and value per line; a list repeats the name."""
    lines = []
    for name, value in params.items():
        for one in value if isinstance(value, list) else [value]:
            shown = quoted(one) if isinstance(one, str) else str(one)
            lines.append(f"{name:<30} {shown}")
    return "\n".join(lines)


def _modelfile(model: StoredModel, template: str, system: str) -> str:
    lines = [f"# Modelfile of {model.name.display}", "", f"FROM {model.weights}"]
    if template:
        lines.append(f'TEMPLATE """{template}"""')
    if system:
        lines.append(f'SYSTEM """{system}"""')
    for name, value in model.params.items():
        lines += [f"PARAMETER {name} {one}" for one in (value if isinstance(value, list) else [value])]
    return "\n".join(lines) + "\n"
