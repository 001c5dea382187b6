"""Server addresses: reading what people type and what `OLLAMA_HOST` holds.

Source of the rules: the server's own `envconfig.Host()` (public repository ollama/ollama), whose client
accepts the same strings. Unlike it we refuse unknown schemes and user names, and turn bind addresses into
ones to connect to.
"""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.failure import Failure, FailureCode

DEFAULT_PORT = 11434
_SCHEME_PORTS = {"http": 80, "https": 443}
_MOST_PORT = 65535
_LOOPBACK_FOR = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}
_PLAIN_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NOT_IN_HOST = re.compile(r"[\s/?#@\\\[\]:%<>^`{|}\"'\x00-\x1f\x7f]")
_PORT = re.compile(r"[0-9]{1,6}")


class AddressFault(StrEnum):
    """What is wrong with an address."""

    SCHEME = "scheme"  # neither http nor https
    USER_INFO = "user_info"  # a user name or password in front of the host
    HOST = "host"  # not a host name or IP address
    PATH = "path"  # a query, a fragment or blanks in the path


class BadAddress(ValueError):
    """A text that is no server address; `fault` names the part. A password never gets into `failure`."""

    def __init__(self, fault: AddressFault, text: str) -> None:
        shown = re.sub(r"(^|://)[^/]*@", r"\1", text)
        super().__init__(f"{fault.value}: {shown}")
        self.fault = fault
        self.failure = Failure(FailureCode.BAD_ADDRESS, address=shown)


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server is reached. `host` is lower-case without brackets, `path` "" or "/prefix"."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def origin(self) -> str:
        """`scheme://host:port`: what a secret belongs to."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def url(self) -> str:
        """The base of every request, without a trailing slash."""
        return self.origin + self.path

    @property
    def is_loopback(self) -> bool:
        """Whether the server is on this computer, by its name alone."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            ip = ipaddress.ip_address(self.host)
        except ValueError:
            return False
        mapped = getattr(ip, "ipv4_mapped", None)
        return (mapped or ip).is_loopback

    def __str__(self) -> str:
        return self.url


DEFAULT_ADDRESS = ServerAddress("http", "127.0.0.1", DEFAULT_PORT)


def parse_address(text: str) -> ServerAddress:
    """Read an address as `OLLAMA_HOST` is read: with or without scheme, port, path and IPv6 brackets.

    Without a scheme it is http and port 11434; with one, 80 or 443. A missing or impossible port falls back
    to those. Bind addresses (`0.0.0.0`, `::`, no host) become loopback ones.

    Raises:
        BadAddress: another scheme, a user name, or something that is no host.
    """
    bare = text.strip().strip("\"'").strip()
    scheme, given, rest = bare.partition("://") if "://" in bare else ("", "", bare)
    scheme = scheme.lower()
    if given and scheme not in _SCHEME_PORTS:
        raise BadAddress(AddressFault.SCHEME, bare)
    authority, slash, path = rest.partition("/")
    if "@" in authority:
        raise BadAddress(AddressFault.USER_INFO, bare)
    if re.search(r"[\s?#\\\x00-\x1f\x7f\ud800-\udfff]", path):
        raise BadAddress(AddressFault.PATH, bare)
    if not given and authority.lower() == "ollama.com":
        scheme, given = "https", "://"  # as the server's own client has it since v0.12.6
    port = _SCHEME_PORTS[scheme] if given else DEFAULT_PORT
    host, port_text = _split_port(authority)
    if _PORT.fullmatch(port_text) and int(port_text) <= _MOST_PORT:
        port = int(port_text)
    host = _checked_host(host, bare)
    prefix = f"{slash}{path}".rstrip("/")
    return ServerAddress(scheme or "http", _LOOPBACK_FOR.get(host, host), port, prefix)


def is_here(text: str) -> bool:
    """Whether an address as text is one of this computer, by its host alone."""
    try:
        return parse_address(text).is_loopback
    except BadAddress:
        return False


def _split_port(authority: str) -> tuple[str, str]:
    """Host without brackets, and the text after the port's colon ("" when there is none)."""
    if authority.startswith("["):
        host, _, rest = authority[1:].partition("]")
        return host, rest.removeprefix(":")
    if authority.count(":") > 1:  # an IPv6 address without brackets has no port
        return authority, ""
    host, _, port = authority.partition(":")
    return host, port


def _checked_host(host: str, text: str) -> str:
    """The host in lower case, IP addresses in their short form.

    Raises:
        BadAddress: neither an IP address nor a name that could be looked up.
    """
    if ":" in host:
        try:
            ip = ipaddress.IPv6Address(host)
        except ValueError:
            raise BadAddress(AddressFault.HOST, text) from None
        if ip.scope_id is not None:  # the HTTP library cannot carry the name of a network card
            raise BadAddress(AddressFault.HOST, text)
        return str(ip)
    if host.isascii() and _PLAIN_HOST.fullmatch(host.lower()):
        return host.lower()  # the tables of international names, 0.7 MB, have nothing to say about it
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:  # an empty or over-long label, or letters no host name has
        raise BadAddress(AddressFault.HOST, text) from None
    if _NOT_IN_HOST.search(name):  # looked at last: a full-width slash only now became a slash
        raise BadAddress(AddressFault.HOST, text)
    return name
