"""Searching 1,000,000 messages: the newest 50 hits as typed, against a LIKE scan over the same rows."""

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from app.domain.index_text import prepared
from app.domain.search import SearchOrder, SearchWish
from app.storage.conversations import ConversationStore
from app.storage.database import DATABASE_NAME
from app.storage.search_index import PREPARATION
from tests.bench.measure import BenchResult, burn_cpu_s

MESSAGES = 1_000_000
CHATS = 20_000
WORDS = 4_000
WORDS_A_MESSAGE = 60
TEXTS = 20_000
RUNS = 5
BATCH = 50_000
FIRST_NUMBER = 17_000_000_000
TYPED = ("w{common}", "w{usual}", "w{rare}", "w{usual} w{common}", "w{half}", "kameln")


def run() -> BenchResult:
    """Build the database without a journal, then search through the store as the program does."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        _build(Path(folder))
        built_s = time.perf_counter() - begin
        store = ConversationStore.open(Path(folder))
        try:
            figures = _measured(store, Path(folder) / DATABASE_NAME)
        finally:
            store.close()
    figures |= {"built_s": built_s, "control_burn_cpu_s": burn_cpu_s()}
    return BenchResult("search", figures, {"newest_to_like": 0.01})


def _measured(store: ConversationStore, database: Path) -> dict[str, float]:
    typed = [
        text.format(common=_word(1), usual=_word(100), rare=_word(WORDS - 1), half=_word(1)[:2])
        for text in TYPED
    ]
    newest = {text: _median_s(lambda text=text: _find(store, text, SearchOrder.NEWEST)) for text in typed}
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        like_s = _median_s(lambda: _like(connection, f"w{_word(WORDS - 1)}"))
    best_s = _median_s(lambda: _find(store, typed[1], SearchOrder.BEST))
    slowest_s = max(newest.values())
    return {
        "newest_to_like": slowest_s / like_s,
        "newest_50_ms": median(newest.values()) * 1000,
        "newest_50_slowest_ms": slowest_s * 1000,
        "like_scan_ms": like_s * 1000,
        "best_50_ms": best_s * 1000,
        "hits": float(_find(store, typed[0], SearchOrder.NEWEST)),
        "database_mb": database.stat().st_size / 1e6,
    }


def _find(store: ConversationStore, text: str, order: SearchOrder) -> int:
    return len(store.search.find(SearchWish(text, order=order)).result(60).hits)


def _like(connection: sqlite3.Connection, word: str) -> int:
    query = "SELECT id FROM messages WHERE content LIKE ? ORDER BY number DESC"
    return len(connection.execute(query, (f"%{word}%",)).fetchall())


def _median_s(call: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS + 1):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return median(times[1:])


def _word(number: int) -> str:
    return f"{number:05x}"[::-1]


def _build(folder: Path) -> None:
    """The tables as the store has them, filled directly: texts repeat, which no index notices."""
    ConversationStore.open(folder).close()
    dice = random.Random(1)
    weights = [1 / (rank + 3) for rank in range(WORDS)]
    texts = [
        " ".join(f"w{_word(n)}" for n in dice.choices(range(WORDS), weights, k=WORDS_A_MESSAGE))
        for _ in range(TEXTS)
    ]
    ready = [prepared(text) for text in texts]
    with closing(sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO chats (id, title, model, created_at, updated_at, pinned, unread, draft)"
            " VALUES (?, ?, '', ?, ?, 0, 0, '')",
            ((f"c{n}", f"Chat w{_word(n % WORDS)}", n, n) for n in range(CHATS)),
        )
        connection.executemany(
            "INSERT INTO title_index (rowid, title) VALUES (?, ?)",
            ((n + 1, f"chat w{_word(n % WORDS)}") for n in range(CHATS)),
        )
        for start in range(0, MESSAGES, BATCH):
            numbers = range(start, start + BATCH)
            connection.executemany(
                "INSERT INTO messages (number, id, chat_id, role, content, thinking, state, created_at,"
                " model, model_digest, server, done_reason, thought_ns)"
                " VALUES (?, ?, ?, 'user', ?, '', 'complete', ?, '', '', '', '', 0)",
                (
                    (FIRST_NUMBER + n * 9, f"m{n}", f"c{n % CHATS}", texts[n % TEXTS], n * 900_000)
                    for n in numbers
                ),
            )
            connection.executemany(
                "INSERT INTO message_index (rowid, content, thinking, files) VALUES (?, ?, '', '')",
                ((FIRST_NUMBER + n * 9, ready[n % TEXTS]) for n in numbers),
            )
        connection.execute("INSERT OR REPLACE INTO state VALUES ('search.preparation', ?)", (PREPARATION,))
        connection.executemany(
            "INSERT OR IGNORE INTO index_words VALUES (?)", ((f"w{_word(n)}",) for n in range(WORDS))
        )
        connection.execute("INSERT OR IGNORE INTO index_words VALUES ('chat')")
        connection.execute("UPDATE chats SET leaf_id = 'm' || (number - 1)")
        connection.execute("COMMIT")
