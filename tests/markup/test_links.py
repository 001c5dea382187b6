"""Definitions, and the policy for what a click may open."""

import pytest

from app.markup.link_policy import LinkUse, encode_address, link_use
from app.markup.links import (
    Target,
    normal_label,
    resolve_entity,
    scan_definition,
    scan_destination,
)


@pytest.mark.parametrize("address", ["https://e.org", "HTTP://e.org/x", "mailto:a@e.org"])
def test_web_and_mail_open(address: str) -> None:
    assert link_use(address) is LinkUse.OPEN


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\u200bscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "blob:https://e.org/x",
        "\\\\server\\share",
        "//server/share",
        "C:\\Windows\\System32",
        "",
        "  ",
    ],
)
def test_scripts_files_and_shares_never_open(address: str) -> None:
    assert link_use(address) is LinkUse.NEVER


@pytest.mark.parametrize(
    "address",
    [
        "ftp://e.org",
        "relative/path",
        "#part",
        "vscode://open",
        "tel:1",
        "https:",
        "http:e.org",
        "https:///e.org",
        "http:\\\\e.org",
    ],
)
def test_anything_else_asks(address: str) -> None:
    assert link_use(address) is LinkUse.ASK


def test_a_definition_tells_where_it_ends() -> None:
    text = "[Foo Bar]: <a b> 'title'\nnext"
    assert scan_definition(text, 0) == ("foo bar", Target("a b", "title"), text.index("next"))
    assert scan_definition("[foo]:", 0) is None
    assert scan_definition("[foo]: /a 'open", 0) is None
    assert scan_definition("[foo]: /a\n'title' more", 0) == ("foo", Target("/a"), 10)


@pytest.mark.parametrize(
    ("text", "end"), [("/a_(b)c d", 7), ("/a)b", 2), ("a\\)b)", 4), ("((((a))))", 9), ("a\x01b", 1)]
)
def test_a_bare_destination_ends_at_white_space_or_a_bracket_too_many(text: str, end: int) -> None:
    found = scan_destination(text, 0)
    assert found is not None
    assert found[1] == end


def test_an_open_bracket_is_no_destination() -> None:
    assert scan_destination("a(b", 0) is None
    assert scan_destination("a(b c)", 0) is None
    assert scan_destination("(((((a)))))", 0) is None  # deeper than is looked
    assert scan_destination("<a\nb>", 0) is None


def test_labels_are_compared_without_case_and_white_space() -> None:
    assert normal_label(" Foo\n  BAR ") == "foo bar"
    assert normal_label("ẞ") == "ss"


def test_addresses_are_encoded_once() -> None:
    assert encode_address("/a b%20c?d=é&e=%") == "/a%20b%20c?d=%C3%A9&e=%25"


@pytest.mark.parametrize(
    ("entity", "text"),
    [("&copy;", "©"), ("&#35;", "#"), ("&#X22;", '"'), ("&#0;", "\ufffd"), ("&#2;", "\ufffd"), 
     ("&nope;", "&nope;"), ("&#xD800;", "\ufffd"), ("&#x110000;", "\ufffd"), ("&semi;", ";")],
)  # fmt: skip
def test_entities(entity: str, text: str) -> None:
    assert resolve_entity(entity) == text
