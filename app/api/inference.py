"""Calls that run a model: chat, generate, embed."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from app.api import wire
from app.api.body import chat_body, chat_body_in_slices, embed_body, generate_body, json_body
from app.api.caller import Caller
from app.api.sender import Rest
from app.domain.chat import ChatDelta, ChatRequest, GenerateDelta, GenerateRequest, KeepAlive
from app.domain.embedding import Embeddings, EmbedRequest


class InferenceCalls(Caller):
    """Chat, generate and embed. A model that is not in memory is loaded first, in silence."""

    async def chat(self, request: ChatRequest) -> ChatDelta:
        """One whole reply, without streaming."""
        call = self._long("/api/chat", chat_body(request, stream=False), request.model)
        return await self._transport.object(call, wire.read_chat)

    async def chat_deltas(
        self, request: ChatRequest, rest: Rest | None = None
    ) -> AsyncGenerator[ChatDelta, None]:
        """Stream one reply of the model.

        Args:
            request: images as raw bytes, encoded here; no messages: load (or unload) only.
            rest: a pause to take between what came and what comes next: see `Response.read`.

        Yields:
            Deltas in order; `content` may be empty; only the last has `done`, and it may still carry text.

        Raises:
            OllamaError: any of the tree, also in the middle; `ConnectionLost` when it ends without `done`.

        Source: Ollama API reference, "Generate a chat completion".
        """
        body = await chat_body_in_slices(request, stream=True)  # a long chat takes as long as some frames
        call = self._long("/api/chat", body, request.model)
        transport = self._transport
        async with aclosing(transport.objects(call, wire.read_chat, _is_last, rest=rest)) as deltas:
            async for delta in deltas:
                yield delta

    async def generate(self, request: GenerateRequest) -> GenerateDelta:
        """One whole completion, without streaming."""
        call = self._long("/api/generate", generate_body(request, stream=False), request.model)
        return await self._transport.object(call, wire.read_generate)

    async def generate_deltas(self, request: GenerateRequest) -> AsyncGenerator[GenerateDelta, None]:
        """Stream one completion; as `chat_deltas`.

        Source: Ollama API reference, "Generate a completion".
        """
        call = self._long("/api/generate", generate_body(request, stream=True), request.model)
        transport = self._transport
        async with aclosing(transport.objects(call, wire.read_generate, _is_last)) as deltas:
            async for delta in deltas:
                yield delta

    async def load(self, model: str, keep_alive: KeepAlive | None = None) -> None:
        """Bring a model into memory and wait until it is there, for minutes if need be."""
        await self.generate(GenerateRequest(model, keep_alive=keep_alive))

    async def unload(self, model: str) -> None:
        """Put a model out of memory. Answered at once; the memory is free some seconds later."""
        await self.generate(GenerateRequest(model, keep_alive=0))

    async def embed(self, request: EmbedRequest) -> Embeddings:
        """Turn texts into vectors.

        Returns:
            A matrix of shape (inputs, dimensions), rows of unit length; no rows for an empty input.

        Raises:
            OllamaError: any of the tree; one text that cannot be embedded fails the whole call.

        Source: Ollama API reference, "Generate Embeddings" (since v0.2.6).
        """
        call = self._long("/api/embed", embed_body(request), request.model)
        return await self._transport.object(call, wire.read_embed)

    async def embeddings(
        self,
        model: str,
        prompt: str,
        *,
        options: Mapping[str, Any] | None = None,
        keep_alive: KeepAlive | None = None,
    ) -> list[float]:
        """Turn one text into a vector, as servers before v0.2.6 do it; use `embed` with others.

        Returns:
            The vector, **not** of unit length; empty for an empty prompt.

        Source: Ollama API reference, "Generate Embedding" (superseded).
        """
        fields: dict[str, Any] = {"model": model, "prompt": prompt}
        if options is not None:
            fields["options"] = options
        if keep_alive is not None:
            fields["keep_alive"] = keep_alive
        call = self._long("/api/embeddings", json_body(fields), model)
        return await self._transport.object(call, wire.read_embeddings)


def _is_last(delta: ChatDelta | GenerateDelta) -> bool:
    """Whether a stream may end after this one; a rendered prompt comes alone and without `done`."""
    return delta.done or delta.rendered_template is not None
