"""Where models run and how it goes there."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.failure import Failure
from app.domain.model_info import ModelSummary, RunningModel
from app.domain.server_profile import ENGINE_ID


class ServerKind(StrEnum):
    """What answers at an address."""

    OLLAMA = "ollama"
    ENGINE = "engine"  # the built-in engine


class Connection(StrEnum):
    """State of the connection to the chosen server."""

    LOOKING = "looking"  # first look-up under way
    READY = "ready"
    FAILED = "failed"  # `ServerState.failure` says why; tried again by itself
    STARTING = "starting"  # the built-in engine or a found program is coming up


LEAST_VERSION = (0, 1, 38)
"""The first server with `/api/ps`: without it nobody can say what is in memory or when it leaves.

Source: Ollama API reference; ollama/ollama releases.
"""
_VERSION = re.compile(r"v?([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})")


def is_too_old(version: str) -> bool:
    """Whether a server of that version lacks what Arriero needs.

    Texts that are no version pass, and so does 0.0.0: what a server says that was built from its source
    (ollama/ollama, version/version.go).
    """
    match = _VERSION.match(version)
    if match is None:
        return False
    number = tuple(int(part) for part in match.groups())
    return (0, 0, 0) < number < LEAST_VERSION


@dataclass(frozen=True, slots=True)
class ServerState:
    """Everything the window shows of the chosen server.

    `retry_in_s` is the wait until the next automatic try; `ollama_path` a found program that could
    be started, `engine_available` whether the built-in engine can run here. `profile_id` is its id in the
    list of servers, empty for one that is not in it; `name` what a person called it.
    """

    connection: Connection
    address: str
    kind: ServerKind = ServerKind.OLLAMA
    version: str = ""
    models: tuple[ModelSummary, ...] = ()
    running: tuple[RunningModel, ...] = ()
    failure: Failure | None = None
    retry_in_s: float | None = None
    ollama_path: str = ""
    engine_available: bool = False
    engine_failure: Failure | None = None
    profile_id: str = ""
    name: str = ""
    ollama_started: bool = False  # by us: there is a log of it

    @property
    def key(self) -> str:
        """What is kept with a message: the address, or `ENGINE_ID`, whose port is never the same."""
        return ENGINE_ID if self.kind is ServerKind.ENGINE else self.address

    @property
    def can_chat(self) -> bool:
        """Whether it is there with a model to chat with."""
        return self.connection is Connection.READY and any(model.can_chat for model in self.models)
