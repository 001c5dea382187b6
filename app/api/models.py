"""Calls about models that a server has: list, describe, copy, delete."""

from collections.abc import Mapping
from typing import Any

from app.api import wire
from app.api.body import json_body
from app.api.caller import Caller
from app.domain.model_info import ModelShow, ModelSummary, RunningModel
from app.domain.running import RunningAnswer, parse_http_date


class ModelCalls(Caller):
    """What is installed and what is in memory."""

    async def tags(self) -> tuple[ModelSummary, ...]:
        """The installed models, newest first."""
        return await self._transport.object(self._lookup("GET", "/api/tags"), wire.read_tags)

    async def ps(self) -> tuple[RunningModel, ...]:
        """The models in memory, longest-lived first."""
        return await self._transport.object(self._lookup("GET", "/api/ps"), wire.read_ps)

    async def dated_ps(self) -> RunningAnswer:
        """As `ps`, with the time of the server's clock: `expires_at` is told by that clock."""
        models, date = await self._transport.dated_object(self._lookup("GET", "/api/ps"), wire.read_ps)
        return RunningAnswer(models, parse_http_date(date))

    async def show(
        self,
        model: str,
        verbose: bool = False,
        *,
        system: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> ModelShow:
        """Everything about one model.

        Args:
            model: its name.
            verbose: also the long arrays of `model_info` (many megabytes).
            system, options: laid over the model's own in the returned Modelfile.
        """
        fields: dict[str, Any] = {"model": model}
        if verbose:
            fields["verbose"] = True
        if system:
            fields["system"] = system
        if options is not None:
            fields["options"] = options
        call = self._lookup("POST", "/api/show", json_body(fields), model)
        return await self._transport.object(call, wire.read_show)

    async def copy(self, source: str, destination: str) -> None:
        """Give a model a second name, at once and without taking space. An existing one is overwritten.

        Raises:
            ApiError: 404 when there is no `source`, 400 for a name that is none.

        Source: Ollama API reference, "Copy a Model".
        """
        body = json_body({"source": source, "destination": destination})
        await self._transport.acknowledged(self._change("POST", "/api/copy", body, source))

    async def delete(self, model: str) -> None:
        """Remove a model. Layers that other models use stay, and an answer under way goes on to its end.

        Raises:
            ApiError: 404 when there is no such model.

        Source: Ollama API reference, "Delete a Model".
        """
        body = json_body({"model": model})
        await self._transport.acknowledged(self._change("DELETE", "/api/delete", body, model))
