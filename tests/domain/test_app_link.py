"""What an `arriero://` address may say, and the many that say nothing."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.app_link import LONGEST_LINK, LONGEST_TEXT, AppLink, LinkPage, parse_app_link, readable


@pytest.mark.parametrize(
    ("link", "page", "text"),
    [
        ("arriero://chat?text=Hello", LinkPage.CHAT, "Hello"),
        ("arriero://chat/?text=Hello", LinkPage.CHAT, "Hello"),
        ("ARRIERO://chat?text=one+two%20three%0Afour", LinkPage.CHAT, "one two three\nfour"),
        ("arriero://chat?text=%E3%81%93%20%F0%9F%A6%99", LinkPage.CHAT, "こ 🦙"),
        ("arriero://chat?text=--server%20http%3A%2F%2Fevil", LinkPage.CHAT, "--server http://evil"),
        ("arriero://pull?model=llama3.2:3b", LinkPage.PULL, "llama3.2:3b"),
        (
            "arriero://pull?model=hf.co%2Fsomebody%2Fmodel:Q4_K_M",
            LinkPage.PULL,
            "hf.co/somebody/model:Q4_K_M",
        ),
        (" arriero://pull?model=smol\n", LinkPage.PULL, "smol"),
    ],
)
def test_a_link_names_a_page_and_a_text(link: str, page: LinkPage, text: str) -> None:
    assert parse_app_link(link) == AppLink(page, text)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "arriero:",
        "arriero://",
        "arriero://chat",
        "arriero://chat?",
        "arriero://chat?text=",
        "arriero://chat?text=%00%E2%80%AE",
        "arriero://chat?text=a&text=b",
        "arriero://chat?text=a&model=b",
        "arriero://chat?text=a&send=1",
        "arriero://chat?text=a#send",
        "arriero://chat/send?text=a",
        "arriero://chat?text=%FF",
        "arriero://chat?model=smol",
        "arriero://send?text=a",
        "arriero://delete?model=smol",
        "arriero://connect?server=http://evil",
        "arriero://user:pass@chat?text=a",
        "arriero://chat:80?text=a",
        "arriero://[::1?text=a",
        "arriero://pull?model=",
        "arriero://pull?model=../../etc/passwd",
        "arriero://pull?model=a%20b",
        "arriero://pull?model=a%0Ab",
        "arriero://pull?model=%D0%B0llama",
        "arriero://pull?model=smol&insecure=true",
        "http://chat?text=a",
        "file:///etc/passwd",
        "--server",
        "arriero://chat?text=" + "a" * (LONGEST_TEXT + 1),
        "arriero://chat?text=a" + " " * LONGEST_LINK,
    ],
)
def test_anything_else_is_no_link(link: str) -> None:
    assert parse_app_link(link) is None


def test_nothing_invisible_gets_into_the_message() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    link = "arriero://chat?text=" + quote(f"a\u202eb\u2066c\u200b\x1b[2J{hidden}\ufeffd\r\ne")
    assert parse_app_link(link) == AppLink(LinkPage.CHAT, "abc[2Jd\ne")
    assert readable("👩\u200d🌾 می\u200cخواهم") == "👩\u200d🌾 می\u200cخواهم"


@given(st.text())
def test_no_text_raises(text: str) -> None:
    parse_app_link(text)
    parse_app_link("arriero://chat?" + text)
    found = parse_app_link("arriero://chat?text=" + quote(text, errors="replace"))
    assert found is None or found.text == readable(found.text)
