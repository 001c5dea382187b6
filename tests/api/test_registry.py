"""What digest a name has at its registry now."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.api.errors import ApiError, BadReply, ServerUnreachable
from app.api.registry import MOST_MANIFEST_BYTES, RegistryClient, registry_address
from app.domain.model_name import ModelName, parse_model_name
from tests.helpers.http_server import encode
from tests.helpers.registry import Registry, digest_of, manifest_of


@asynccontextmanager
async def asking(registry: Registry) -> AsyncIterator[RegistryClient]:
    client = RegistryClient()
    try:
        async with registry:
            yield client
    finally:
        await client.aclose()


def named(registry: Registry, model: str = "smol:135m") -> ModelName:
    return parse_model_name(f"{registry.host}/library/{model}")


async def test_the_digest_is_that_of_the_bytes_as_they_came() -> None:
    registry = Registry()
    async with asking(registry) as client:
        digest = registry.put("smol", "135m", manifest_of("one"), indent=2)
        assert digest in await client.manifest_digests(named(registry))
        request = registry.requests[0]
        assert request.header("Accept") == "application/vnd.docker.distribution.manifest.v2+json"
        assert request.header("Authorization") is None


async def test_the_digest_of_older_servers_is_that_of_the_fields_written_again() -> None:
    registry = Registry()
    async with asking(registry) as client:
        registry.put("smol", "135m", dict(reversed(manifest_of("one").items())), indent=2)
        found = await client.manifest_digests(named(registry))
        assert digest_of(encode(manifest_of("one"))) in found


async def test_a_name_that_is_not_there_is_told() -> None:
    registry = Registry()
    async with asking(registry) as client:
        with pytest.raises(ApiError) as caught:
            await client.manifest_digests(named(registry))
        assert caught.value.status == 404


async def test_a_redirect_within_the_registry_is_followed() -> None:
    registry = Registry()
    async with asking(registry) as client:
        digest = registry.put("new", "135m", manifest_of("one"))
        registry.redirects["/v2/library/smol/manifests/135m"] = "/v2/library/new/manifests/135m"
        assert digest in await client.manifest_digests(named(registry))


@pytest.mark.parametrize("target", ["http://127.0.0.1:9/v2/x", "ftp://h/x", "http://user:pw@h/x"])
async def test_a_redirect_without_encryption_to_another_place_is_not_followed(target: str) -> None:
    registry = Registry()
    async with asking(registry) as client:
        registry.redirects["/v2/library/smol/manifests/135m"] = target
        with pytest.raises(ApiError):
            await client.manifest_digests(named(registry))


async def test_a_redirect_to_nowhere_is_told() -> None:
    registry = Registry()
    async with asking(registry) as client:
        registry.redirects["/v2/library/smol/manifests/135m"] = ""
        with pytest.raises(ApiError) as caught:
            await client.manifest_digests(named(registry))
        assert caught.value.status == 307


async def test_a_circle_of_redirects_ends() -> None:
    registry = Registry()
    async with asking(registry) as client:
        path = "/v2/library/smol/manifests/135m"
        registry.redirects[path] = path
        with pytest.raises(ApiError):
            await client.manifest_digests(named(registry))
        assert len(registry.requests) == 4


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b"x" * (MOST_MANIFEST_BYTES + 1)])
async def test_what_is_no_manifest_is_refused(body: bytes) -> None:
    registry = Registry()
    async with asking(registry) as client:
        registry.manifests["/v2/library/smol/manifests/135m"] = body
        with pytest.raises(BadReply):
            await client.manifest_digests(named(registry))


async def test_a_registry_that_is_away_is_told() -> None:
    client = RegistryClient()
    with pytest.raises(ServerUnreachable):
        await client.manifest_digests(parse_model_name("127.0.0.1:9/library/smol"))
    await client.aclose()


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("smol", "https://registry.ollama.ai:443"),
        ("hf.co/org/Repo:Q4_K_M", "https://hf.co:443"),
        ("registry.example:5000/a/b", "https://registry.example:5000"),
        ("localhost:5000/a/b", "http://localhost:5000"),
        ("127.0.0.1:5000/a/b", "http://127.0.0.1:5000"),
    ],
)
def test_the_name_says_where_to_ask(name: str, origin: str) -> None:
    assert registry_address(parse_model_name(name)).origin == origin


def test_a_host_that_is_none_is_told() -> None:
    with pytest.raises(ApiError):
        registry_address(ModelName("a..b", "library", "x", "latest"))
