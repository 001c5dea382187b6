"""Which server to look for, and how it is spoken to."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.api.client import OllamaClient
from app.api.errors import ApiError
from app.api.hosts import DEFAULT_ADDRESS, ServerAddress
from app.domain.failure import Failure, FailureCode
from app.domain.model_info import ModelSummary, RunningModel
from app.domain.running import by_our_clock
from app.domain.server_profile import (
    LOCAL_ID,
    NO_SECRETS,
    SYSTEM_TRUST,
    USUAL_TIMEOUTS,
    ServerSecrets,
    ServerTimeouts,
    TlsTrust,
)

LOOK_TIMEOUT_S = 5.0
_PROXY_STATUSES = frozenset({502, 503, 504})
_NOT_THERE = frozenset({404, 405})
_OF_A_PROXY = frozenset({FailureCode.API_ERROR, FailureCode.SERVER_BUSY, FailureCode.NOT_OLLAMA})


@dataclass(frozen=True, slots=True)
class ServerChoice:
    """Which server to look for.

    `is_explicit`: a person named it (argument, OLLAMA_HOST, or a server of the list), so it is never replaced
    without asking. `use_engine`: start the built-in engine at once where nothing else is found.
    `engine_first`: the engine is the choice. `profile_id` and `name` are those of the list of servers.
    """

    address: ServerAddress
    is_explicit: bool = False
    use_engine: bool = False
    engine_first: bool = False
    profile_id: str = ""
    name: str = ""
    secrets: ServerSecrets = NO_SECRETS
    trust: TlsTrust = SYSTEM_TRUST
    timeouts: ServerTimeouts = USUAL_TIMEOUTS

    @property
    def look_timeout_s(self) -> float:
        """Most time for one look whether the server answers."""
        if self.timeouts == USUAL_TIMEOUTS:
            return LOOK_TIMEOUT_S
        return self.timeouts.connect_s + self.timeouts.answer_s

    def client(self) -> OllamaClient:
        """A client of that server.

        Raises:
            ValueError: the token or a header cannot be sent.
        """
        return OllamaClient(
            self.address,
            token=self.secrets.token or None,
            headers=dict(self.secrets.headers),
            trust=self.trust,
            connect_timeout_s=self.timeouts.connect_s,
            lookup_timeout_s=self.timeouts.answer_s,
            read_timeout_s=self.timeouts.silence_s or None,
        )

    def local(self) -> "ServerChoice":
        """The same where it is on this computer without TLS, else the usual server of this computer."""
        if self.address.is_loopback and self.address.scheme == "http":
            return replace(self, engine_first=False)
        return ServerChoice(DEFAULT_ADDRESS, is_explicit=True, profile_id=LOCAL_ID)


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What one look at a server brought."""

    version: str
    models: tuple[ModelSummary, ...]
    running: tuple[RunningModel, ...]


async def running_models(
    client: OllamaClient, before: tuple[RunningModel, ...] = ()
) -> tuple[RunningModel, ...]:
    """The models in memory, with times by our clock; none where a server does not tell.

    https://ollama.com has no `ps`. `before` is what was told before.
    """
    try:
        answer = await client.dated_ps()
    except ApiError as error:
        if error.status not in _NOT_THERE:
            raise
        return ()
    return by_our_clock(answer, datetime.now(UTC), before)


def told_apart(failure: Failure) -> Failure:
    """A failed look-up, with a proxy that answers for a missing server told apart.

    Ollama's own look-ups never answer 502 to 504.
    """
    if failure.status in _PROXY_STATUSES and failure.code in _OF_A_PROXY:
        return replace(failure, code=FailureCode.SERVER_BEHIND_PROXY)
    return failure
