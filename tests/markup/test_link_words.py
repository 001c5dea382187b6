"""Words that name another address than the one the link leads to."""

import pytest

from app.markup.link_words import host_of, is_deceptive, looks_elsewhere


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://bank.example.com", "https://evil.test/"),
        ("bank.com", "https://evil.test/"),
        ("www.bank.com/login", "https://evil.test/"),
        ("Go to http://bank.com now", "https://evil.test/bank.com"),
        ("bank.com", "https://bank.com.evil.test/"),
        ("bank.com", "https://bank.com@evil.test/"),
        ("me@bank.com", "mailto:me@evil.test"),
        ("apple.com", "https://\u0430pple.com/"),
        ("bank.com", "mailto:x@evil.test"),
    ],
)
def test_another_host_is_found(words: str, address: str) -> None:
    assert looks_elsewhere(words, address)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("the notes", "https://example.org/"),
        ("example.org", "https://example.org/notes"),
        ("www.example.org", "https://example.org/"),
        ("https://EXAMPLE.org/a", "http://example.org/b"),
        ("README.md", "https://github.com/x/README.md"),
        ("main.py and lib.rs", "https://example.org/"),
        ("version 1.2.3", "https://example.org/"),
        ("e.g. this", "https://example.org/"),
        ("me@example.org", "mailto:me@example.org?subject=x"),
        ("https://m\u00fcnchen.de", "https://xn--mnchen-3ya.de/"),
        ("", "https://example.org/"),
    ],
)
def test_other_words_are_just_words(words: str, address: str) -> None:
    assert not looks_elsewhere(words, address)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Example.ORG:80/x", "example.org"),
        ("https://m\u00fcnchen.de/", "xn--mnchen-3ya.de"),
        ("mailto:a@b.org?cc=c@d.org", "b.org"),
        ("https://[::1", ""),
        ("https://a..\u00fc/", "a..\u00fc"),
        ("x", ""),
    ],
)
def test_hosts_are_as_they_are_looked_up(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("words", "address", "expected"),
    [
        ("https://bank.com@evil.test/", "https://bank.com@evil.test/", True),
        ("the bank", "https://bank.com:80@evil.test/", True),
        ("bank.com", "https://evil.test/", True),
        ("x", "https://[::1", True),
        ("bank.com", "https://bank.com/", False),
        ("me@bank.com", "mailto:me@bank.com", False),
    ],
)
def test_links_that_deceive(words: str, address: str, *, expected: bool) -> None:
    assert is_deceptive(words, address) is expected
