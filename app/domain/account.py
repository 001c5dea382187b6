"""The account a server is signed in to, what it says of the cloud, and the models it recommends."""

from dataclasses import dataclass
from urllib.parse import urlsplit

SIGNIN_HOST = "ollama.com"


@dataclass(frozen=True, slots=True)
class Account:
    """The answer of `POST /api/me`; what the account does not tell is ""."""

    name: str
    id: str = ""
    email: str = ""
    bio: str = ""
    avatar_url: str = ""
    first_name: str = ""
    last_name: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """The answer of `GET /api/status`.

    `cloud_disabled` is None where the server is too old to say (before v0.16.2); `source` tells by what it is
    switched off: "none", "env", "config", "both", or a word that later servers have.
    """

    cloud_disabled: bool | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ModelRecommendation:
    """A model to try. What is not known is 0 or "". Built-in rows have `download_bytes` and `source`."""

    model: str
    description: str = ""
    context_length: int = 0
    max_output_tokens: int = 0
    vram_bytes: int = 0
    download_bytes: int = 0
    required_plan: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ModelRecommendations:
    """`is_built_in`: the server has no such list and these are our own, of the day `as_of` (ISO date)."""

    models: tuple[ModelRecommendation, ...]
    is_built_in: bool = False
    as_of: str = ""


def trusted_signin_url(url: str) -> str:
    """The address when it is https on ollama.com and nothing else; "" for any other text.

    A server can send what it likes, and a person is about to type a password there.
    """
    if any(ord(char) <= 32 or ord(char) >= 127 or char == "\\" for char in url):
        return ""  # browsers and urlsplit read these differently
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    is_plain = "@" not in parts.netloc and port in (None, 443)
    return url if parts.scheme == "https" and parts.hostname == SIGNIN_HOST and is_plain else ""
