"""Opening with 50,000 chats in the list, against 500: store, service and list, to the first rows painted."""

import asyncio
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from PySide6.QtWidgets import QApplication

from app.bootstrap.loop import EventLoop
from app.services.chats import ChatListService
from app.storage.conversations import ConversationStore
from app.storage.database import DATABASE_NAME
from app.ui.chat.chat_list import ChatListPane
from tests.bench import _stream_view
from tests.bench.measure import BenchResult, burn_cpu_s
from tests.helpers.services import anything, heard

MANY, FEW = 50_000, 500
RUNS = 7
SCROLLED_FRAMES = 300


def run() -> BenchResult:
    """Open both in turns and take the medians."""
    theme = _stream_view.make_theme()
    app = QApplication.instance()
    assert app is not None
    times: dict[int, list[float]] = {MANY: [], FEW: []}
    wholes: list[float] = []
    frames: list[float] = []
    with tempfile.TemporaryDirectory() as folder, EventLoop(app) as loop:
        for count in times:
            _build(Path(folder) / str(count), count)
        for turn in range(RUNS + 1):
            for count, taken in times.items():
                pane = ChatListPane(theme)
                pane.resize(256, 720)
                pane.show()
                opening = _opened_s(Path(folder) / str(count), count, pane)
                first_s, whole_s = loop.run_until_complete(opening)
                if turn and count == MANY:
                    frames += _scrolled_s(pane)
                pane.hide()
                pane.deleteLater()
                if turn:
                    taken.append(first_s)
                    wholes += [whole_s] if count == MANY else []
    many, few = median(times[MANY]), median(times[FEW])
    figures = {"many_to_few": many / few, "many_ms": many * 1000, "few_ms": few * 1000}
    frames.sort()
    figures |= {"scroll_p99_ms": frames[int(len(frames) * 0.99)] * 1000, "scroll_ms": median(frames) * 1000}
    figures |= {"whole_list_ms": median(wholes) * 1000, "control_burn_cpu_s": burn_cpu_s()}
    return BenchResult("chats", figures, {"many_to_few": 2.0, "scroll_p99_ms": 4.0})


def _scrolled_s(pane: ChatListPane) -> list[float]:
    """CPU of each frame while the list is scrolled: a third of a page a frame, then far jumps."""
    bar, viewport = pane.view.verticalScrollBar(), pane.view.viewport()
    steps = [*range(0, SCROLLED_FRAMES * 240, 240), *range(0, bar.maximum(), max(1, bar.maximum() // 100))]
    found = []
    for value in steps:
        begin = time.process_time()
        bar.setValue(value)
        viewport.repaint()
        found.append(time.process_time() - begin)
    return found


async def _opened_s(data_dir: Path, count: int, pane: ChatListPane) -> tuple[float, float]:
    """Seconds from opening the store to the first rows painted, and to the last chat in the list."""
    begin = time.perf_counter()
    store = await asyncio.to_thread(ConversationStore.open, data_dir)
    service = ChatListService(store)
    listed = heard(service.chats_changed)
    service.chats_changed.connect(pane.set_chats)
    service.start()
    await listed.until(anything)
    pane.view.viewport().repaint()
    first_s = time.perf_counter() - begin
    await listed.until(lambda chats: len(chats) == count)
    pane.view.viewport().repaint()
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
