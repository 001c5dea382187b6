"""The engine's own folder of models: manifests and blobs, laid out as Ollama lays them out.

`manifests/<host>/<namespace>/<model>/<tag>` is a JSON file that names layers by digest;
`blobs/sha256-<hex>` holds each layer. Paths are made from checked names and digests only.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.model_name import BadModelName, ModelName, parse_model_name
from app.engine.gguf import GgufError, GgufHeader, read_header

MEDIA_TYPE = "application/vnd.ollama.image."
MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG_TYPE = "application/vnd.docker.container.image.v1+json"
MOST_JSON_BYTES = 4 << 20
_DIGEST = re.compile(r"sha256[:-][0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredModel:
    """One installed model. `digest` is the SHA-256 of its manifest, `size_bytes` the sum of its layers."""

    name: ModelName
    digest: str
    size_bytes: int
    modified_at: datetime
    weights: Path
    header: GgufHeader
    projector: Path | None
    params: Mapping[str, Any]
    system: str
    template: str
    license: str
    messages: tuple[Mapping[str, Any], ...]

    @property
    def context_length(self) -> int:
        """The length it was trained with, in tokens; 0 where the file does not say."""
        return self.header.of_architecture("context_length")


class Store:
    """Reads models from `root`. All methods touch the disk: call them off the event loop."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._headers: dict[tuple[Path, int, int], GgufHeader] = {}

    def models(self) -> list[StoredModel]:
        """Every readable model, the newest first; what cannot be read is left out, as the server does."""
        found = [model for path in self._manifests() if (model := self._read(path)) is not None]
        return sorted(found, key=lambda model: (model.modified_at, model.name.display), reverse=True)

    def find(self, name: ModelName) -> StoredModel | None:
        """The installed model of this name, in any case of its letters."""
        for path in self._manifests():
            installed = self._name_of(path)
            if installed is not None and installed.key == name.key:
                return self._read(path)
        return None

    def blob(self, digest: str) -> Path:
        """Where the blob of a digest is or would be.

        Raises:
            ValueError: not a SHA-256 digest.
        """
        if not _DIGEST.fullmatch(digest):
            raise ValueError("invalid digest format")
        return self.root / "blobs" / digest.replace(":", "-")

    def add_blob(self, data: bytes) -> dict[str, Any]:
        """Keep `data` as a blob; `digest` and `size` for the manifest."""
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        path = self.blob(digest)
        if not path.is_file():
            _write(path, data)
        return {"digest": digest, "size": len(data)}

    def add_manifest(self, name: ModelName, manifest: Mapping[str, Any]) -> None:
        """Write a manifest last of all, when its blobs are there; an equal one is left untouched."""
        path = self.root / "manifests" / name.host / name.namespace / name.model / name.tag
        data = json.dumps(manifest, separators=(",", ":")).encode()
        if not path.is_file() or path.read_bytes() != data:
            _write(path, data)

    def header(self, path: Path) -> GgufHeader:
        """The header of a model file, read again only when the file changed."""
        facts = path.stat()
        key = (path, facts.st_size, facts.st_mtime_ns)
        if key not in self._headers:
            self._headers[key] = read_header(path)
        return self._headers[key]

    def _manifests(self) -> Iterator[Path]:
        for path in (self.root / "manifests").glob("*/*/*/*"):
            if path.is_file() and not path.is_symlink():
                yield path

    def _name_of(self, path: Path) -> ModelName | None:
        host, namespace, model, tag = path.parts[-4:]
        try:
            return parse_model_name(f"{host}/{namespace}/{model}:{tag}")
        except BadModelName:
            return None

    def _read(self, path: Path) -> StoredModel | None:
        name = self._name_of(path)
        try:
            data = _small(path)
            layers = _layers(json.loads(data))
            weights = self._layer(layers, "model")
            if name is None or weights is None:
                return None
            return StoredModel(
                name=name,
                digest=hashlib.sha256(data).hexdigest(),
                size_bytes=sum(size_bytes for _, _, size_bytes in layers),
                modified_at=datetime.fromtimestamp(path.stat().st_mtime).astimezone(),
                weights=weights,
                header=self.header(weights),
                projector=self._layer(layers, "projector"),
                params=_object(self._text(layers, "params") or "{}"),
                system=self._text(layers, "system"),
                template=self._text(layers, "template"),
                license=self._text(layers, "license"),
                messages=tuple(json.loads(self._text(layers, "messages") or "[]")),
            )
        except (OSError, ValueError, TypeError, KeyError, GgufError):
            return None

    def _layer(self, layers: list[tuple[str, str, int]], kind: str) -> Path | None:
        return next((self.blob(digest) for media, digest, _ in layers if media == MEDIA_TYPE + kind), None)

    def _text(self, layers: list[tuple[str, str, int]], kind: str) -> str:
        paths = [self.blob(digest) for media, digest, _ in layers if media == MEDIA_TYPE + kind]
        return "\n".join(_small(path).decode("utf-8", "replace") for path in paths)


def _layers(manifest: Any) -> list[tuple[str, str, int]]:
    """Media type, digest and size in bytes of each layer."""
    layers = manifest["layers"]
    return [(str(layer["mediaType"]), str(layer["digest"]), int(layer["size"])) for layer in layers]


def _object(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError("not a JSON object")
    return value


def _small(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MOST_JSON_BYTES + 1)
    if len(data) > MOST_JSON_BYTES:
        raise ValueError(f"{path.name} is too large")
    return data


def _write(path: Path, data: bytes) -> None:
    """Put a whole file in place, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(partial).replace(path)
    except OSError:
        Path(partial).unlink(missing_ok=True)
        raise
