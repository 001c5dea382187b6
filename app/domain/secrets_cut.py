"""Takes out of a text what signs somebody in, before it is logged, shown or copied."""

import re
from functools import cache

CUT = "[cut]"


def cut_secrets(text: str) -> str:
    """The text without header values that sign in, keys, and names with passwords in addresses."""
    for pattern in _patterns():
        text = pattern.sub(rf"\1{CUT}", text)
    return text


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return (
        # Headers: `Authorization: Basic abc`, `'cookie': 'a=b; c=d'`, `(b'Authorization', b'Bearer abc')`.
        re.compile(r"""((?:authorization|cookie)["']?\s*[:=,]\s*b?["']?)([^"'\r\n)\]}]+)""", re.IGNORECASE),
        re.compile(r"""(\bbearer\s+)([^\s"',;)\]}]+)""", re.IGNORECASE),
        re.compile(
            r"""((?:api[-_]?key|token|password)["']?\s*[:=]\s*b?["']?)([^\s"'&,;)\]}]+)""", re.IGNORECASE
        ),
        # Name and password in an address.
        re.compile(r"""(\b[a-z][a-z0-9+.-]*://)([^\s/?#"']+)(?=@)""", re.IGNORECASE),
    )
