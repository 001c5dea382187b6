"""The conformance suite driven by the official `ollama` Python package."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ollama

from tests.conformance.driver import Messages, Piece, Refusal, Row, Running, Shown, Step

FOR_EVER_YEAR = 2300


@contextmanager
def refusals() -> Iterator[None]:
    """The package's errors in the suite's words; -1 is its word for an error inside a stream."""
    try:
        yield
    except ollama.ResponseError as error:
        raise Refusal(None if error.status_code == -1 else error.status_code, error.error) from error


class OfficialDriver:
    """`ollama.AsyncClient`."""

    lacks = frozenset({"version", "has_blob", "me", "status", "recommendations"})

    def __init__(self, url: str, token: str | None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = ollama.AsyncClient(host=url, headers=headers, trust_env=False)
        self._others: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        self._others = asyncio.all_tasks()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()
        # A stream that is left early leaves its inner generators to the collector, each closed in a task.
        await asyncio.gather(*(asyncio.all_tasks() - self._others), return_exceptions=True)

    async def tags(self) -> list[Row]:
        with refusals():
            return [
                Row(
                    model.model or "",
                    model.digest or "",
                    model.size or 0,
                    (model.details and model.details.family) or "",
                    (model.details and model.details.quantization_level) or "",
                    model.modified_at,
                )
                for model in (await self._client.list()).models
            ]

    async def show(self, model: str) -> Shown:
        with refusals():
            shown = await self._client.show(model)
        info = shown.modelinfo or {}
        return Shown(
            (shown.details and shown.details.family) or "",
            tuple(shown.capabilities or ()),
            int(info.get(f"{info.get('general.architecture')}.context_length", 0)),
            shown.parameters or "",
            shown.template or "",
            shown.modelfile or "",
        )

    async def ps(self) -> list[Running]:
        with refusals():
            return [
                Running(
                    model.model or "",
                    model.digest or "",
                    model.size or 0,
                    _unless_for_ever(model.expires_at),
                    model.context_length,
                )
                for model in (await self._client.ps()).models
            ]

    async def chat(self, model: str, messages: Messages, **fields: Any) -> Piece:
        with refusals():
            return _chat_piece(await self._client.chat(model, messages, **fields))

    async def chat_pieces(self, model: str, messages: Messages, **fields: Any) -> AsyncGenerator[Piece, None]:
        with refusals():
            async with aclosing(await self._client.chat(model, messages, stream=True, **fields)) as objects:
                async for each in objects:
                    yield _chat_piece(each)

    async def generate(self, model: str, prompt: str, **fields: Any) -> Piece:
        with refusals():
            return _generate_piece(await self._client.generate(model, prompt, **fields))

    async def generate_pieces(self, model: str, prompt: str, **fields: Any) -> AsyncGenerator[Piece, None]:
        with refusals():
            async with aclosing(await self._client.generate(model, prompt, stream=True, **fields)) as objects:
                async for each in objects:
                    yield _generate_piece(each)

    async def embed(self, model: str, texts: str | list[str], dimensions: int | None = None) -> list[Any]:
        with refusals():
            reply = await self._client.embed(model, texts, dimensions=dimensions)
        return [list(row) for row in reply.embeddings]

    async def embeddings(self, model: str, text: str) -> list[float]:
        with refusals():
            return list((await self._client.embeddings(model, text)).embedding)

    async def copy(self, source: str, destination: str) -> None:
        with refusals():
            await self._client.copy(source, destination)

    async def delete(self, model: str) -> None:
        with refusals():
            await self._client.delete(model)

    async def create_steps(self, model: str, **fields: Any) -> AsyncGenerator[Step, None]:
        async for step in _steps(self._client.create(model, stream=True, **fields)):
            yield step

    async def pull_steps(self, model: str) -> AsyncGenerator[Step, None]:
        async with aclosing(_steps(self._client.pull(model, stream=True))) as steps:
            async for step in steps:
                yield step

    async def push_steps(self, model: str) -> AsyncGenerator[Step, None]:
        async for step in _steps(self._client.push(model, stream=True)):
            yield step

    async def upload(self, path: Path) -> str:
        with refusals():
            return await self._client.create_blob(path)

    async def version(self) -> str:
        raise AssertionError("the package cannot ask for the version")

    async def has_blob(self, digest: str) -> bool:
        raise AssertionError("the package cannot ask for a blob")

    async def account_name(self) -> str:
        raise AssertionError("the package cannot ask for the account")

    async def cloud_is_off(self) -> bool:
        raise AssertionError("the package cannot ask for the status")

    async def recommended(self) -> list[str]:
        raise AssertionError("the package cannot ask for recommendations")


def _unless_for_ever(moment: datetime | None) -> datetime | None:
    return None if moment and moment.year > FOR_EVER_YEAR else moment


def _chat_piece(reply: ollama.ChatResponse) -> Piece:
    calls = reply.message.tool_calls or ()
    return Piece(
        reply.message.content or "",
        reply.message.thinking or "",
        tuple((call.function.name, call.function.arguments) for call in calls),
        *_end(reply),
    )


def _generate_piece(reply: ollama.GenerateResponse) -> Piece:
    return Piece(reply.response or "", reply.thinking or "", (), *_end(reply))


def _end(reply: ollama.ChatResponse | ollama.GenerateResponse) -> tuple[bool, str, int, int]:
    reason = reply.done_reason or ""
    return bool(reply.done), reason, reply.prompt_eval_count or 0, reply.eval_count or 0


async def _steps(job: Any) -> AsyncGenerator[Step, None]:
    with refusals():
        async with aclosing(await job) as objects:
            async for each in objects:
                yield Step(each.status or "", each.digest or "", each.total or 0, each.completed or 0)
