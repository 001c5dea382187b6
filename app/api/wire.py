"""Replies of the server as values of `domain`: the only place that knows the JSON field names of answers.

Unknown fields are ignored, missing required ones are a `BadReply`. Source of names and meanings: Ollama API
reference and the server's `api/types.go`.
"""

from collections.abc import Mapping
from typing import Any

from app.api.errors import ApiError
from app.api.fields import Fields
from app.domain.account import (
    Account,
    ModelRecommendation,
    ModelRecommendations,
    ServerStatus,
    trusted_signin_url,
)
from app.domain.chat import ChatDelta, ChatMessage, GenerateDelta, ReplyStats, TokenLogprob, ToolCall
from app.domain.embedding import Embeddings
from app.domain.model_info import ModelDetails, ModelShow, ModelSummary, ModelTensor, RunningModel
from app.domain.transfer import TransferProgress
from app.domain.units import is_for_ever


def raise_error_of(reply: Mapping[str, Any], status: int | None = None) -> None:
    """Raise the `ApiError` of an object that carries a non-empty `error`; do nothing for others.

    `error` is a text in the server's own errors; relayed ones can bring an object, whose `message` is taken.
    A `signin_url` is dropped unless it leads to ollama.com.
    """
    error = reply.get("error")
    if not error:
        return
    if isinstance(error, dict):
        error = error.get("message") or error
    signin_url = reply.get("signin_url")
    link = trusted_signin_url(signin_url) if isinstance(signin_url, str) else ""
    raise ApiError(status, str(error), signin_url=link)


def read_version(reply: Mapping[str, Any]) -> str:
    return Fields(reply).required_text("version")


def read_tags(reply: Mapping[str, Any]) -> tuple[ModelSummary, ...]:
    """The rows of `/api/tags`, newest first, then by name (the server leaves rows of one second unsorted)."""
    models = map(_read_summary, Fields(reply).required_objects("models"))
    by_name = sorted(models, key=lambda model: model.name)
    return tuple(sorted(by_name, key=_modified_s, reverse=True))


def _modified_s(model: ModelSummary) -> float:
    return model.modified_at.timestamp() if model.modified_at else float("-inf")


def _read_summary(row: Fields) -> ModelSummary:
    return ModelSummary(
        name=row.text("name") or row.required_text("model"),
        digest=row.text("digest"),
        size_bytes=row.count("size"),
        modified_at=row.time("modified_at"),
        details=_read_details(row.object("details")),
        capabilities=row.texts("capabilities") if "capabilities" in row else None,
        remote_model=row.text("remote_model"),
        remote_host=row.text("remote_host"),
    )


def _read_details(details: Fields) -> ModelDetails:
    return ModelDetails(
        parent_model=details.text("parent_model"),
        format=details.text("format"),
        family=details.text("family"),
        families=details.texts("families"),
        parameter_size=details.text("parameter_size"),
        quantization_level=details.text("quantization_level"),
        context_length=details.optional_count("context_length"),
        embedding_length=details.optional_count("embedding_length"),
    )


def read_show(reply: Mapping[str, Any]) -> ModelShow:
    """The answer of `/api/show`.

    Raises:
        BadReply: also when it has none of the parts that every answer has.
    """
    show = Fields(reply)
    if not any(key in show for key in ("details", "model_info", "modelfile", "capabilities")):
        raise show.bad("not the description of a model")
    return ModelShow(
        details=_read_details(show.object("details")),
        license=show.text("license"),
        modelfile=show.text("modelfile"),
        parameters=show.text("parameters"),
        template=show.text("template"),
        system=show.text("system"),
        renderer=show.text("renderer"),
        parser=show.text("parser"),
        requires=show.text("requires"),
        messages=tuple(
            ChatMessage(turn.text("role"), turn.text("content")) for turn in show.objects("messages")
        ),
        model_info=show.mapping("model_info"),
        projector_info=show.mapping("projector_info"),
        tensors=tuple(
            ModelTensor(tensor.text("name"), tensor.text("type"), tensor.counts("shape"))
            for tensor in show.objects("tensors")
        ),
        capabilities=show.texts("capabilities") if "capabilities" in show else None,
        modified_at=show.time("modified_at"),
        remote_model=show.text("remote_model"),
        remote_host=show.text("remote_host"),
    )


def read_ps(reply: Mapping[str, Any]) -> tuple[RunningModel, ...]:
    """The rows of `/api/ps` in the server's order: longest-lived first."""
    return tuple(map(_read_running, Fields(reply).required_objects("models")))


def _read_running(row: Fields) -> RunningModel:
    expires_at = row.time("expires_at")
    return RunningModel(
        name=row.text("name") or row.required_text("model"),
        digest=row.text("digest"),
        size_bytes=max(0, row.count("size")),
        size_vram_bytes=max(0, row.count("size_vram")),
        expires_at=None if expires_at and is_for_ever(expires_at) else expires_at,
        context_length=row.optional_count("context_length"),
        details=_read_details(row.object("details")),
    )


def read_chat(reply: Mapping[str, Any]) -> ChatDelta:
    """One object of a chat reply, streamed or whole.

    Raises:
        ApiError: the object is an error line (status None).
        BadReply: neither a message, nor the end, nor a rendered prompt.
    """
    raise_error_of(reply)
    fields = Fields(reply)
    done = fields.flag("done")
    rendered = _read_rendered(fields)
    if "message" not in fields and not done and rendered is None:
        raise fields.bad("message is missing")
    message = fields.object("message")
    return ChatDelta(
        model=fields.text("model"),
        created_at=fields.time("created_at"),
        content=message.text("content"),
        thinking=message.text("thinking"),
        tool_calls=_read_tool_calls(message),
        logprobs=_read_logprobs(fields, "logprobs"),
        done=done,
        done_reason=fields.text("done_reason"),
        stats=_read_stats(fields) if done else None,
        remote_model=fields.text("remote_model"),
        remote_host=fields.text("remote_host"),
        rendered_template=rendered,
    )


def read_generate(reply: Mapping[str, Any]) -> GenerateDelta:
    """One object of a generate reply, streamed or whole.

    Raises:
        ApiError: the object is an error line (status None).
        BadReply: neither text, nor the end, nor a rendered prompt.
    """
    raise_error_of(reply)
    fields = Fields(reply)
    done = fields.flag("done")
    rendered = _read_rendered(fields)
    if "response" not in fields and "thinking" not in fields and not done and rendered is None:
        raise fields.bad("response is missing")
    return GenerateDelta(
        model=fields.text("model"),
        created_at=fields.time("created_at"),
        response=fields.text("response"),
        thinking=fields.text("thinking"),
        tool_calls=_read_tool_calls(fields),
        logprobs=_read_logprobs(fields, "logprobs"),
        done=done,
        done_reason=fields.text("done_reason"),
        context=fields.counts("context"),
        stats=_read_stats(fields) if done else None,
        rendered_template=rendered,
    )


def read_embed(reply: Mapping[str, Any]) -> Embeddings:
    """The answer of `/api/embed`."""
    fields = Fields(reply)
    return Embeddings(
        model=fields.text("model"),
        matrix=fields.matrix("embeddings"),
        total_ns=fields.count("total_duration"),
        load_ns=fields.count("load_duration"),
        prompt_tokens=fields.count("prompt_eval_count"),
    )


def read_embeddings(reply: Mapping[str, Any]) -> list[float]:
    """The answer of `/api/embeddings`."""
    return Fields(reply).vector("embedding")


def read_progress(reply: Mapping[str, Any]) -> TransferProgress:
    """One object of a pull, push or create.

    Raises:
        ApiError: the object is an error line (status None); the usual way for these to fail.
        BadReply: it says nothing of what is done.
    """
    raise_error_of(reply)
    fields = Fields(reply)
    if "status" not in fields and "digest" not in fields:
        raise fields.bad("status is missing")
    return TransferProgress(
        status=fields.text("status"),
        digest=fields.text("digest"),
        total_bytes=fields.count("total"),
        completed_bytes=fields.count("completed"),
    )


def read_account(reply: Mapping[str, Any]) -> Account:
    """The answer of `/api/me`."""
    fields = Fields(reply)
    return Account(
        name=fields.required_text("name"),
        id=fields.text("id"),
        email=fields.text("email"),
        bio=fields.text("bio"),
        avatar_url=fields.text("avatarurl"),
        first_name=fields.text("firstname"),
        last_name=fields.text("lastname"),
        plan=fields.text("plan"),
    )


def read_status(reply: Mapping[str, Any]) -> ServerStatus:
    """The answer of `/api/status`; one that says nothing of the cloud is that of an unknown server."""
    fields = Fields(reply)
    if "cloud" not in fields:
        return ServerStatus()
    cloud = fields.object("cloud")
    return ServerStatus(cloud.flag("disabled"), cloud.text("source"))


def read_recommendations(reply: Mapping[str, Any]) -> ModelRecommendations:
    """The answer of `/api/experimental/model-recommendations`."""
    return ModelRecommendations(
        tuple(
            ModelRecommendation(
                model=row.required_text("model"),
                description=row.text("description"),
                context_length=row.count("context_length"),
                max_output_tokens=row.count("max_output_tokens"),
                vram_bytes=row.count("vram_bytes"),
                required_plan=row.text("required_plan"),
            )
            for row in Fields(reply).required_objects("recommendations")
        )
    )


def _read_rendered(fields: Fields) -> str | None:
    return fields.object("_debug_info").text("rendered_template") if "_debug_info" in fields else None


def _read_tool_calls(fields: Fields) -> tuple[ToolCall, ...]:
    return tuple(_read_tool_call(call) for call in fields.objects("tool_calls"))


def _read_tool_call(call: Fields) -> ToolCall:
    # Few replies have calls.
    from app.domain.tool_calls import is_too_deep

    function = call.object("function")
    arguments = function.mapping("arguments")
    if is_too_deep(arguments):
        raise function.bad("arguments are nested too deep")
    return ToolCall(
        name=function.required_text("name"),
        arguments=arguments,
        id=call.text("id"),
        index=function.optional_count("index"),
    )


def _read_logprobs(fields: Fields, key: str) -> tuple[TokenLogprob, ...]:
    return tuple(
        TokenLogprob(
            token=token.text("token"),
            logprob=token.number("logprob"),
            bytes=token.counts("bytes"),
            top=_read_logprobs(token, "top_logprobs"),
        )
        for token in fields.objects(key)
    )


def _read_stats(fields: Fields) -> ReplyStats | None:
    """The counters of a last object; None where it brings none (load, unload)."""
    stats = ReplyStats(
        total_ns=fields.count("total_duration"),
        load_ns=fields.count("load_duration"),
        prompt_tokens=fields.count("prompt_eval_count"),
        prompt_ns=fields.count("prompt_eval_duration"),
        reply_tokens=fields.count("eval_count"),
        reply_ns=fields.count("eval_duration"),
    )
    return None if stats == ReplyStats() else stats
