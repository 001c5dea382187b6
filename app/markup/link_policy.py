"""What may happen with an address in a reply, and how it is written in HTML."""

import enum
import re
from urllib.parse import quote

_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WEB = re.compile(r"https?://[^/\\?#]", re.IGNORECASE)  # what has no host, browsers complete by guessing
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


class LinkUse(enum.Enum):
    """What may happen on a click."""

    OPEN = "open"
    ASK = "ask"  # show the whole target and ask
    NEVER = "never"


def link_use(address: str) -> LinkUse:
    """Policy for an address in a reply: http, https and mailto open, scripts and files never, others ask."""
    # Browsers and shells drop these before they look at the scheme, so a disguise must not change the answer.
    bare = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]", "", address)
    if not bare or bare[:2] in ("\\\\", "//", "\\/", "/\\"):
        return LinkUse.NEVER
    match = _SCHEME.match(bare)
    scheme = match.group(1).lower() if match else ""
    if scheme == "mailto" or _WEB.match(bare):
        return LinkUse.OPEN
    if scheme in ("javascript", "vbscript", "data", "file", "blob", "about") or len(scheme) == 1:
        return LinkUse.NEVER
    return LinkUse.ASK


def encode_address(address: str) -> str:
    """Percent-encode an address for HTML; what is encoded already stays."""
    safe = ";/?:@&=+$,-_.!~*'()#%"
    return quote(_LONE_PERCENT.sub("%25", address), safe=safe, errors="replace")
