"""Whether the words of a link name another address than the one it leads to."""

import re
from urllib.parse import urlsplit

# Endings that also end the names of files, such as md, py or rs, are left out.
_ENDINGS = (
    "com|org|net|edu|gov|mil|int|info|biz|io|dev|app|ai|co|me|tv"
    "|eu|us|uk|de|fr|it|es|nl|ch|at|jp|cn|ru|br|in|au|ca"
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s/?#]+"
    rf"|(?:^|(?<=\s))(?:[\w.-]+@)?[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS})(?=$|[/\s:?#,.;)])",
    re.IGNORECASE,
)


def host_of(address: str) -> str:
    """The host of an address in the form that is looked up (punycode, lower case); empty where it has none.

    Of a mail address, what stands behind the at sign.
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() == "mailto":
        host = parts.path.partition("?")[0].rpartition("@")[2]
    return _ascii(host)


def looks_elsewhere(words: str, address: str) -> bool:
    """Whether the words look like an address with another host than the link's."""
    target = _bare(host_of(address))
    for match in _ADDRESS.finditer(words.strip()):
        named = match.group()
        host = host_of(named if "://" in named else f"http://{named.rpartition('@')[2]}")
        if _bare(host) != target:
            return True
    return False


def is_deceptive(words: str, address: str) -> bool:
    """Whether a link seems to lead elsewhere than it does, by its words or by what is before an at sign."""
    try:
        has_user = "@" in urlsplit(address.strip()).netloc
    except ValueError:
        return True
    return has_user or looks_elsewhere(words, address)


def _ascii(host: str) -> str:
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _bare(host: str) -> str:
    return host.removeprefix("www.")
