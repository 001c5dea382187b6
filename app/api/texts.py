"""Texts that a server sent, made fit to be stored, sent on and shown."""


def whole_characters(text: str) -> str:
    """The text with U+FFFD for half characters (lone surrogates), which neither SQLite nor a socket takes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
