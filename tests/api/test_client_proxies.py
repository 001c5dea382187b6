"""Proxies of the system: never for this computer, used for others, told when they cannot be used."""

import pytest

from app.api.client import OllamaClient
from app.api.errors import ServerUnreachable, UnreachableCause
from app.api.hosts import parse_address
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Answer


async def test_no_system_proxy_for_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    async with OllamaServer() as proxy, OllamaServer() as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        client = OllamaClient(parse_address(server.url))
        assert await client.version()
        await client.aclose()
        assert proxy.requests == []


async def test_a_system_proxy_is_used_for_other_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    async with OllamaServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        proxy.script("http://nohost.invalid:80/api/version", Answer({"version": "far"}))
        proxy.script("http://nohost.invalid/api/version", Answer({"version": "far"}))
        client = OllamaClient(parse_address("http://nohost.invalid"))
        assert await client.version() == "far"
        await client.aclose()
        assert len(proxy.requests) == 1


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "gopher://127.0.0.1:1", "http://[::"])
async def test_a_proxy_setting_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    client = OllamaClient(parse_address("http://nohost.invalid"))
    with pytest.raises(ServerUnreachable) as caught:
        await client.version()
    await client.aclose()
    assert caught.value.cause is UnreachableCause.OTHER
    assert caught.value.detail
