"""Names of what is kept."""

import os


def new_id() -> str:
    """A fresh random id: 32 hexadecimal digits."""
    return os.urandom(16).hex()  # as `uuid4().hex`, which loads half a megabyte for it
