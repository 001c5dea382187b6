"""Which SQLite is in use."""

import sqlite3


def sqlite_version() -> str:
    """As "3.46.1"."""
    return sqlite3.sqlite_version
