"""Names of what is kept."""

from os import urandom


def new_id() -> str:
    """A fresh random id: 32 hexadecimal digits."""
    return urandom(16).hex()  # as `uuid4().hex`, which loads half a megabyte for it
