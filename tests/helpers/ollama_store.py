"""What is stored on the scripted server: models made of layers, and blobs, with digests as a real one has.

A layer's digest is the SHA-256 of what a real server writes for the same content (seen in the recordings of
create and pull); only weights are made up, and with them what names them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from app.domain.model_name import BadModelName, parse_model_name, same_model
from tests.helpers.http_server import encode
from tests.helpers.replies import NOW

KEPT_BLOB_BYTES = 64 * 1024
CHATML = (
    "{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}"
    "<|im_start|>assistant\n"
)
CHATML_STOPS = {"stop": ["<|im_start|>", "<|im_end|>"]}


@dataclass(frozen=True)
class Layer:
    """One part of a model: "sha256:" and 64 hex digits, and its size."""

    digest: str
    size_bytes: int


def layer_of(content: bytes) -> Layer:
    """The layer that holds these bytes."""
    return Layer(f"sha256:{hashlib.sha256(content).hexdigest()}", len(content))


@dataclass
class StoredModel:
    """A model as `tags` and `show` describe it. Models with the same `weights` share that layer."""

    name: str
    weights_bytes: int = 98_362_432
    family: str = "llama"
    parameter_size: str = "134.52M"
    quantization_level: str = "Q4_1"
    capabilities: tuple[str, ...] = ("completion",)
    context_length: int = 8192
    modified_at: str = NOW
    embedding_length: int = 576
    parent_model: str = ""
    template: str = CHATML
    system: str = ""
    licenses: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=lambda: CHATML_STOPS)
    messages: tuple[Mapping[str, Any], ...] = ()
    weights: str = ""
    """The digest of the weights; made of the name when nothing else is said."""

    def __post_init__(self) -> None:
        self.weights = self.weights or f"sha256:{hashlib.sha256(self.name.encode()).hexdigest()}"

    @property
    def details(self) -> dict[str, Any]:
        return {
            "parent_model": self.parent_model,
            "format": "gguf",
            "family": self.family,
            "families": [self.family],
            "parameter_size": self.parameter_size,
            "quantization_level": self.quantization_level,
        }

    @property
    def layers(self) -> tuple[Layer, ...]:
        """In the manifest's order; the config last."""
        parts = [
            self.template.encode(),
            self.system.encode(),
            *(text.encode() for text in self.licenses),
            encode(dict(sorted(self.parameters.items()))) + b"\n" if self.parameters else b"",
            encode(list(self.messages)) + b"\n" if self.messages else b"",
        ]
        layers = (Layer(self.weights, self.weights_bytes), *(layer_of(part) for part in parts if part))
        config = {
            "model_format": "gguf",
            "model_family": self.family,
            "model_families": [self.family],
            "model_type": self.parameter_size,
            "file_type": self.quantization_level,
            "architecture": "amd64",
            "os": "linux",
            "rootfs": {"type": "layers", "diff_ids": [layer.digest for layer in layers]},
        }
        return (*layers, layer_of(encode(config) + b"\n"))

    @property
    def manifest_layers(self) -> tuple[Layer, ...]:
        """Without the config, which create does not mention."""
        return self.layers[:-1]

    @property
    def size_bytes(self) -> int:
        """As `tags` counts it: all layers."""
        return sum(layer.size_bytes for layer in self.layers)

    @property
    def digest(self) -> str:
        """64 hex digits; equal for a model and its copy."""
        return hashlib.sha256(encode([layer.digest for layer in self.layers])).hexdigest()

    @property
    def parameter_text(self) -> str:
        """The parameters as `show` lists them: padded keys, strings in quotes, a list one by one."""
        return "\n".join(
            f"{key:<30} {json.dumps(value) if isinstance(value, str) else value}"
            for key, values in sorted(self.parameters.items())
            for value in (values if isinstance(values, list) else [values])
        )

    def copied(self, name: str) -> "StoredModel":
        """The same model under another name."""
        return replace(self, name=name, modified_at=now())


def some_models() -> list[StoredModel]:
    """A plain, a thinking, a seeing and an embedding model; the first two share their weights."""
    plain = StoredModel("smol:latest")
    return [
        plain,
        StoredModel(
            "thinker:latest",
            capabilities=("completion", "thinking"),
            modified_at="2026-11-20T10:00:00Z",
            template=f"{CHATML}<think>",
            weights=plain.weights,
        ),
        StoredModel(
            "gemma3:4b",
            3_338_801_152,
            "gemma3",
            "4.3B",
            "Q4_K_M",
            ("completion", "vision"),
            131_072,
            "2026-11-02T18:30:05.5+01:00",
            2560,
        ),
        StoredModel(
            "nomic-embed-text:latest",
            274_290_656,
            "nomic-bert",
            "137M",
            "F16",
            ("embedding",),
            2048,
            "2026-10-11T07:15:00Z",
            768,
            template="",
            parameters={},
        ),
    ]


def tool_caller() -> StoredModel:
    """A model that answers with a call of the first tool it is given."""
    return StoredModel("tooler:latest", capabilities=("completion", "tools"), template="{{ .Tools }}")


def some_registry() -> list[StoredModel]:
    """What can be pulled: two models of the default registry and one of a registry on this computer."""
    gemma = StoredModel(
        "gemma3:270m",
        253_113_024,
        "gemma3",
        "268.10M",
        "Q4_K_M",
        context_length=32_768,
        weights="sha256:a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
        template="",
        parameters={},
    )
    return [
        gemma,
        gemma.copied("127.0.0.1:5000/library/gemma3:270m"),
        StoredModel(
            "llama3.2:latest", 2_019_377_376, "llama", "3.2B", "Q4_K_M", ("completion", "tools"), 131_072
        ),
    ]


@dataclass(frozen=True)
class Blob:
    """An uploaded file; of a long one only the beginning is kept."""

    size_bytes: int
    start: bytes


def find(models: Sequence[StoredModel], name: str) -> StoredModel | None:
    """The model of that name, in any case, with or without its tag."""
    return next((model for model in models if same_model(model.name, name)), None)


def display(name: str) -> str:
    """The name with its tag, as `tags` writes it.

    Raises:
        BadModelName: not a model name.
    """
    return parse_model_name(name).display


def is_plain_name(name: str) -> bool:
    """Whether it is a name as it stands: nothing around it is trimmed."""
    try:
        parse_model_name(name)
    except BadModelName:
        return False
    return name == name.strip()


def now() -> str:
    """This moment as the server writes it."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
