"""The models that a person wants first, as one line that is kept: their names, a space between."""

from collections.abc import Iterable

MOST = 200


def pinned_models(line: str) -> tuple[str, ...]:
    """The names in a line, as the server writes them, in the order in which they were pinned."""
    return tuple(dict.fromkeys(line.split()))[-MOST:]


def with_turned(line: str, names: Iterable[str]) -> str:
    """The line after pinning the models, or after unpinning them where all of them are pinned already."""
    pinned, names = pinned_models(line), tuple(names)
    rest = [each for each in pinned if each not in names]
    if set(names) <= set(pinned):
        return " ".join(rest)
    return " ".join([*rest, *names][-MOST:])


def renamed(line: str, old: Iterable[str], new: str) -> str:
    """The line after a model got another name."""
    gone = frozenset(old)
    return " ".join(dict.fromkeys(new if each in gone else each for each in pinned_models(line)))
