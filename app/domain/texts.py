"""Texts from elsewhere, made fit to be stored, sent on and shown."""


def whole_characters(text: str) -> str:
    """The text with halves of surrogate pairs joined, and U+FFFD for lone ones.

    JSON may carry either; neither SQLite nor a socket takes them.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
