"""Own authorities and accepted certificates, on real TLS connections."""

import asyncio
import hashlib
import ssl
from pathlib import Path

import pytest

from app.api.client import OllamaClient
from app.api.errors import OllamaError, ServerUnreachable, UnreachableCause
from app.api.hosts import parse_address
from app.api.tls import check_authority_file, fingerprint_of
from app.domain.server_profile import TlsTrust
from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer

TLS = Path(__file__).resolve().parents[1] / "data" / "tls"
CERTIFICATE = TLS / "certificate.pem"


def server_tls() -> ssl.SSLContext:
    """A certificate that nobody trusts by itself, for localhost and 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, TLS / "key.pem")
    return context


def fingerprint() -> str:
    der = ssl.PEM_cert_to_DER_cert(CERTIFICATE.read_text(encoding="ascii"))
    return hashlib.sha256(der).hexdigest()


async def version_at(url: str, trust: TlsTrust) -> str:
    client = OllamaClient(parse_address(url), token="secret-token-1", trust=trust)
    try:
        return await client.version()
    finally:
        await client.aclose()


async def test_an_own_authority_is_accepted_beside_those_of_the_system() -> None:
    with ThreadedOllamaServer(tls=server_tls()) as server:
        assert await version_at(server.url, TlsTrust(ca_file=str(CERTIFICATE))) == "0.33.0"


async def test_an_authority_does_not_excuse_another_name() -> None:
    with ThreadedOllamaServer(tls=server_tls()) as server:
        url = server.url.replace("127.0.0.1", "127.0.0.2")
        with pytest.raises(OllamaError):
            await version_at(url, TlsTrust(ca_file=str(CERTIFICATE)))
    assert server.requests == []


async def test_an_authority_file_without_a_certificate_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "authority.pem"
    empty.write_text("nothing", encoding="ascii")
    for path in (empty, tmp_path / "missing.pem"):
        with pytest.raises(ServerUnreachable) as caught:
            await version_at("https://127.0.0.1:9", TlsTrust(ca_file=str(path)))
        assert caught.value.cause is UnreachableCause.TLS
        assert str(path) in caught.value.detail
        with pytest.raises(OSError, match=r"."):
            check_authority_file(str(path))
    check_authority_file(str(CERTIFICATE))


async def test_the_pinned_certificate_is_accepted_by_every_way_of_sending(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" * 1000)
    with ThreadedOllamaServer(tls=server_tls()) as server:
        trust = TlsTrust(pinned_sha256=fingerprint())
        assert await version_at(server.url, trust) == "0.33.0"
        client = OllamaClient(parse_address(server.url), trust=trust)
        assert (await client.upload_blob(file)).size_bytes == 4000
        await client.aclose()


async def test_another_certificate_than_the_pinned_one_gets_nothing(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" * 1000)
    with ThreadedOllamaServer(tls=server_tls()) as server:
        trust = TlsTrust(pinned_sha256="0" * 64)
        with pytest.raises(ServerUnreachable) as caught:
            await version_at(server.url, trust)
        assert caught.value.cause is UnreachableCause.TLS
        assert caught.value.detail == "the server has another certificate now than the accepted one"
        client = OllamaClient(parse_address(server.url), trust=trust)
        with pytest.raises(ServerUnreachable):
            await client.upload_blob(file)
        await client.aclose()
    assert server.requests == []


async def test_the_fingerprint_is_read_before_anything_is_sent() -> None:
    with ThreadedOllamaServer(tls=server_tls()) as server:
        assert await fingerprint_of(parse_address(server.url)) == fingerprint()
    assert server.requests == []


async def test_without_tls_there_is_no_fingerprint() -> None:
    async with OllamaServer() as server:
        assert await fingerprint_of(parse_address(server.url.replace("http:", "https:"))) == ""
    assert await asyncio.wait_for(fingerprint_of(parse_address("https://127.0.0.1:9")), 10) == ""
