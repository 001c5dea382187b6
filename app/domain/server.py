"""Where models run and how it goes there."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.failure import Failure
from app.domain.model_info import ModelSummary, RunningModel


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


@dataclass(frozen=True, slots=True)
class ServerState:
    """Everything the window shows of the chosen server.

    `retry_in_s` is the wait until the next automatic try; `ollama_path` a found program that could
    be started, `engine_available` whether the built-in engine can run here.
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
