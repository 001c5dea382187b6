"""Options of a model and of a request: checked, merged and turned into what a worker wants.

Names, defaults and error texts as in the Ollama API reference.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.errors import Refusal
from app.engine.machine import default_threads

DEFAULT_CONTEXT = 4096
LEAST_CONTEXT = 4
MOST_THREADS = 512  # GGML_MAX_N_THREADS

_FLOATS = {
    "temperature": 0.8,
    "top_p": 0.9,
    "min_p": 0.0,
    "typical_p": 1.0,
    "repeat_penalty": 1.0,
    "presence_penalty": 0.0,
    "frequency_penalty": 0.0,
}
_BOOLEANS = frozenset({"use_mmap"})
_DEFAULTS: dict[str, Any] = _FLOATS | {
    "num_ctx": 0,
    "num_batch": 512,
    "num_gpu": -1,
    "num_thread": 0,
    "num_keep": 4,
    "seed": -1,
    "num_predict": -1,
    "top_k": 40,
    "repeat_last_n": 64,
    "stop": [],
}
_INTEGERS = frozenset(_DEFAULTS) - _FLOATS.keys() - {"stop"} | {"main_gpu", "draft_num_predict"}
_INT32 = 2**31 - 1
_FLOAT32 = 3.4e38


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What needs another worker when it changes; lengths in tokens, `gpu_layers` -1 for automatic."""

    context: int
    batch: int
    threads: int
    gpu_layers: int


def merge_options(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """The built-in defaults under the layers given, later ones winning; unknown names are dropped.

    Raises:
        Refusal: 500 for a wrong type, with the server's own text.
    """
    merged = dict(_DEFAULTS)
    for layer in layers:
        for name, value in layer.items():
            if value is not None:
                checked = _checked(name, value)
                if checked is not None:
                    merged[name] = checked
    return merged


def load_options(options: Mapping[str, Any], trained_context: int) -> LoadOptions:
    """The part of merged options that a worker is started with; the context capped at the trained length."""
    context = options["num_ctx"] if options["num_ctx"] > 0 else DEFAULT_CONTEXT
    threads = options["num_thread"] if options["num_thread"] > 0 else default_threads()
    return LoadOptions(
        context=max(LEAST_CONTEXT, min(context, trained_context or context)),
        batch=max(1, min(options["num_batch"], 1 << 16)),
        threads=min(threads, MOST_THREADS),
        gpu_layers=max(-1, options["num_gpu"]),
    )


def sampling(options: Mapping[str, Any]) -> dict[str, Any]:
    """The part of merged options that goes with each request, in llama.cpp's names."""
    values = {name: options[name] for name in _FLOATS}
    # Zero or less means no limit; the worker then ends at the end of its context.
    predict = options["num_predict"] if options["num_predict"] > 0 else -1
    return values | {
        "top_k": options["top_k"],
        "repeat_last_n": options["repeat_last_n"],
        "seed": options["seed"],
        "stop": options["stop"],
        "n_keep": options["num_keep"],
        "n_predict": predict,
        "max_tokens": predict,
        "cache_prompt": True,
    }


def _checked(name: str, value: Any) -> Any:
    if name in _INTEGERS:
        return int(max(-_INT32, min(_number(name, value, "integer"), _INT32)))
    if name in _FLOATS:
        return float(max(-_FLOAT32, min(_number(name, value, "float32"), _FLOAT32)))
    if name in _BOOLEANS and not isinstance(value, bool):
        raise Refusal(500, f'option "{name}" must be of type boolean')
    if name == "stop":
        if not isinstance(value, list):
            raise Refusal(500, 'option "stop" must be of type array')
        if not all(isinstance(one, str) for one in value):
            raise Refusal(500, 'option "stop" must be of an array of strings')
        return value
    return None


def _number(name: str, value: Any, kind: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value in (math.inf, -math.inf):
        raise Refusal(500, f'option "{name}" must be of type {kind}')
    return value
