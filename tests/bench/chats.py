"""Opening with 50,000 chats in the list, against 500: the store and the service, to the first list told."""

import asyncio
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from PySide6.QtCore import QCoreApplication

from app.bootstrap.loop import EventLoop
from app.services.chats import ChatListService
from app.storage.conversations import ConversationStore
from app.storage.database import DATABASE_NAME
from tests.bench.measure import BenchResult, burn_cpu_s
from tests.helpers.services import anything, heard

MANY, FEW = 50_000, 500
RUNS = 7


def run() -> BenchResult:
    """Open both in turns and take the medians."""
    app = QCoreApplication.instance() or QCoreApplication([])
    times: dict[int, list[float]] = {MANY: [], FEW: []}
    wholes: list[float] = []
    with tempfile.TemporaryDirectory() as folder, EventLoop(app) as loop:
        for count in times:
            _build(Path(folder) / str(count), count)
        for turn in range(RUNS + 1):
            for count, taken in times.items():
                first_s, whole_s = loop.run_until_complete(_opened_s(Path(folder) / str(count), count))
                if turn:
                    taken.append(first_s)
                    wholes += [whole_s] if count == MANY else []
    many, few = median(times[MANY]), median(times[FEW])
    figures = {"many_to_few": many / few, "many_ms": many * 1000, "few_ms": few * 1000}
    figures |= {"whole_list_ms": median(wholes) * 1000, "control_burn_cpu_s": burn_cpu_s()}
    return BenchResult("chats", figures, {"many_to_few": 2.0})


async def _opened_s(data_dir: Path, count: int) -> tuple[float, float]:
    """Seconds from opening the store to the first chats told, and to all of them."""
    begin = time.perf_counter()
    store = await asyncio.to_thread(ConversationStore.open, data_dir)
    service = ChatListService(store)
    listed = heard(service.chats_changed)
    service.start()
    await listed.until(anything)
    first_s = time.perf_counter() - begin
    await listed.until(lambda chats: len(chats) == count)
    whole_s = time.perf_counter() - begin
    await service.aclose()
    await asyncio.to_thread(store.close)
    return first_s, whole_s


def _build(data_dir: Path, count: int) -> None:
    ConversationStore.open(data_dir).close()
    with closing(sqlite3.connect(data_dir / DATABASE_NAME)) as connection, connection:
        connection.executemany(
            "INSERT INTO chats (id, title, model, created_at, updated_at, pinned, unread, draft)"
            " VALUES (?, ?, 'smollm2:135m', ?, ?, ?, 0, '')",
            ((f"{n:032x}", f"Chat number {n}", n, n, n % 1000 == 0) for n in range(count)),
        )
