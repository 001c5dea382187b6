"""The first title of a chat."""

TITLE_LENGTH = 60


def title_of(text: str) -> str:
    """The first line of a text that has one, at most 60 characters long."""
    line = " ".join(text.strip().splitlines()[0].split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
