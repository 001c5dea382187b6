"""Long jobs of a server (pull, push, create): one object of their streams, and what phase it tells of.

Source of the status texts: Ollama API reference and recordings of a real server. They are display texts, so
new ones must be expected.
"""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """What the server is doing, as far as its status text tells."""

    MANIFEST = "manifest"  # fetching the list of layers
    PULLING = "pulling"  # a layer, with bytes
    PUSHING = "pushing"  # a layer, with bytes
    VERIFYING = "verifying"  # checking digests; silent for minutes
    WRITING = "writing"  # the manifest, here or at the registry
    REMOVING = "removing"  # layers that no model uses any more
    PARSING = "parsing"  # reading uploaded files
    CONVERTING = "converting"  # safetensors to GGUF; silent for minutes
    VALIDATING = "validating"  # uploaded weights, with bytes
    QUANTIZING = "quantizing"  # weights, with bytes
    LAYERS = "layers"  # making or finding the parts of a new model
    SUCCESS = "success"  # said once or more; only the end of the stream ends a job
    OTHER = "other"  # a text we do not know


MEASURED = frozenset((Phase.PULLING, Phase.PUSHING, Phase.VALIDATING, Phase.QUANTIZING))
"""The phases that count bytes."""

_PHASES = (
    ("pulling manifest", Phase.MANIFEST),
    ("retrieving manifest", Phase.MANIFEST),
    ("couldn't retrieve manifest", Phase.MANIFEST),
    ("pushing manifest", Phase.WRITING),
    ("writing manifest", Phase.WRITING),
    ("pulling ", Phase.PULLING),
    ("downloading ", Phase.PULLING),  # servers of 2023
    ("pushing ", Phase.PUSHING),
    ("starting upload", Phase.PUSHING),  # servers of 2023
    ("verifying ", Phase.VERIFYING),
    ("removing ", Phase.REMOVING),
    ("parsing ", Phase.PARSING),
    ("converting ", Phase.CONVERTING),
    ("updating ", Phase.CONVERTING),
    ("validating ", Phase.VALIDATING),
    ("quantizing ", Phase.QUANTIZING),
    ("using existing layer", Phase.LAYERS),
    ("creating ", Phase.LAYERS),
    ("using autodetected template", Phase.LAYERS),
    ("success", Phase.SUCCESS),
)


def phase_of(status: str) -> Phase:
    """The phase that a status text tells of."""
    return next((phase for start, phase in _PHASES if status.startswith(start)), Phase.OTHER)


@dataclass(frozen=True, slots=True)
class TransferProgress:
    """One object of a stream as it came.

    `digest` names what is counted: a layer (`sha256:` and 64 hex digits) or a made-up word for the whole. The
    server leaves out what is 0; `completed_bytes` can fall, be negative, or go beyond `total_bytes`.
    """

    status: str
    digest: str = ""
    total_bytes: int = 0
    completed_bytes: int = 0

    @property
    def phase(self) -> Phase:
        return phase_of(self.status)


CreateProgress = TransferProgress
"""Objects of `create` have the same form; where it pulls its base first, they are those of the pull."""
