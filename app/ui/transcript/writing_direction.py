"""Which way a paragraph runs."""

import unicodedata


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs to the left. Source: Unicode Annex 9, rule P2."""
    if text.isascii():
        return False
    for letter in text[:400]:
        direction = unicodedata.bidirectional(letter)
        if direction == "L":
            return False
        if direction in ("R", "AL"):
            return True
    return False
