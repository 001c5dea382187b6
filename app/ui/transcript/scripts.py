"""Letters that the fonts of the window do not have: the system draws them in fonts with fewer faces."""

import re
from collections.abc import Iterator
from enum import Enum

_FOREIGN = re.compile(
    "([\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+)"
    "|[\u0530-\u05ff\u0700-\u074f\u0780-\u086f\u0900-\u1cff\u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef"
    "\U00020000-\U0003ffff]+"
)


class Script(Enum):
    """What a stretch of letters asks of its face."""

    OWN = "own"
    FOREIGN = "foreign"  # such as Han: often there is nothing between regular and bold, nor even bold
    ARABIC = "arabic"  # has no slanted letters


def stretches(text: str) -> Iterator[tuple[int, int, Script]]:
    """A text cut where its letters ask for another face."""
    at = 0
    for found in _FOREIGN.finditer(text) if not text.isascii() else ():
        if at < found.start():
            yield at, found.start(), Script.OWN
        at = found.end()
        yield found.start(), at, Script.ARABIC if found.group(1) else Script.FOREIGN
    if at < len(text):
        yield at, len(text), Script.OWN
