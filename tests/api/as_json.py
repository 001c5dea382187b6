"""Values of the client written back as the JSON object they were read from, by rules of their own.

The replay tests compare the result with the recorded line: whatever a reader drops, renames or rounds shows.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.account import ServerStatus
from app.domain.chat import ChatDelta, GenerateDelta, ReplyStats, TokenLogprob, ToolCall
from app.domain.embedding import Embeddings
from app.domain.model_info import ModelDetails, ModelShow, ModelSummary, RunningModel
from app.domain.transfer import TransferProgress


def chat(delta: ChatDelta) -> dict[str, Any]:
    message = _full(
        role="assistant",
        content=delta.content,
        thinking=delta.thinking or None,
        tool_calls=_calls(delta.tool_calls),
    )
    return _full(model=delta.model, created_at=_time(delta.created_at), message=message, **_end(delta))


def generate(delta: GenerateDelta) -> dict[str, Any]:
    if delta.rendered_template is not None:
        extra: dict[str, Any] = {"_debug_info": {"rendered_template": delta.rendered_template}}
    else:
        extra = {"thinking": delta.thinking or None, "context": list(delta.context) or None}
        extra["tool_calls"] = _calls(delta.tool_calls)
    created = _time(delta.created_at)
    return _full(model=delta.model, created_at=created, response=delta.response, **extra, **_end(delta))


def _end(delta: ChatDelta | GenerateDelta) -> dict[str, Any]:
    stats = delta.stats or ReplyStats()
    return {
        "done": delta.done,
        "done_reason": delta.done_reason or None,
        "logprobs": [_logprob(token) for token in delta.logprobs] or None,
        "total_duration": stats.total_ns or None,
        "load_duration": stats.load_ns or None,
        "prompt_eval_count": stats.prompt_tokens or None,
        "prompt_eval_duration": stats.prompt_ns or None,
        "eval_count": stats.reply_tokens or None,
        "eval_duration": stats.reply_ns or None,
    }


def _calls(calls: Sequence[ToolCall]) -> list[Any] | None:
    return [
        _full(id=call.id or None, function=_full(index=call.index, name=call.name, arguments=call.arguments))
        for call in calls
    ] or None


def _logprob(token: TokenLogprob) -> dict[str, Any]:
    top = [_logprob(other) for other in token.top] or None
    return _full(token=token.token, logprob=token.logprob, bytes=list(token.bytes), top_logprobs=top)


def tags(models: Sequence[ModelSummary]) -> dict[str, Any]:
    return {
        "models": [
            _full(
                name=model.name,
                model=model.name,
                modified_at=_time(model.modified_at),
                size=model.size_bytes,
                digest=model.digest,
                details=_details(model.details),
                capabilities=_list(model.capabilities),
            )
            for model in models
        ]
    }


def ps(models: Sequence[RunningModel]) -> dict[str, Any]:
    return {
        "models": [
            _full(
                name=model.name,
                model=model.name,
                size=model.size_bytes,
                digest=model.digest,
                details=_details(model.details),
                expires_at=_time(model.expires_at),
                size_vram=model.size_vram_bytes,
                context_length=model.context_length,
            )
            for model in models
        ]
    }


def show(model: ModelShow) -> dict[str, Any]:
    tensors = [{"name": each.name, "type": each.type, "shape": list(each.shape)} for each in model.tensors]
    turns = [{"role": turn.role, "content": turn.content} for turn in model.messages]
    return _full(
        license=model.license or None,
        modelfile=model.modelfile,
        parameters=model.parameters or None,
        template=model.template,
        system=model.system or None,
        details=_details(model.details),
        messages=turns or None,
        model_info=dict(model.model_info),
        tensors=tensors,
        capabilities=_list(model.capabilities),
        modified_at=_time(model.modified_at),
    )


def version(version: str) -> dict[str, Any]:
    return {"version": version}


def status(status: ServerStatus) -> dict[str, Any]:
    return {"cloud": {"disabled": status.cloud_disabled, "source": status.source}}


def embed(embeddings: Embeddings) -> dict[str, Any]:
    return _full(
        model=embeddings.model,
        embeddings=embeddings.matrix,
        total_duration=embeddings.total_ns or None,
        load_duration=embeddings.load_ns or None,
        prompt_eval_count=embeddings.prompt_tokens or None,
    )


def embeddings(vector: list[float]) -> dict[str, Any]:
    return {"embedding": vector}


def progress(progress: TransferProgress) -> dict[str, Any]:
    return _full(
        status=progress.status,
        digest=progress.digest or None,
        total=progress.total_bytes or None,
        completed=progress.completed_bytes or None,
    )


def nothing(_: object) -> dict[str, Any]:
    """Calls that are answered by nothing give no value to write."""
    raise AssertionError


def _details(details: ModelDetails) -> dict[str, Any]:
    return _full(
        parent_model=details.parent_model,
        format=details.format,
        family=details.family,
        families=list(details.families),
        parameter_size=details.parameter_size,
        quantization_level=details.quantization_level,
        context_length=details.context_length,
        embedding_length=details.embedding_length,
    )


def _list(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else list(values)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _full(**fields: Any) -> dict[str, Any]:
    """The fields that the server writes: it leaves out what is absent."""
    return {key: value for key, value in fields.items() if value is not None}


def with_microseconds(value: Any) -> Any:
    """A recorded object with its times cut (or filled) to the six digits a datetime holds."""
    if isinstance(value, Mapping):
        return {
            key: _microseconds(item) if key.endswith("_at") else with_microseconds(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [with_microseconds(item) for item in value]
    return value


def _microseconds(time: str) -> str:
    body, _, fraction = time.removesuffix("Z").partition(".")
    return f"{body}.{fraction[:6].ljust(6, '0')}Z"
