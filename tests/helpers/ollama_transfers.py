"""Pull and push of the scripted server: a registry, shared downloads that resume, and their progress lines.

A download has no task: how far it is follows from when it began and how fast it goes, so that any number of
clients can look at one, and it stands still when the last of them leaves.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.model_name import BadModelName, ModelName, parse_model_name
from tests.helpers.ollama_request import Progress, Refused, model_of
from tests.helpers.ollama_store import Layer, StoredModel, find, now, some_registry

OBJECTS_A_LAYER = 8
"""How many progress objects a big layer takes when no speed is set."""
LEAST_STEP_BYTES = 1024 * 1024
SOURCE_AWAY = 'Get "http://localhost:5002/data": dial tcp 127.0.0.1:5002: connect: connection refused'
NO_WAY_OUT = "proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused"


@dataclass
class Download:
    """One layer on its way; `clients` look at it."""

    total: int
    speed_bytes_per_s: float | None
    had: int = 0
    clients: int = 0
    began_at: float = 0.0

    def join(self) -> None:
        if not self.clients:
            self.began_at = time.monotonic()
        self.clients += 1

    def leave(self) -> None:
        if self.clients == 1:
            self.had = self.completed
        self.clients -= 1

    def advance(self) -> None:
        """One more look; without a speed, that is what moves it."""
        if self.speed_bytes_per_s is None:
            self.had = min(self.total, self.had + max(self.total // OBJECTS_A_LAYER, LEAST_STEP_BYTES))

    @property
    def completed(self) -> int:
        """Bytes that are here, those of earlier attempts included."""
        if self.speed_bytes_per_s is None or not self.clients:
            return self.had
        came = (time.monotonic() - self.began_at) * self.speed_bytes_per_s
        return min(self.total, self.had + int(came))


@dataclass
class Transfers:
    """What can be pulled and pushed, and how it goes.

    Attributes:
        registry: the models of all registries, under their names.
        plain_hosts: registries without TLS: they want `insecure`.
        online: False answers like a server without a way out.
        speed_bytes_per_s: of downloads and uploads; None makes them take no time.
        tick_s: time between two progress objects.
        stored: digests of the layers on the server that are there without a model that uses them.
        damaged: digests of layers that will turn out wrong when they are verified.
        downloads: partial layers by digest. They survive a client that leaves, not a restart.
        pushed: (host, digest) of what registries have got.
        signed_in: whether pushes to the default registry are allowed.
        stops_at: bytes of a layer after which its source is away.
        retries_s: how long the same value is repeated then, before the pull fails.
    """

    registry: list[StoredModel] = field(default_factory=some_registry)
    plain_hosts: set[str] = field(default_factory=lambda: {"127.0.0.1:5000"})
    online: bool = True
    speed_bytes_per_s: float | None = None
    tick_s: float = 0.06
    stored: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    downloads: dict[str, Download] = field(default_factory=dict)
    pushed: set[tuple[str, str]] = field(default_factory=set)
    signed_in: bool = False
    stops_at: int | None = None
    retries_s: float = 63.0

    async def pull(self, progress: Progress, fields: Mapping[str, Any], models: list[StoredModel]) -> None:
        """Tell the steps of one pull, without its `success`, and add the model.

        Raises:
            Refused: the text of the line that ends it.
        """
        typed = model_of(fields)
        try:
            name = parse_model_name(typed)
        except BadModelName:
            raise Refused(400, "invalid model name") from None
        await progress.say("pulling manifest")
        wanted = self._manifest(name, bool(fields.get("insecure")))
        for layer in wanted.layers:
            await self._fetch(progress, layer, models)
        await progress.say("verifying sha256 digest")
        for layer in wanted.layers:
            if layer.digest in self.damaged:
                self.stored.discard(layer.digest)
                self.damaged.discard(layer.digest)
                got = layer.digest[:-4] + "0000"
                text = f"digest mismatch, file must be downloaded again: want {layer.digest}, got {got}"
                raise Refused(500, text)
        await progress.say("writing manifest")
        before = find(models, name.display)
        if before is not None:
            models.remove(before)
            if before.digest != wanted.digest:
                await progress.say("removing unused layers")
        models.insert(0, replace(wanted, name=name.display, modified_at=now()))
        self.stored -= {layer.digest for layer in wanted.layers}

    async def push(self, progress: Progress, fields: Mapping[str, Any], models: list[StoredModel]) -> None:
        """Tell the steps of one push, without its `success`.

        Raises:
            Refused: the text of the line that ends it.
        """
        typed = model_of(fields)
        if not typed:
            raise Refused(400, "model is required")
        await progress.say("retrieving manifest")
        try:
            name = parse_model_name(typed)
        except BadModelName:
            await progress.say("couldn't retrieve manifest")
            raise Refused(500, f"unqualified name: registry.ollama.ai/library/{typed}:latest") from None
        model = find(models, typed)
        if model is None:
            await progress.say("couldn't retrieve manifest")
            path = f"/models/manifests/{name.host}/{name.namespace}/{name.model}/{name.tag}"
            raise Refused(500, f"open {path}: no such file or directory")
        path = f"{name.namespace}/{name.model}/blobs/{model.weights}"
        self._reach(name, f'Head "{{scheme}}://{name.host}/v2/{path}"', bool(fields.get("insecure")))
        if name.host == "registry.ollama.ai" and not self.signed_in:
            raise Refused(500, "unauthorized: access denied")
        for layer in model.layers:
            await self._send(progress, layer, name.host)
        await progress.say("pushing manifest")
        if find(self.registry, name.display) is None:
            self.registry.append(model)

    def _manifest(self, name: ModelName, insecure: bool) -> StoredModel:
        path = f"{name.namespace}/{name.model}/manifests/{name.tag}"
        try:
            self._reach(name, f'Get "{{scheme}}://{name.host}/v2/{path}"', insecure)
        except Refused as error:
            raise Refused(500, f"pull model manifest: {error.text}") from None
        wanted = find(self.registry, name.display)
        if wanted is None:
            raise Refused(500, "pull model manifest: file does not exist")
        return wanted

    def _reach(self, name: ModelName, request: str, insecure: bool) -> None:
        """Raise the network error that a registry would give, if any."""
        plain = name.host in self.plain_hosts
        request = request.format(scheme="http" if insecure else "https")
        if name.host == "registry.ollama.ai":
            if not self.online:
                raise Refused(500, f"{request}: {NO_WAY_OUT}")
        elif not plain:
            raise Refused(500, f"{request}: dial tcp {name.host}: connect: connection refused")
        elif not insecure:
            raise Refused(500, f"{request}: http: server gave HTTP response to HTTPS client")

    async def _fetch(self, progress: Progress, layer: Layer, models: list[StoredModel]) -> None:
        status = f"pulling {layer.digest[7:19]}"
        facts = {"digest": layer.digest, "total": layer.size_bytes}
        here = any(other.digest == layer.digest for model in models for other in model.layers)
        if here or layer.digest in self.stored:
            await progress.say(status, **facts, completed=layer.size_bytes)
            return
        stops_at = layer.size_bytes if self.stops_at is None else self.stops_at
        stood_since = None
        async with self._download(layer) as download:
            while True:
                completed = min(download.completed, stops_at)
                if completed == stops_at < layer.size_bytes:
                    stood_since = stood_since or time.monotonic()
                    if time.monotonic() - stood_since >= self.retries_s:
                        raise Refused(500, f"max retries exceeded: {SOURCE_AWAY}")
                # Go leaves a zero out.
                await progress.say(status, **facts, **({"completed": completed} if completed else {}))
                if completed >= layer.size_bytes:
                    break
                download.advance()
                await asyncio.sleep(self.tick_s if self.speed_bytes_per_s else 0)
        self.stored.add(layer.digest)

    @asynccontextmanager
    async def _download(self, layer: Layer) -> AsyncIterator[Download]:
        """The download of a layer, new or joined; what is there stays when its last client leaves."""
        download = self.downloads.setdefault(layer.digest, Download(layer.size_bytes, self.speed_bytes_per_s))
        if not download.clients:
            download.speed_bytes_per_s = self.speed_bytes_per_s
        download.join()
        try:
            yield download
        finally:
            download.leave()
            if download.had >= download.total:
                self.downloads.pop(layer.digest, None)

    async def _send(self, progress: Progress, layer: Layer, host: str) -> None:
        status = f"pushing {layer.digest[7:19]}"
        facts = {"digest": layer.digest, "total": layer.size_bytes}
        upload = Download(layer.size_bytes, self.speed_bytes_per_s)
        if (host, layer.digest) in self.pushed:
            upload.had = layer.size_bytes
        upload.join()
        while upload.completed < layer.size_bytes:
            upload.advance()
            if upload.completed:
                await progress.say(status, **facts, completed=upload.completed)
            await asyncio.sleep(self.tick_s if self.speed_bytes_per_s else 0)
        await progress.say(status, **facts, completed=layer.size_bytes)
        self.pushed.add((host, layer.digest))
