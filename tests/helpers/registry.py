"""A registry on this computer: manifests of models, as much of it as a client without sign-in sees."""

import hashlib
import json
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from tests.helpers.http_server import Exchange, HttpServer, Request, encode


def manifest_of(weights: str) -> dict[str, Any]:
    """A manifest whose one layer is named by what stands for its weights."""
    digest = hashlib.sha256(weights.encode()).hexdigest()
    return {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {
            "mediaType": "application/vnd.docker.container.image.v1+json",
            "digest": f"sha256:{digest}",
            "size": 489,
        },
        "layers": [
            {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{digest}", "size": 1000}
        ],
    }


def digest_of(body: bytes) -> str:
    """What a server calls a model with this manifest."""
    return hashlib.sha256(body).hexdigest()


@dataclass
class Registry:
    """`async with Registry() as registry:`.

    `manifests` and `redirects` are by path; a redirect to an empty address has none.
    """

    manifests: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    _http: HttpServer = field(init=False)

    def __post_init__(self) -> None:
        self._http = HttpServer(self._handle, 0, None, _is_upload)

    @property
    def host(self) -> str:
        """What stands first in the names of its models."""
        return self._http.url.removeprefix("http://")

    @property
    def requests(self) -> list[Request]:
        """Every request so far."""
        return self._http.requests

    def put(self, name: str, tag: str, manifest: dict[str, Any], *, indent: int | None = None) -> str:
        """Offer a model of the namespace "library"; the digest a server of today gives it."""
        body = json.dumps(manifest, indent=indent).encode() if indent else encode(manifest)
        self.manifests[f"/v2/library/{name}/manifests/{tag}"] = body
        return digest_of(body)

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    async def _handle(self, exchange: Exchange) -> None:
        path = exchange.request.path
        if path in self.redirects:
            target = self.redirects[path]
            await exchange.answer(307, headers=[("Location", target)] if target else [])
        elif path in self.manifests:
            kind = "application/vnd.docker.distribution.manifest.v2+json"
            await exchange.answer(200, self.manifests[path], kind)
        else:
            await exchange.json({"errors": [{"code": "MANIFEST_UNKNOWN"}]}, 404)


def _is_upload(_path: str) -> bool:
    return False
