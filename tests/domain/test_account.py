"""Where a person may be sent to sign in."""

import pytest

from app.domain.account import trusted_signin_url


@pytest.mark.parametrize(
    "url",
    [
        "https://ollama.com/connect?name=box&key=c3NoLWVkMjU1MTk",
        "https://ollama.com",
        "https://ollama.com:443/connect",
        "https://OLLAMA.com/connect",
    ],
)
def test_https_on_ollama_com_is_trusted(url: str) -> None:
    assert trusted_signin_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://ollama.com/connect",
        "https://ollama.com.evil.example/connect",
        "https://evil.example/ollama.com",
        "https://www.ollama.com/connect",
        "https://xollama.com/connect",
        "https://ollama.com@evil.example/connect",
        "https://me:pw@ollama.com/connect",
        "https://ollama.com:8443/connect",
        "https://ollama.com:port/connect",
        "https://[ollama.com/connect",
        "https://evil.example\\@ollama.com/connect",
        "https://evil.example\t.ollama.com",
        "https://ollama.com/con nect",
        "https://ollama.com/\u202ernect",
        "https://oll\u0430ma.com/connect",
        "//ollama.com/connect",
        "ollama.com/connect",
        "javascript:alert(1)//https://ollama.com",
        "file:///ollama.com",
    ],
)
def test_anything_else_is_dropped(url: str) -> None:
    assert trusted_signin_url(url) == ""
