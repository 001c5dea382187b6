"""The Python packages of the lock that are installed in the environment that runs this."""

import importlib.metadata
import re

from environment import LOCK_TO_RUN


def to_run() -> list[str]:
    """The names of the installed packages that the program runs with."""
    text = LOCK_TO_RUN.read_text(encoding="utf-8")
    return [name for name in re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE) if has(name)]


def has(package: str) -> bool:
    """Whether it is installed; some are not meant for every system."""
    try:
        importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
