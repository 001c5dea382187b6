"""Addresses that begin with `arriero://`: what a page or another program may ask for, which is little.

    arriero://chat?text=What%20is%20a%20herder%3F    a new chat with that text, not sent
    arriero://pull?model=llama3.2:3b                 the field for a pull with that name, not pulled

Anybody can write such an address, so it only fills in what a person then reads and decides on.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from app.domain.model_name import BadModelName, parse_model_name

SCHEME = "arriero"
LONGEST_LINK = 8000
LONGEST_TEXT = 4000
_JOINERS = "\u200c\u200d"  # Persian, Indic scripts and emoji are written with them


class LinkPage(StrEnum):
    """Where a link leads."""

    CHAT = "chat"
    PULL = "pull"


@dataclass(frozen=True, slots=True)
class AppLink:
    """A page, and what its field is filled with."""

    page: LinkPage
    text: str


def parse_app_link(link: str) -> AppLink | None:
    """Read a link; None for whatever is not exactly one of the two."""
    if len(link) > LONGEST_LINK:
        return None
    try:
        parts = urlsplit(link.strip())
        fields = parse_qs(parts.query, strict_parsing=True, errors="strict", max_num_fields=4)
        is_plain = parts.netloc == parts.hostname
    except ValueError:
        return None
    if parts.scheme != SCHEME or not is_plain or parts.path not in ("", "/") or parts.fragment:
        return None
    name = {LinkPage.CHAT: "text", LinkPage.PULL: "model"}.get(parts.netloc)  # type: ignore[call-overload]
    if name is None or set(fields) != {name} or len(fields[name]) != 1:
        return None
    page = LinkPage(parts.netloc)
    text = readable(fields[name][0]) if page is LinkPage.CHAT else _model(fields[name][0])
    return AppLink(page, text) if text and len(text) <= LONGEST_TEXT else None


def readable(text: str) -> str:
    """The text without characters that nobody sees but a model reads, or that turn others round."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" + _JOINERS or _is_seen(sign)).strip()


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def _model(name: str) -> str:
    """The name as it was given where it is one of a model, else nothing."""
    try:
        parse_model_name(name)
    except BadModelName:
        return ""
    return name if name.isascii() and name == name.strip() else ""
