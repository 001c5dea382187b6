"""Link syntax shared by blocks and inline markup: labels, destinations, titles, definitions."""

import re
import unicodedata
from dataclasses import dataclass
from html.entities import html5

_PUNCTUATION = r"!-/:-@\[-`{-~"
_ESCAPE_OR_ENTITY = re.compile(
    rf"\\([{_PUNCTUATION}])|&(?:#[0-9]{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});"
)
_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){0,999})\]", re.DOTALL)
_ANGLE_DESTINATION = re.compile(r"<((?:[^<>\n\\]|\\.)*)>")
_BARE_TOKEN = re.compile(rf"[^\x00-\x20\x7f\\()]+|\\[{_PUNCTUATION}]|[\\()]")
_NESTED_BRACKETS = 4  # CommonMark asks for three at least
_TITLE = re.compile(
    r'"((?:[^"\\]|\\.)*)"' r"|'((?:[^'\\]|\\.)*)'" r"|\(((?:[^()\\]|\\.)*)\)",
    re.DOTALL,
)
_WHITE = re.compile(r"[ \t]*\n?[ \t]*")
_LINE_END = re.compile(r"[ \t]*(?:\n|$)")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: the address as written, unescaped but not percent-encoded, and its title."""

    address: str
    title: str = ""


def is_punctuation(character: str) -> bool:
    """Unicode punctuation or symbol, as CommonMark 0.31 defines the punctuation character."""
    return unicodedata.category(character)[0] in "PS"


def resolve_entity(entity: str) -> str:
    """The text of `&name;`, `&#n;` or `&#xn;`; an unknown name is returned as it is."""
    if entity[1] != "#":
        return html5.get(entity[1:], entity)
    code = int(entity[3:-1], 16) if entity[2] in "xX" else int(entity[2:-1])
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or code < 9 or 10 < code < 32:
        return "\ufffd"
    return chr(code)


def unescape(text: str) -> str:
    """Resolve backslash escapes and entities, as in destinations, titles and info strings."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPE_OR_ENTITY.sub(lambda m: m.group(1) or resolve_entity(m.group()), text)


def normal_label(label: str) -> str:
    """The form in which two labels are compared; empty when it has no character but white space."""
    return " ".join(label.split()).casefold()


def scan_label(text: str, pos: int) -> tuple[str, int] | None:
    """Read `[label]` at `pos`: the label as written, and where it ends."""
    match = _LABEL.match(text, pos)
    return (match.group(1), match.end()) if match else None


def scan_destination(text: str, pos: int) -> tuple[str, int] | None:
    """Read a link destination at `pos`, unescaped; a bare one may be empty."""
    if text.startswith("<", pos):
        match = _ANGLE_DESTINATION.match(text, pos)
        return (unescape(match.group(1)), match.end()) if match else None
    end = _bare_end(text, pos)
    return (unescape(text[pos:end]), end) if end is not None else None


def _bare_end(text: str, pos: int) -> int | None:
    """Where a destination without angle brackets ends: it has round ones in pairs only.

    WORKAROUND https://github.com/python/cpython/issues/106052: one possessive pattern would do, but Python
    before 3.11.5 (Debian 12 has 3.11.2) matches those wrongly.
    """
    depth = 0
    while token := _BARE_TOKEN.match(text, pos):
        if token.group() == "(":
            depth += 1
            if depth > _NESTED_BRACKETS:
                return None
        elif token.group() == ")":
            if depth == 0:
                break
            depth -= 1
        pos = token.end()
    return None if depth else pos


def scan_title(text: str, pos: int) -> tuple[str, int] | None:
    """Read a title in its quotes or brackets at `pos`, unescaped."""
    match = _TITLE.match(text, pos)
    if match is None:
        return None
    return unescape(next(group for group in match.groups() if group is not None)), match.end()


def scan_inline_target(text: str, pos: int) -> tuple[Target, int] | None:
    """Read `(destination "title")` with its opening bracket at `pos`."""
    pos = _skip_white(text, pos + 1)
    destination = scan_destination(text, pos)
    if destination is None:
        return None
    address, pos = destination
    after = _skip_white(text, pos)
    title = ""
    if after > pos and (found := scan_title(text, after)):
        title, pos = found
        after = _skip_white(text, pos)
    return (Target(address, title), after + 1) if text.startswith(")", after) else None


def scan_definition(text: str, pos: int) -> tuple[str, Target, int] | None:
    """Read a link reference definition at `pos`: normal label, target, start of the line behind it.

    Source: CommonMark 0.31.2, section 4.7.
    """
    label = scan_label(text, pos)
    if label is None or not normal_label(label[0]) or not text.startswith(":", label[1]):
        return None
    start = _skip_white(text, label[1] + 1)
    destination = scan_destination(text, start)
    if destination is None or destination[1] == start:
        return None
    address, end = destination
    after = _skip_white(text, end)
    title = scan_title(text, after) if after > end else None
    if title is not None and (line_end := _LINE_END.match(text, title[1])):
        return normal_label(label[0]), Target(address, title[0]), line_end.end()
    if line_end := _LINE_END.match(text, end):
        return normal_label(label[0]), Target(address), line_end.end()
    return None


def _skip_white(text: str, pos: int) -> int:
    """Pass spaces and tabs with at most one line feed among them."""
    match = _WHITE.match(text, pos)
    return match.end() if match else pos
