"""Calls about the server itself: is it there, which version, whose account, what does it recommend."""

import asyncio

from app.api import wire
from app.api.call import Call
from app.api.caller import Caller
from app.api.errors import ApiError, BadReply, OllamaError, ServerSilent
from app.api.recommendations import built_in_recommendations
from app.domain.account import Account, ModelRecommendations, ServerStatus

_CONNECT_SHARE = 0.8
"""Part of a total limit that connecting may take, so that "no connection" and "no answer" stay apart."""
_ALIVE = "Ollama is running"


class ServerCalls(Caller):
    """Version, account and cloud."""

    async def version(self, *, timeout_s: float | None = None) -> str:
        """The server's version, such as "0.25.0-rc0": the check whether an Ollama server answers.

        Args:
            timeout_s: most time for the whole check; None: only the usual limits.
        """
        limit_s = self._lookup_timeout_s if timeout_s is None else timeout_s
        call = Call(
            "GET",
            "/api/version",
            read_timeout_s=limit_s,
            connect_timeout_s=min(self._connect_timeout_s, limit_s * _CONNECT_SHARE),
            retry=True,
        )
        try:
            async with asyncio.timeout(timeout_s):
                return await self._transport.object(call, wire.read_version)
        except TimeoutError:
            raise ServerSilent(address=self.address.url) from None
        except BadReply as error:
            error.foreign = True  # whatever answers so is no Ollama server
            raise

    async def is_alive(self) -> bool:
        """Whether an Ollama server answers at all; `version()` also tells why not.

        Source: Ollama API reference: `GET /` answers "Ollama is running".
        """
        try:
            text = await self._transport.text(self._lookup("GET", "/"))
        except OllamaError:
            return False
        return text.strip().startswith(_ALIVE)

    async def me(self) -> Account:
        """The account that the server is signed in to.

        Raises:
            ApiError: 401 when it is signed in to none; `signin_url` is where a person can sign in ("" when
                the server gave none on ollama.com). Open it in a browser and ask again every few seconds.
                503 when the server could not find out; 404 before v0.12.0.
        """
        return await self._transport.object(self._lookup("POST", "/api/me"), wire.read_account)

    async def signout(self) -> None:
        """Take the server's key off its account.

        Raises:
            ApiError: 401 when it was not signed in; 404 before v0.12.1.
        """
        await self._transport.acknowledged(self._change("POST", "/api/signout"))

    async def status(self) -> ServerStatus:
        """Whether cloud models are switched off, and by what; unknown for servers before v0.16.2."""
        try:
            return await self._transport.object(self._lookup("GET", "/api/status"), wire.read_status)
        except ApiError as error:
            if error.status != 404:
                raise
            return ServerStatus()

    async def model_recommendations(self) -> ModelRecommendations:
        """Models to try: the server's own list (since v0.22.1), else the built-in one."""
        call = self._lookup("GET", "/api/experimental/model-recommendations")
        try:
            return await self._transport.object(call, wire.read_recommendations)
        except ApiError as error:
            if error.status not in (404, 405):
                raise
            return await asyncio.to_thread(built_in_recommendations)
