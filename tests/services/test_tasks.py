"""Owners of tasks: they end what they own, and tell what went wrong."""

import asyncio
from typing import Any

import pytest

from app.domain.failure import Failure, FailureCode
from app.services import tasks
from app.services.tasks import BugTold, TaskOwner, result_of


async def test_closing_ends_what_runs_and_waits_for_its_last_words(loop: Any) -> None:
    said: list[str] = []

    async def saves_when_cancelled() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            said.append("saved")

    owner = TaskOwner(said.append)  # type: ignore[arg-type]
    task = owner.spawn(saves_when_cancelled(), name="one")
    await asyncio.sleep(0)
    await owner.aclose()
    assert task.cancelled()
    assert said == ["saved"]


async def test_a_swallowed_cancel_is_asked_for_again(loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "CANCEL_AGAIN_S", 0.01)

    async def swallows_one() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    owner = TaskOwner([].append)
    task = owner.spawn(swallows_one(), name="deaf")
    await asyncio.sleep(0)
    await owner.aclose()
    assert task.cancelled()


async def test_a_bug_is_told_once_and_logged(loop: Any, caplog: pytest.LogCaptureFixture) -> None:
    told: list[Failure] = []

    async def breaks() -> None:
        raise ZeroDivisionError("by nought")

    owner = TaskOwner(told.append)
    await asyncio.wait([owner.spawn(breaks(), name="broken")])
    await asyncio.sleep(0)
    await owner.aclose()
    assert told == [Failure(FailureCode.INTERNAL, detail="ZeroDivisionError: by nought")]
    assert "The task 'broken' ended with a bug" in caplog.text


async def test_who_asks_for_the_result_of_a_broken_task_learns_that_it_was_told(loop: Any) -> None:
    async def breaks() -> None:
        raise ZeroDivisionError

    owner = TaskOwner([].append)
    task = owner.spawn(breaks(), name="broken")
    await asyncio.wait({task})
    with pytest.raises(BugTold):
        result_of(task)
    await owner.aclose()
