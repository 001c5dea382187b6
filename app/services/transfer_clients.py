"""The client of the server that a transfer belongs to, which need not be the one in use."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.api.client import OllamaClient
from app.api.hosts import BadAddress, parse_address
from app.domain.server_profile import ENGINE_ID, ServerProfile
from app.domain.transfer_row import TransferServer
from app.services.server import ServerService
from app.services.servers import ServersService


class ServerGone(Exception):
    """The server of a transfer is not in the list any more, or cannot be spoken to."""


class TransferClients:
    """Finds servers by what a transfer remembers of them."""

    def __init__(self, server: ServerService, servers: ServersService) -> None:
        self._server = server
        self._servers = servers

    @property
    def current(self) -> TransferServer:
        """The server in use."""
        state = self._server.state
        return TransferServer(state.key, state.name, state.profile_id)

    def has_model(self, server: TransferServer, key: str) -> bool | None:
        """Whether a server has the model of that `ModelName.key`; None where it is not the one in use."""
        # Only a push needs it.
        from app.domain.model_name import BadModelName, installed_name

        if server.key != self._server.state.key:
            return None
        for model in self._server.state.models:
            try:
                if installed_name(model.name).key == key:
                    return True
            except BadModelName:
                continue
        return False

    def look_again(self, server: TransferServer) -> None:
        """Ask the server for its models, where it is the one in use."""
        if server.key == self._server.state.key:
            self._server.look_again()

    @asynccontextmanager
    async def client(self, wanted: TransferServer) -> AsyncIterator[OllamaClient]:
        """The client to speak to a server with.

        Raises:
            ServerGone: there is no way to it any more.
        """
        if wanted.key == self._server.state.key:
            yield self._server.client  # stays open when another server is chosen meanwhile
            return
        client = await self._own_client(wanted)
        try:
            yield client
        finally:
            await client.aclose()

    async def _own_client(self, wanted: TransferServer) -> OllamaClient:
        if wanted.key == ENGINE_ID:
            raise ServerGone(wanted.key)
        profile = self._profile(wanted)
        if profile is not None:
            choice = await self._servers.choice(profile)
            if choice is None:
                raise ServerGone(wanted.key)
            return choice.client()
        if wanted.profile_id:
            raise ServerGone(wanted.key)
        try:
            return OllamaClient(parse_address(wanted.key))
        except BadAddress:
            raise ServerGone(wanted.key) from None

    def _profile(self, wanted: TransferServer) -> ServerProfile | None:
        """The entry of the list with the same address: secrets belong to it, not to an id."""
        profiles = self._servers.servers.profiles
        return next((each for each in profiles if each.address == wanted.key), None)
