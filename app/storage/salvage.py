"""Reads what can be read of a damaged database into a new one, row by row.

A damaged page ends a scan, so each table is read from both ends, and what lies between by the numbers that
its indexes still name.
"""

import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from app.storage.search_index import index_all_later, index_title

logger = logging.getLogger(__name__)

# Those that others refer to come first. The index of search is built anew from the messages.
_TABLES = (
    *("state", "presets", "folders", "chats", "chat_tags", "messages", "shown_children", "deltas"),
    *("attachments", "message_attachments", "draft_attachments", "edits"),
)
_OF_THE_NEW_FILE = ("storage.clean_exit", "search.preparation", "search.unindexed_below")
_HEADER_BYTES = 100

# What is left without what it refers to is given another place, or goes.
_REPAIRS = """
INSERT INTO chats (id, title, model, created_at, updated_at, pinned, unread, draft)
    SELECT chat_id, substr(min(content), 1, 60), '', min(created_at), max(created_at), 0, 0, ''
    FROM messages WHERE chat_id NOT IN (SELECT id FROM chats) GROUP BY chat_id;
UPDATE chats SET leaf_id = (
        SELECT id FROM messages WHERE chat_id = chats.id AND deleted_at IS NULL ORDER BY number DESC LIMIT 1
    )
    WHERE leaf_id IS NULL OR leaf_id NOT IN (SELECT id FROM messages);
UPDATE chats SET folder_id = NULL WHERE folder_id NOT IN (SELECT id FROM folders);
DELETE FROM chat_tags WHERE chat_id NOT IN (SELECT id FROM chats);
DELETE FROM edits WHERE chat_id NOT IN (SELECT id FROM chats);
DELETE FROM shown_children WHERE parent_id NOT IN (SELECT id FROM messages);
DELETE FROM deltas WHERE message_id NOT IN (SELECT id FROM messages);
DELETE FROM message_attachments WHERE message_id NOT IN (SELECT id FROM messages);
INSERT OR IGNORE INTO attachments SELECT sha256, 0 FROM message_attachments;
"""


def recovered(aside: Path, into: sqlite3.Connection) -> tuple[int, int]:
    """Fill the new, empty database `into` with what can be read of the file `aside`, which stays as it is.

    Returns:
        How many chats and messages those are.
    Raises:
        sqlite3.Error, OSError: the new file could not be written; nothing is in it then.
    """
    with tempfile.TemporaryDirectory(prefix="salvage-", dir=aside.parent) as folder:
        copy = Path(folder) / aside.name
        for suffix in ("", "-wal"):
            part = aside.with_name(aside.name + suffix)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + suffix))
        with closing(sqlite3.connect(copy)) as damaged:
            tables = _tables(damaged)
        if not tables:
            _give_header(copy, into)
        with closing(sqlite3.connect(copy)) as damaged:
            damaged.text_factory = _readable
            tables = _tables(damaged)
            if not tables:
                return 0, 0
            _copy_all(damaged, into, tables)
    chats, messages = (
        into.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("chats", "messages")
    )
    return chats, messages


def _copy_all(damaged: sqlite3.Connection, into: sqlite3.Connection, tables: set[str]) -> None:
    into.execute("PRAGMA foreign_keys = 0")
    into.execute("BEGIN IMMEDIATE")
    try:
        for table in _TABLES:
            if table in tables:
                _copy(damaged, into, table)
        _give_parents(into)
        for statement in _REPAIRS.split(";\n"):
            into.execute(statement)
        for (number,) in into.execute("SELECT number FROM chats").fetchall():
            index_title(into, number)
        index_all_later(into)
        into.execute("COMMIT")
    finally:
        if into.in_transaction:
            into.execute("ROLLBACK")
        into.execute("PRAGMA foreign_keys = 1")


def _give_parents(into: sqlite3.Connection) -> None:
    """Have each message whose parent is lost follow what was written before it."""
    orphans = into.execute(
        "SELECT id, chat_id, number FROM messages WHERE parent_id IS NOT NULL"
        " AND parent_id NOT IN (SELECT id FROM messages) ORDER BY number"
    ).fetchall()
    for message_id, chat_id, number in orphans:
        into.execute(
            "WITH RECURSIVE below (id) AS (VALUES (?1) UNION SELECT messages.id FROM below"
            " JOIN messages ON messages.parent_id = below.id)"
            " UPDATE messages SET parent_id = (SELECT id FROM messages WHERE chat_id = ?2 AND number < ?3"
            " AND id NOT IN (SELECT id FROM below) ORDER BY number DESC LIMIT 1) WHERE id = ?1",
            (message_id, chat_id, number),
        )


def _copy(damaged: sqlite3.Connection, into: sqlite3.Connection, table: str) -> None:
    there, new = _columns(damaged, table), _columns(into, table)
    columns = [column for column in new if column in there]
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    for row in _rows(damaged, table, columns, has_number="number" in there):
        if table == "state" and row[columns.index("key")] in _OF_THE_NEW_FILE:
            continue
        with suppress(sqlite3.IntegrityError):  # a row of nonsense
            into.execute(insert, row)


def _rows(
    damaged: sqlite3.Connection, table: str, columns: list[str], *, has_number: bool
) -> Iterator[tuple[Any, ...]]:
    select = f"SELECT {', '.join(columns)} FROM {table}"
    yield from _until_damage(damaged, f"{select} NOT INDEXED")
    if not has_number:
        return
    yield from _until_damage(damaged, f"{select} NOT INDEXED ORDER BY number DESC")
    numbers: set[int] = set()
    for name, column in _indexes(damaged, table):
        for direction in ("ASC", "DESC"):
            query = f"SELECT number FROM {table} INDEXED BY {name} ORDER BY {column} {direction}"
            numbers.update(number for (number,) in _until_damage(damaged, query))
    for number in sorted(numbers):
        yield from _until_damage(damaged, f"{select} WHERE number = {number}")


def _until_damage(damaged: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    try:
        yield from damaged.execute(query)
    except (sqlite3.DatabaseError, OverflowError) as error:
        logger.info("of a damaged database: %s: %s", query, error)


def _tables(damaged: sqlite3.Connection) -> set[str]:
    return {name for (name,) in _until_damage(damaged, "SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _indexes(damaged: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Every whole index of a table with its first column."""
    query = f"SELECT name FROM pragma_index_list('{table}') WHERE NOT partial"
    names = [name for (name,) in _until_damage(damaged, query)]
    first = "SELECT name FROM pragma_index_info('{}') WHERE seqno = 0"
    return [(name, row[0]) for name in names for row in _until_damage(damaged, first.format(name))]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _give_header(copy: Path, healthy: sqlite3.Connection) -> None:
    """Replace the first bytes of a copy, which say what kind of file it is, by those of a healthy file.

    Source: sqlite.org/fileformat.html, "The Database Header": bytes 28 to 31 are the number of pages,
    32 to 39 the list of free ones.
    """
    (page_bytes,) = healthy.execute("PRAGMA page_size").fetchone()
    (path,) = (row[2] for row in healthy.execute("PRAGMA database_list") if row[1] == "main")
    with Path(path).open("rb") as file:
        header = bytearray(file.read(_HEADER_BYTES))
    if len(header) < _HEADER_BYTES:
        return
    content = bytearray(copy.read_bytes())
    header[28:32] = (len(content) // page_bytes).to_bytes(4, "big")
    header[32:40] = bytes(8)
    content[:_HEADER_BYTES] = header
    copy.write_bytes(content)


def _readable(data: bytes) -> str:
    return data.decode("utf-8", "replace")
