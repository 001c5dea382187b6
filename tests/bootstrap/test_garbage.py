"""What lies in reference cycles dies in the thread of the window, whoever allocates."""

import gc
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.garbage import MainThreadGarbage


class Knot(QWidget):
    """A widget that only the collector can free."""

    died_in: ClassVar[list[str]] = []

    def __init__(self) -> None:
        super().__init__()
        self.itself = self

    def __del__(self) -> None:
        self.died_in.append(threading.current_thread().name)


@pytest.fixture
def deaths() -> Iterator[list[str]]:
    """The names of the threads in which knots died."""
    gc.collect()
    gc.freeze()  # a run of all tests holds millions of things, which each collection here would go through
    was_enabled = gc.isenabled()
    Knot.died_in.clear()
    yield Knot.died_in
    gc.collect()
    gc.unfreeze()
    (gc.enable if was_enabled else gc.disable)()


def allocate(count: int) -> int:
    return len([[number] for number in range(count)])


def test_a_worker_thread_never_destroys_widgets(deaths: list[str], qapp: QApplication, qtbot: QtBot) -> None:
    garbage = MainThreadGarbage(qapp)
    garbage.follow(QAbstractEventDispatcher.instance())
    with ThreadPoolExecutor(2, thread_name_prefix="worker") as pool:
        for _ in range(30):
            for _ in range(10):
                Knot()
            assert sum(pool.map(allocate, [20_000, 20_000])) == 40_000
            qtbot.wait(0)
    qtbot.waitUntil(lambda: len(deaths) > 200)
    assert set(deaths) == {threading.main_thread().name}
    garbage.deleteLater()


def test_without_it_a_worker_thread_collects(deaths: list[str], qapp: QApplication) -> None:
    gc.enable()

    class Plain:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            deaths.append(threading.current_thread().name)

    with ThreadPoolExecutor(1, thread_name_prefix="worker") as pool:
        for _ in range(100):
            Plain()
        pool.submit(allocate, 20_000).result()
    assert any(name.startswith("worker") for name in deaths), "what the guard is against"


@pytest.fixture
def whole(deaths: list[str]) -> Iterator[list[dict[str, int]]]:
    """The whole collections since the test began."""
    whole: list[dict[str, int]] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            whole.append(info)

    gc.callbacks.append(note)
    yield whole
    gc.callbacks.remove(note)


Held = list[tuple[list[list[int]], list[float]]]


def grow_old(garbage: MainThreadGarbage) -> None:
    """Make and drop so much that every generation is past its threshold."""
    for _ in range(200):
        let_go = [[number] for number in range(1_000)]
        garbage.collect_when_due()
        del let_go
    assert gc.get_count()[2] > gc.get_threshold()[2]


def hold_until_due(garbage: MainThreadGarbage, whole: list[dict[str, int]], held: Held, most: float) -> None:
    """Hold more and more, up to so many times of all there is, long after the last whole collection."""
    before = sys.getallocatedblocks()
    grow_old(garbage)
    while not whole and sys.getallocatedblocks() < before * most:
        # The collector counts and goes through lists only: numbers are the quick way to hold much.
        held.append(([[number] for number in range(1_000)], [number + 0.5 for number in range(10_000)]))
        garbage.collect_when_due()


def test_a_whole_collection_waits_for_growth(qapp: QApplication, whole: list[dict[str, int]]) -> None:
    garbage = MainThreadGarbage()
    grow_old(garbage)
    assert not whole, "nothing more is held than before"
    assert not any(timer.isActive() for timer in garbage.findChildren(QTimer)), "nor is one waited for"
    held: Held = []
    hold_until_due(garbage, whole, held, most=2.5)
    assert whole, "not even without a pause is it put off for ever"


def test_a_whole_collection_waits_for_a_pause(
    qapp: QApplication, qtbot: QtBot, whole: list[dict[str, int]]
) -> None:
    garbage = MainThreadGarbage()
    held: Held = []
    hold_until_due(garbage, whole, held, most=1.6)
    assert not whole, "a frame would come late"
    qtbot.waitUntil(lambda: bool(whole))
