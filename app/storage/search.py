"""Finds messages by their words: newest first at once, or the best ones first in the slow reading thread."""

import sqlite3
import threading
from concurrent.futures import Future
from typing import Any

from app.domain.search import (
    HitPlace,
    SearchFilter,
    SearchHit,
    SearchHits,
    SearchOrder,
    SearchWish,
    Term,
    match_of,
    terms_of,
)
from app.domain.snippet import snippet_of
from app.storage.access import Access
from app.storage.rows import microseconds, number_of, time_of
from app.storage.search_index import count_unindexed, searched_text, words_from
from app.storage.tree import is_shown

# CROSS JOIN keeps SQLite from beginning with the chats: the index gives the newest first by itself.
_FOUND = (
    "FROM message_index CROSS JOIN messages ON messages.number = message_index.rowid"
    " CROSS JOIN chats ON chats.id = messages.chat_id WHERE message_index MATCH ?"
)
_LISTED = "FROM messages CROSS JOIN chats ON chats.id = messages.chat_id WHERE 1"
_THERE = " AND messages.deleted_at IS NULL AND chats.deleted_at IS NULL"
_COLUMNS = (
    "messages.number, messages.id, messages.chat_id, chats.title, messages.role, messages.model,"
    " messages.created_at, messages.content, messages.thinking, messages.tool_calls"
)


_MOST_WORDS = 128


class SearchStore:
    """The searches of one store."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._lock = threading.Lock()
        self._is_searching = False  # in the slow thread, which others use too

    def find(self, wish: SearchWish) -> Future[SearchHits]:
        """One page of hits; chats whose title matches are on the first page of an unfiltered search.

        A search for the best ones ends the one before that is still under way: that one fails.
        """
        if wish.order is SearchOrder.BEST:
            with self._lock:
                if self._is_searching:
                    self._access.interrupt_slow_read()
            return self._access.read_slowly(lambda connection: self._found(connection, wish))
        return self._access.read(lambda connection: found(connection, wish))

    def _found(self, connection: sqlite3.Connection, wish: SearchWish) -> SearchHits:
        with self._lock:
            self._is_searching = True
        try:
            return found(connection, wish)
        finally:
            with self._lock:
                self._is_searching = False


def found(connection: sqlite3.Connection, wish: SearchWish) -> SearchHits:
    """What `SearchStore.find` gives."""
    terms = terms_of(wish.text)
    is_plain = wish.filter == SearchFilter()
    if not terms and is_plain:
        return SearchHits(wish, ())
    match = _match(connection, terms)
    clauses, values = _clauses(wish, has_text=bool(match))
    source = _FOUND if terms else _LISTED
    order = "messages.number DESC" if not terms else "message_index.rowid DESC"
    if terms and wish.order is SearchOrder.BEST:
        order = "bm25(message_index)"
    rows = connection.execute(
        f"SELECT {_COLUMNS} {source}{_THERE}{clauses} ORDER BY {order} LIMIT ?",
        (*((match,) if match else ()), *values, wish.limit),
    ).fetchall()
    hits = [_hit(connection, row, terms) for row in rows]
    if terms and is_plain and wish.before is None:
        hits += _titles(connection, match, terms, wish.limit)
        if wish.order is SearchOrder.NEWEST:
            hits.sort(key=lambda hit: hit.at, reverse=True)
    more = len(rows) == wish.limit and wish.order is SearchOrder.NEWEST
    return SearchHits(wish, tuple(hits), rows[-1][0] if more else None, count_unindexed(connection))


def _match(connection: sqlite3.Connection, terms: tuple[Term, ...]) -> str:
    most = _MOST_WORDS // max(1, sum(term.is_open for term in terms))
    return match_of(terms, lambda word: words_from(connection, word, max(4, most)))


def _clauses(wish: SearchWish, *, has_text: bool) -> tuple[str, list[Any]]:
    wanted = wish.filter
    number = "message_index.rowid" if has_text else "messages.number"
    pairs: list[tuple[str, Any]] = []
    if wish.before is not None:
        pairs.append((f"{number} < ?", wish.before))
    if wanted.since is not None:
        pairs.append((f"{number} >= ?", number_of(wanted.since)))
        pairs.append(("messages.created_at >= ?", microseconds(wanted.since)))
    if wanted.until is not None:
        pairs.append(("messages.created_at < ?", microseconds(wanted.until)))
    if wanted.model:
        pairs.append(("messages.model = ?", wanted.model))
    if wanted.role:
        pairs.append(("messages.role = ?", wanted.role))
    if wanted.folder_id:
        pairs.append(("chats.folder_id = ?", wanted.folder_id))
    clauses = "".join(f" AND {clause}" for clause, _ in pairs)
    if wanted.has_images:
        clauses += (
            " AND EXISTS (SELECT 1 FROM message_attachments WHERE message_id = messages.id"
            " AND media_type LIKE 'image/%')"
        )
    return clauses, [value for _, value in pairs]


def _hit(connection: sqlite3.Connection, row: tuple[Any, ...], terms: tuple[Term, ...]) -> SearchHit:
    _, message_id, chat_id, title, role, model, created_at, content, thinking, calls = row
    place, best = HitPlace.CONTENT, snippet_of(searched_text(content, calls), terms)
    words = best.spellings
    wanted = sum(not term.is_excluded for term in terms)
    if best.found < wanted:
        names = connection.execute(
            "SELECT name FROM message_attachments WHERE message_id = ? ORDER BY position", (message_id,)
        )
        others = {HitPlace.THINKING: thinking, HitPlace.FILE: ", ".join(name for (name,) in names)}
        for other, text in others.items():
            snippet = snippet_of(text, terms)
            words += snippet.spellings
            if snippet.found > best.found:
                place, best = other, snippet
    shown = is_shown(connection, chat_id, message_id)
    at = time_of(created_at)
    return SearchHit(chat_id, message_id, title, place, best.text, best.marks, at, role, model, shown, words)


def _titles(
    connection: sqlite3.Connection, match: str, terms: tuple[Term, ...], limit: int
) -> list[SearchHit]:
    rows = connection.execute(
        "SELECT chats.id, chats.title, chats.updated_at, chats.model FROM title_index"
        " CROSS JOIN chats ON chats.number = title_index.rowid"
        " WHERE title_index MATCH ? AND chats.deleted_at IS NULL ORDER BY title_index.rowid DESC LIMIT ?",
        (match, limit),
    )
    hits = []
    for chat_id, title, updated_at, model in rows:
        snippet = snippet_of(title, terms)
        at = time_of(updated_at)
        hits.append(
            SearchHit(chat_id, "", title, HitPlace.TITLE, snippet.text, snippet.marks, at, model=model)
        )
    return hits
