"""The conformance suite driven by the client of the program."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.api.client import OllamaClient
from app.api.errors import ApiError
from app.api.hosts import parse_address
from app.domain.chat import ChatDelta, ChatMessage, ChatRequest, GenerateDelta, GenerateRequest, ToolCall
from app.domain.create import CreateRequest
from app.domain.embedding import EmbedRequest
from app.domain.transfer import TransferProgress
from tests.conformance.driver import Messages, Piece, Refusal, Row, Running, Shown, Step


@contextmanager
def refusals() -> Iterator[None]:
    """Our errors in the suite's words."""
    try:
        yield
    except ApiError as error:
        raise Refusal(error.status, error.message) from error


class OurDriver:
    """`OllamaClient`, with a method for every endpoint."""

    lacks: frozenset[str] = frozenset()

    def __init__(self, url: str, token: str | None) -> None:
        self._client = OllamaClient(parse_address(url), token=token)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def version(self) -> str:
        with refusals():
            return await self._client.version()

    async def tags(self) -> list[Row]:
        with refusals():
            return [
                Row(
                    model.name,
                    model.digest,
                    model.size_bytes,
                    model.details.family,
                    model.details.quantization_level,
                    model.modified_at,
                )
                for model in await self._client.tags()
            ]

    async def show(self, model: str) -> Shown:
        with refusals():
            shown = await self._client.show(model)
        family = str(shown.model_info.get("general.architecture", ""))
        return Shown(
            shown.details.family,
            shown.capabilities or (),
            int(shown.model_info.get(f"{family}.context_length", 0)),
            shown.parameters,
            shown.template,
            shown.modelfile,
        )

    async def ps(self) -> list[Running]:
        with refusals():
            return [
                Running(model.name, model.digest, model.size_bytes, model.expires_at, model.context_length)
                for model in await self._client.ps()
            ]

    async def chat(self, model: str, messages: Messages, **fields: Any) -> Piece:
        with refusals():
            return _piece(await self._client.chat(_chat(model, messages, fields)))

    async def chat_pieces(self, model: str, messages: Messages, **fields: Any) -> AsyncGenerator[Piece, None]:
        with refusals():
            async with aclosing(self._client.chat_deltas(_chat(model, messages, fields))) as deltas:
                async for delta in deltas:
                    yield _piece(delta)

    async def generate(self, model: str, prompt: str, **fields: Any) -> Piece:
        with refusals():
            return _piece(await self._client.generate(GenerateRequest(model, prompt=prompt, **fields)))

    async def generate_pieces(self, model: str, prompt: str, **fields: Any) -> AsyncGenerator[Piece, None]:
        request = GenerateRequest(model, prompt=prompt, **fields)
        with refusals():
            async with aclosing(self._client.generate_deltas(request)) as deltas:
                async for delta in deltas:
                    yield _piece(delta)

    async def embed(self, model: str, texts: str | list[str], dimensions: int | None = None) -> list[Any]:
        wanted = texts if isinstance(texts, str) else tuple(texts)
        with refusals():
            return (await self._client.embed(EmbedRequest(model, wanted, dimensions=dimensions))).matrix

    async def embeddings(self, model: str, text: str) -> list[float]:
        with refusals():
            return await self._client.embeddings(model, text)

    async def copy(self, source: str, destination: str) -> None:
        with refusals():
            await self._client.copy(source, destination)

    async def delete(self, model: str) -> None:
        with refusals():
            await self._client.delete(model)

    async def create_steps(self, model: str, **fields: Any) -> AsyncGenerator[Step, None]:
        async for step in _steps(self._client.create_progress(CreateRequest(model, **fields))):
            yield step

    async def pull_steps(self, model: str) -> AsyncGenerator[Step, None]:
        async with aclosing(_steps(self._client.pull_progress(model))) as steps:
            async for step in steps:
                yield step

    async def push_steps(self, model: str) -> AsyncGenerator[Step, None]:
        async for step in _steps(self._client.push_progress(model)):
            yield step

    async def upload(self, path: Path) -> str:
        with refusals():
            return (await self._client.upload_blob(path)).digest

    async def has_blob(self, digest: str) -> bool:
        with refusals():
            return await self._client.has_blob(digest)

    async def account_name(self) -> str:
        with refusals():
            return (await self._client.me()).name

    async def cloud_is_off(self) -> bool:
        with refusals():
            return bool((await self._client.status()).cloud_disabled)

    async def recommended(self) -> list[str]:
        with refusals():
            return [each.model for each in (await self._client.model_recommendations()).models]


def _chat(model: str, messages: Messages, fields: dict[str, Any]) -> ChatRequest:
    tools = tuple(fields.pop("tools", ()))
    return ChatRequest(model, tuple(_message(**message) for message in messages), tools=tools, **fields)


def _message(tool_calls: Any = (), **fields: Any) -> ChatMessage:
    calls = tuple(ToolCall(**call["function"]) for call in tool_calls)
    return ChatMessage(tool_calls=calls, **fields)


def _piece(delta: ChatDelta | GenerateDelta) -> Piece:
    return Piece(
        delta.content if isinstance(delta, ChatDelta) else delta.response,
        delta.thinking,
        tuple((call.name, call.arguments) for call in delta.tool_calls),
        delta.done,
        delta.done_reason,
        delta.stats.prompt_tokens if delta.stats else 0,
        delta.stats.reply_tokens if delta.stats else 0,
    )


async def _steps(progress: AsyncGenerator[TransferProgress, None]) -> AsyncGenerator[Step, None]:
    with refusals():
        async with aclosing(progress) as objects:
            async for each in objects:
                yield Step(each.status, each.digest, each.total_bytes, each.completed_bytes)
