"""Server addresses against the table of `OLLAMA_HOST` forms."""

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.api.hosts import (
    DEFAULT_ADDRESS,
    AddressFault,
    BadAddress,
    ServerAddress,
    is_here,
    parse_address,
)
from app.domain.failure import FailureCode


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:9", "http://127.0.0.1:9"),
        ("::", "http://[::1]:11434"),
        ("[::]:9", "http://[::1]:9"),
        (":8080", "http://127.0.0.1:8080"),
        ("192.168.1.5", "http://192.168.1.5:11434"),
        ("192.168.1.5:9000", "http://192.168.1.5:9000"),
        ("http://10.0.0.2", "http://10.0.0.2:80"),
        ("https://10.0.0.2", "https://10.0.0.2:443"),
        ("HTTP://Example.COM", "http://example.com:80"),
        ("https://example.com/ollama", "https://example.com:443/ollama"),
        ("https://example.com/ollama/", "https://example.com:443/ollama"),
        ("example.com/ollama", "http://example.com:11434/ollama"),
        ("::1", "http://[::1]:11434"),
        ("[::1]", "http://[::1]:11434"),
        ("[::1]:9", "http://[::1]:9"),
        ("[::1]x", "http://[::1]:11434"),
        ("2001:DB8:0:0::1", "http://[2001:db8::1]:11434"),
        ("localhost:", "http://localhost:11434"),
        ("host:abc", "http://host:11434"),
        ("host:99999", "http://host:11434"),
        ("host:-1", "http://host:11434"),
        ("http://host:abc", "http://host:80"),
        ("https://host:99999", "https://host:443"),
        ("host:0", "http://host:0"),
        ("host:65535", "http://host:65535"),
        ("ollama.com", "https://ollama.com:443"),
        ("ollama.com:80", "http://ollama.com:80"),
        ("http://ollama.com", "http://ollama.com:80"),
        (' "http://a:1" ', "http://a:1"),
        ("' a '", "http://a:11434"),
        ("bücher.example", "http://xn--bcher-kva.example:11434"),
    ],
)
def test_accepted_forms(text: str, url: str) -> None:
    address = parse_address(text)
    assert address.url == url
    assert str(address) == url
    assert parse_address(url) == address


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ftp://x", AddressFault.SCHEME),
        ("://x", AddressFault.SCHEME),
        ("file:///etc/passwd", AddressFault.SCHEME),
        ("https://user:pw@h:1/p", AddressFault.USER_INFO),
        ("user@h", AddressFault.USER_INFO),
        ("a b", AddressFault.HOST),
        ("a..b", AddressFault.HOST),
        ("x" * 64, AddressFault.HOST),
        ("h%20h", AddressFault.HOST),
        ("h?x=1", AddressFault.HOST),
        ("h\uff0fx", AddressFault.HOST),
        ("u\uff20h", AddressFault.HOST),
        ("1:2:3", AddressFault.HOST),
        ("[zz:1]:9", AddressFault.HOST),
        ("fe80::1%eth0", AddressFault.HOST),
        ("http://h/p?q", AddressFault.PATH),
        ("http://h/a b", AddressFault.PATH),
        ("http://h/#x", AddressFault.PATH),
    ],
)
def test_refused_forms(text: str, fault: AddressFault) -> None:
    with pytest.raises(BadAddress) as caught:
        parse_address(text)
    assert caught.value.fault is fault
    assert caught.value.failure.code is FailureCode.BAD_ADDRESS


def test_a_password_is_never_told() -> None:
    with pytest.raises(BadAddress) as caught:
        parse_address("https://user:secret@h:1/p")
    assert caught.value.failure.address == "https://h:1/p"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "here"),
    [("localhost:1", True), ("http://studio.example:11434", False), ("ftp://127.0.0.1", False)],
)
def test_whether_a_text_leads_to_this_computer(text: str, here: bool) -> None:
    assert is_here(text) is here


def test_the_default_is_ollamas_own() -> None:
    assert parse_address("") == DEFAULT_ADDRESS


@pytest.mark.parametrize(
    ("text", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("x.localhost", True),
        ("[::1]:9", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
        ("2001:db8::1", False),
        ("example.com", False),
        ("localhost.example.com", False),
    ],
)
def test_loopback_is_told_by_name(text: str, loopback: bool) -> None:
    assert parse_address(text).is_loopback is loopback


def test_the_origin_leaves_out_the_path() -> None:
    address = ServerAddress("https", "2001:db8::1", 443, "/ollama")
    assert address.origin == "https://[2001:db8::1]:443"
    assert address.url == "https://[2001:db8::1]:443/ollama"


@given(st.one_of(st.text(max_size=30), st.text(":/[].@%aZ0\u00e9\u3002\u200d ?#\\", max_size=20)))
@example("xn--a")
@example("\u2488com")
@example("h/\ud800")
@example("a:0:")
def test_any_text_is_refused_or_an_address_httpx_takes(text: str) -> None:
    try:
        address = parse_address(text)
    except BadAddress:
        return
    assert 0 <= address.port <= 65535
    assert parse_address(address.url) == address
    url = httpx.URL(f"{address.url}/api/version")
    assert url.path.endswith("/api/version")
    assert ({"http": 80, "https": 443}[url.scheme] if url.port is None else url.port) == address.port
