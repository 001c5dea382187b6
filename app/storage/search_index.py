"""Keeps the index of all text in step with the messages and titles.

A message is in the index when it is whole: not while it is being written. Whether it is, the index itself
knows, so messages that came in bulk, or before there was an index, are added later in small steps.
"""

import sqlite3
import time

PREPARATION = "1"
"""Changes with what `app.domain.index_text.prepared` makes of a text: another index is then built anew."""

_PREPARATION = "search.preparation"  # keys of the table `state`
_UNINDEXED_BELOW = "search.unindexed_below"
_BATCH = 20

_COLUMNS = "rowid, content, thinking, files"


def index_message(connection: sqlite3.Connection, number: int) -> None:
    """Add a whole message to the index; one that is in it already stays."""
    if not is_indexed(connection, number):
        texts = _prepared_texts(connection, number)
        connection.execute(f"INSERT INTO message_index ({_COLUMNS}) VALUES (?, ?, ?, ?)", (number, *texts))
        _note_words(connection, " ".join(texts))


def unindex_message(connection: sqlite3.Connection, number: int) -> None:
    """Take a message out of the index; call it before its text changes."""
    if is_indexed(connection, number):
        texts = _prepared_texts(connection, number)
        connection.execute(
            f"INSERT INTO message_index (message_index, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?)",
            (number, *texts),
        )
        _forget_words(connection, " ".join(texts))


def is_indexed(connection: sqlite3.Connection, number: int) -> bool:
    """Whether a message is in the index."""
    row = connection.execute("SELECT 1 FROM message_index_docsize WHERE id = ?", (number,)).fetchone()
    return row is not None


def index_title(connection: sqlite3.Connection, number: int) -> None:
    """Add the title of a chat."""
    if connection.execute("SELECT 1 FROM title_index_docsize WHERE id = ?", (number,)).fetchone() is None:
        row = connection.execute("SELECT title FROM chats WHERE number = ?", (number,)).fetchone()
        text = _prepared(row[0])
        connection.execute("INSERT INTO title_index (rowid, title) VALUES (?, ?)", (number, text))
        _note_words(connection, text)


def unindex_title(connection: sqlite3.Connection, number: int) -> None:
    """Take the title of a chat out; call it before the title changes."""
    if connection.execute("SELECT 1 FROM title_index_docsize WHERE id = ?", (number,)).fetchone():
        row = connection.execute("SELECT title FROM chats WHERE number = ?", (number,)).fetchone()
        text = _prepared(row[0])
        connection.execute(
            "INSERT INTO title_index (title_index, rowid, title) VALUES ('delete', ?, ?)", (number, text)
        )
        _forget_words(connection, text)


def check_preparation(connection: sqlite3.Connection) -> None:
    """Empty an index of another preparation, to be built anew by `index_some`; the titles at once."""
    if _state(connection, _PREPARATION) == PREPARATION:
        return
    connection.execute("INSERT INTO message_index (message_index) VALUES ('delete-all')")
    connection.execute("INSERT INTO title_index (title_index) VALUES ('delete-all')")
    connection.execute("DELETE FROM index_words")
    for (number,) in connection.execute("SELECT number FROM chats").fetchall():
        index_title(connection, number)
    index_all_later(connection)
    _set_state(connection, _PREPARATION, PREPARATION)


def index_all_later(connection: sqlite3.Connection) -> None:
    """Have `index_some` look at every message again."""
    top = connection.execute("SELECT max(number) FROM messages").fetchone()[0]
    if top is not None:
        _set_state(connection, _UNINDEXED_BELOW, str(top + 1))


def index_some(connection: sqlite3.Connection, for_s: float) -> bool:
    """Add messages that are not in the index, the newest first, for about so long.

    Returns:
        Whether there may be more.
    """
    below = _state(connection, _UNINDEXED_BELOW)
    if below is None:
        return False
    until = time.monotonic() + for_s
    number = int(below)
    while time.monotonic() < until:
        batch = connection.execute(
            "SELECT number, state FROM messages WHERE number < ? ORDER BY number DESC LIMIT ?",
            (number, _BATCH),
        ).fetchall()
        for number, state in batch:
            if state != "writing":
                index_message(connection, number)
        if not batch:
            connection.execute("DELETE FROM state WHERE key = ?", (_UNINDEXED_BELOW,))
            return False
    _set_state(connection, _UNINDEXED_BELOW, str(number))
    return True


def words_from(connection: sqlite3.Connection, beginning: str, most: int) -> list[str]:
    """Words of the index that begin so, the shortest first."""
    rows = connection.execute(
        "SELECT word FROM index_words WHERE word >= ? AND word < ? ORDER BY length(word), word LIMIT ?",
        (beginning, beginning + "\U0010ffff", most),
    )
    return [word for (word,) in rows]


def count_unindexed(connection: sqlite3.Connection) -> int:
    """About how many messages `index_some` has still to look at."""
    below = _state(connection, _UNINDEXED_BELOW)
    if below is None:
        return 0
    query = "SELECT count(*) FROM messages WHERE number < ?"
    return int(connection.execute(query, (int(below),)).fetchone()[0])


def _note_words(connection: sqlite3.Connection, text: str) -> None:
    words = [(word,) for word in sorted(set(text.split()))]
    connection.executemany("INSERT OR IGNORE INTO index_words VALUES (?)", words)


def _forget_words(connection: sqlite3.Connection, text: str) -> None:
    """Remove the words that no text has any more."""
    for word in set(text.split()):
        match = (f'"{word}"',)
        if not any(
            connection.execute(f"SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT 1", match).fetchone()
            for table in ("message_index", "title_index")
        ):
            connection.execute("DELETE FROM index_words WHERE word = ?", (word,))


def _prepared(text: str) -> str:
    # Its tables of characters take 20 ms, which no start needs.
    from app.domain.index_text import prepared

    return prepared(text)


def _prepared_texts(connection: sqlite3.Connection, number: int) -> tuple[str, str, str]:
    content, thinking, calls, message_id = connection.execute(
        "SELECT content, thinking, tool_calls, id FROM messages WHERE number = ?", (number,)
    ).fetchone()
    names = connection.execute(
        "SELECT name FROM message_attachments WHERE message_id = ? ORDER BY position", (message_id,)
    ).fetchall()
    said = searched_text(content, calls)
    return _prepared(said), _prepared(thinking), _prepared(" ".join(name for (name,) in names))


def searched_text(content: str, calls: str) -> str:
    """What is searched of a message: what it says, and what it asks of tools."""
    if not calls:
        return content
    # Few replies have calls.
    from app.domain.tool_calls import text_with_calls

    return text_with_calls(content, calls)


def _state(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def _set_state(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, value))
