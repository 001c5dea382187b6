"""The registries that model names point to: what digest a name has there now.

A server keeps the manifest of a pulled model as it came and calls its SHA-256 the model's digest; older ones
wrote the same fields again with Go's encoder. Source: ollama/ollama, server/images.go (`PullModel`) and
manifest/manifest.go.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import httpx

from app.api.errors import ApiError, BadReply
from app.api.hosts import BadAddress, ServerAddress, parse_address
from app.api.http_errors import refusal
from app.api.httpx_sender import HttpxResponse, httpx_errors_of, make_client
from app.api.ndjson import parse_object
from app.api.tls import tls_context_for
from app.api.transport import read_body
from app.domain.model_name import ModelName
from app.domain.server_profile import SYSTEM_TRUST

MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
MOST_MANIFEST_BYTES = 4 * 1024 * 1024
_MOST_REDIRECTS = 3
_TIMEOUT = httpx.Timeout(connect=5.0, read=15.0, write=15.0, pool=None)
_HEADERS = {"User-Agent": "arriero", "Accept": MANIFEST_TYPE}


class RegistryClient:
    """Asks registries for manifests, without any sign-in. Close it with `aclose()`."""

    def __init__(self) -> None:
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def aclose(self) -> None:
        """Close every connection."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    async def manifest_digests(self, name: ModelName) -> frozenset[str]:
        """The digests (64 hex digits) that a server can have given to what the name means now.

        Raises:
            OllamaError: any of the tree; `ApiError` 404 where the registry has no such model.
        """
        address = registry_address(name)
        path = f"/v2/{name.namespace}/{name.model}/manifests/{name.tag}"
        with httpx_errors_of(address.url, _HEADERS, name.display):
            data = await self._fetch(address, address.url + path)
            return _digests(data)

    async def _fetch(self, address: ServerAddress, url: str) -> bytes:
        for _ in range(_MOST_REDIRECTS + 1):
            client = await self._client(address)
            request = client.build_request("GET", url, headers=_HEADERS, timeout=_TIMEOUT)
            response = await client.send(request, stream=True, follow_redirects=False)
            data = await read_body(HttpxResponse(response), MOST_MANIFEST_BYTES)
            if response.is_success:
                return data
            if not response.has_redirect_location:
                raise refusal(response.status_code, "", data)
            url = str(response.url.join(response.headers["location"]))
            moved = _redirected(address, url)
            if moved is None:
                raise ApiError(response.status_code, url, foreign=True)
            address = moved
        raise ApiError(310, url, foreign=True)

    async def _client(self, address: ServerAddress) -> httpx.AsyncClient:
        client = self._clients.get(address.origin)
        if client is None:
            context = await asyncio.to_thread(tls_context_for, address, SYSTEM_TRUST)
            client = self._clients.setdefault(
                address.origin, make_client(httpx.AsyncClient, address, context)
            )
        return client


def registry_address(name: ModelName) -> ServerAddress:
    """Where the registry of a name is: https, but http on this computer's own loopback address.

    Raises:
        ApiError: the host of the name is none that can be reached.
    """
    for scheme in ("https", "http"):
        try:
            address = parse_address(f"{scheme}://{name.host}")
        except BadAddress:
            break
        if scheme == "http" or not address.is_loopback:
            return address
    raise ApiError(404, name.host, foreign=True)


def _redirected(address: ServerAddress, url: str) -> ServerAddress | None:
    """Where a redirect leads; None where that is less safe than where it came from."""
    parts = httpx.URL(url)
    try:
        target = parse_address(f"{parts.scheme}://{parts.netloc.decode('ascii')}")
    except (BadAddress, UnicodeDecodeError):
        return None
    return target if target.scheme == "https" or target.origin == address.origin else None


def _digests(data: bytes) -> frozenset[str]:
    manifest = parse_object(data)
    if not isinstance(manifest.get("layers"), list):
        raise BadReply("no manifest", data[:200])
    return frozenset(hashlib.sha256(each).hexdigest() for each in (data, _as_go_writes(manifest)))


def _as_go_writes(manifest: Mapping[str, Any]) -> bytes:
    """The same fields in the order of the server's own types, without blanks."""
    layers = [_layer(layer) for layer in manifest["layers"]]
    written = {
        "schemaVersion": manifest.get("schemaVersion", 0),
        "mediaType": manifest.get("mediaType", ""),
        "config": _layer(manifest.get("config")),
        "layers": layers,
    }
    return json.dumps(written, separators=(",", ":"), ensure_ascii=False).encode()


def _layer(layer: object) -> dict[str, Any]:
    fields = layer if isinstance(layer, dict) else {}
    always = {name: fields.get(name, usual) for name, usual in (("mediaType", ""), ("digest", ""))}
    size = {"size": fields.get("size", 0)}
    return always | size | {name: fields[name] for name in ("from", "name") if fields.get(name)}
