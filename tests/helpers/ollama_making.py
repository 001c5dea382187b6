"""Blobs and create of the scripted server: what a model is made of, and the lines that tell how."""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from app.domain.model_name import BadModelName, parse_model_name
from tests.helpers.http_server import Exchange
from tests.helpers.ollama_request import Progress, Refused, model_of
from tests.helpers.ollama_store import (
    CHATML,
    CHATML_STOPS,
    KEPT_BLOB_BYTES,
    Blob,
    StoredModel,
    find,
    layer_of,
    now,
)
from tests.helpers.ollama_transfers import Transfers

DIGEST = re.compile(r"sha256[:-][0-9a-fA-F]{64}")
QUANTIZE_TYPES = ("F32", "F16", "Q4_K_S", "Q4_K_M", "Q8_0")
NO_DIGEST = "0" * 19
OBJECTS_A_CONVERSION = 8
"""How many progress objects a conversion takes."""


@dataclass
class Maker:
    """Blobs, and models made of them or of other models.

    Attributes:
        blobs: what was uploaded, by digest.
        old: make models like a server before v0.30.0: no check of a GGUF, the uploaded layer used as it is.
        pause_s: between two objects of a conversion.
    """

    transfers: Transfers
    blobs: dict[str, Blob] = field(default_factory=dict)
    old: bool = False
    pause_s: float = 0.0

    async def head_blob(self, exchange: Exchange) -> None:
        digest = _digest_of(exchange)
        if digest in self.blobs or digest in self.transfers.stored:
            await exchange.head(200)
        else:
            await exchange.json({"error": f'blob "{digest}" not found'}, 404)

    async def post_blob(self, exchange: Exchange) -> None:
        """Store an upload; one that is there already is answered without being read."""
        digest = _digest_of(exchange)
        if digest in self.blobs or digest in self.transfers.stored:
            await exchange.answer(200, headers=[("Connection", "close")])
            return
        found, size_bytes, start = hashlib.sha256(), 0, b""
        while piece := await exchange.read_upload():
            found.update(piece)
            size_bytes += len(piece)
            start = (start + piece)[:KEPT_BLOB_BYTES] if len(start) < KEPT_BLOB_BYTES else start
        if f"sha256:{found.hexdigest()}" != digest:
            text = f'digest mismatch, expected "{digest}", got "sha256:{found.hexdigest()}"'
            raise Refused(400, text)
        self.blobs[digest] = Blob(size_bytes, start)
        await exchange.answer(201)

    async def create(self, progress: Progress, fields: Mapping[str, Any], models: list[StoredModel]) -> None:
        """Tell the steps of one creation, without its last `success`, and add the model.

        Raises:
            Refused: how it ends; the status counts while nothing has been said.
        """
        name = check_create(fields)
        if fields.get("from"):
            base = await self._base(progress, fields, models)
        elif fields.get("files"):
            base = await self._from_files(progress, fields["files"])
        else:
            raise Refused(400, "neither 'from' or 'files' was specified")
        template = fields.get("template", base.template)
        if template.count("{{") != template.count("}}"):
            raise Refused(400, "template error: template: :1: unclosed action")
        if fields.get("quantize"):
            base = await self._quantized(progress, base, fields["quantize"])
        licenses = fields.get("license", ())
        licenses = (licenses,) if isinstance(licenses, str) else tuple(licenses)
        made = replace(
            base,
            name=name,
            modified_at=now(),
            template=template,
            system=fields.get("system", base.system),
            licenses=(*base.licenses, *licenses),
            parameters={**base.parameters, **fields.get("parameters", {})},
            messages=tuple(fields.get("messages", base.messages)),
        )
        known = {layer.digest for model in models for layer in model.layers}
        known |= self.blobs.keys() | self.transfers.stored
        detected = not fields.get("from") and "template" not in fields
        for layer in made.manifest_layers:
            if detected and layer == layer_of(template.encode()):
                await progress.say("using autodetected template chatml")
                continue
            word = "using existing layer" if layer.digest in known else "creating new layer"
            await progress.say(f"{word} {layer.digest}")
        await progress.say("writing manifest")
        before = find(models, name)
        if before is not None:
            made = replace(made, name=before.name)
            models.remove(before)
        models.insert(0, made)

    async def _base(
        self, progress: Progress, fields: Mapping[str, Any], models: list[StoredModel]
    ) -> StoredModel:
        typed = fields["from"]
        if find(models, typed) is None:
            # A model that is not here is pulled first, and that pull says its own success in the middle.
            await self.transfers.pull(progress, {"model": typed}, models)
            await progress.say("success")
        base = find(models, typed)
        assert base is not None
        return replace(base, parent_model=base.name)

    async def _from_files(self, progress: Progress, files: Mapping[str, str]) -> StoredModel:
        kinds = {PurePosixPath(path).suffix for path in files}
        if kinds == {".safetensors"} or ".safetensors" in kinds:
            await progress.say("converting model")
        elif ".gguf" not in kinds:
            raise Refused(400, "unknown type")
        size_bytes, weights = 0, ""
        for path, digest in files.items():
            if not path.endswith((".gguf", ".safetensors")):
                continue
            if path.endswith(".gguf"):
                await progress.say("parsing GGUF")
            blob = self.blobs.get(digest)
            if blob is None:
                text = f"open /models/blobs/{digest.replace(':', '-')}: no such file or directory"
                raise Refused(500, text)
            if path.endswith(".gguf") and not blob.start.startswith(b"GGUF"):
                raise Refused(400, "supplied file was not in GGUF format")
            size_bytes, weights = size_bytes + blob.size_bytes, digest
        if not self.old:
            await self._convert(progress, "validating GGUF model", size_bytes)
            await progress.say("verifying conversion")
            weights = f"sha256:{hashlib.sha256(weights.encode()).hexdigest()}"
        return StoredModel(
            "made",
            size_bytes,
            quantization_level="F16",
            template=CHATML,
            parameters=CHATML_STOPS,
            weights=weights,
        )

    async def _quantized(self, progress: Progress, base: StoredModel, wanted: str) -> StoredModel:
        kind = "Q4_K_M" if wanted.upper() == "Q4_K" else wanted.upper()
        if kind not in QUANTIZE_TYPES:
            supported = ", ".join(QUANTIZE_TYPES)
            raise Refused(500, f"unsupported quantization type {kind} - supported types are {supported}")
        if base.quantization_level not in ("F16", "BF16", "F32"):
            raise Refused(500, "quantization is only supported for F16, BF16 and F32 models")
        await self._convert(
            progress, f"quantizing {base.quantization_level} model to {kind}", base.weights_bytes
        )
        await progress.say("verifying conversion")
        weights = hashlib.sha256(f"{base.weights} {kind}".encode()).hexdigest()
        return replace(
            base,
            quantization_level=kind,
            weights=f"sha256:{weights}",
            weights_bytes=base.weights_bytes * (2 if kind == "Q8_0" else 1) // 3,
        )

    async def _convert(self, progress: Progress, status: str, total: int) -> None:
        for step in range(1, OBJECTS_A_CONVERSION + 1):
            completed = total * step // OBJECTS_A_CONVERSION
            await progress.say(status, digest=NO_DIGEST, total=total, completed=completed)
            await asyncio.sleep(self.pause_s)


def check_create(fields: Mapping[str, Any]) -> str:
    """The name of the model to make, as `tags` will show it.

    Raises:
        Refused: what a server says before it begins: a bad name, file name or digest.
    """
    try:
        name = parse_model_name(model_of(fields)).display
    except BadModelName:
        raise Refused(400, "invalid model name") from None
    for path, digest in {**fields.get("files", {}), **fields.get("adapters", {})}.items():
        if path.startswith(("/", "\\")) or ".." in PurePosixPath(path).parts:
            raise Refused(400, "file path must be relative")
        if not DIGEST.fullmatch(digest):
            raise Refused(400, "invalid digest format")
    return name


def _digest_of(exchange: Exchange) -> str:
    digest = exchange.request.path.rpartition("/")[2]
    if not DIGEST.fullmatch(digest):
        raise Refused(400, "invalid digest format")
    return digest
