"""Models as a server lists, describes and runs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.chat import ChatMessage


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """The `details` object. Every text may be empty; `parameter_size` is display text ("8.0B")."""

    parent_model: str = ""
    format: str = ""
    family: str = ""
    families: tuple[str, ...] = ()
    parameter_size: str = ""
    quantization_level: str = ""
    context_length: int | None = None
    embedding_length: int | None = None


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """One row of `/api/tags`. `size_bytes` sums layers, shared ones too; `digest` is 64 hex digits.

    `capabilities` is None where the server does not list them (before v0.30.0).
    """

    name: str
    digest: str = ""
    size_bytes: int = 0
    modified_at: datetime | None = None
    details: ModelDetails = field(default_factory=ModelDetails)
    capabilities: tuple[str, ...] | None = None
    remote_model: str = ""
    remote_host: str = ""

    @property
    def can_chat(self) -> bool:
        """Whether it answers messages; where the server lists no capabilities it is assumed."""
        return self.capabilities is None or "completion" in self.capabilities


@dataclass(frozen=True, slots=True)
class ModelTensor:
    """One tensor of a verbose `show`; `shape` counts elements per dimension."""

    name: str
    type: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ModelShow:
    """The answer of `/api/show`; `model_info` holds the GGUF key-values, long arrays as None."""

    details: ModelDetails = field(default_factory=ModelDetails)
    license: str = ""
    modelfile: str = ""
    parameters: str = ""
    template: str = ""
    system: str = ""
    renderer: str = ""
    parser: str = ""
    requires: str = ""
    messages: tuple[ChatMessage, ...] = ()
    model_info: Mapping[str, Any] = field(default_factory=dict)
    projector_info: Mapping[str, Any] = field(default_factory=dict)
    tensors: tuple[ModelTensor, ...] = ()
    capabilities: tuple[str, ...] | None = None
    modified_at: datetime | None = None
    remote_model: str = ""
    remote_host: str = ""


@dataclass(frozen=True, slots=True)
class RunningModel:
    """One row of `/api/ps`. `expires_at` is None for a model that is kept for ever."""

    name: str
    digest: str = ""
    size_bytes: int = 0
    size_vram_bytes: int = 0
    expires_at: datetime | None = None
    context_length: int | None = None
    details: ModelDetails = field(default_factory=ModelDetails)
