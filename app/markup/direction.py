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


def letter_runs_left(text: str, offset: int) -> bool:
    """Whether what comes behind a letter stands at its left; what has no direction runs as the text does."""
    if text.isascii():
        return False
    direction = unicodedata.bidirectional(text[offset])
    if direction in ("L", "EN", "AN"):
        return False
    return direction in ("R", "AL") or is_right_to_left(text)
