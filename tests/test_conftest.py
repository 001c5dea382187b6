"""What must not pass does not: each sample runs under the settings of this project and has to fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = """
import asyncio
import warnings

from PySide6.QtCore import QTimer, qWarning


def test_good(qtbot, loop):
    loop.run_until_complete(asyncio.sleep(0))


async def test_good_async():
    await asyncio.sleep(0)


async def test_good_async_on_qt(loop):
    assert asyncio.get_running_loop() is loop


def test_warning():
    warnings.warn("of no matter", stacklevel=1)


def test_qt_message(qapp):
    qWarning("of no matter")


def test_error_in_a_slot(qtbot):
    QTimer.singleShot(0, int_of_nothing)
    qtbot.wait(1)


def int_of_nothing():
    int("")


async def test_coroutine_never_awaited():
    asyncio.sleep(0)


async def test_task_left():
    asyncio.current_task().left = asyncio.create_task(asyncio.sleep(1000))


async def test_task_left_on_qt(loop):
    asyncio.current_task().left = asyncio.create_task(asyncio.sleep(1000))


async def test_error_only_the_loop_saw():
    asyncio.get_running_loop().call_soon(int_of_nothing)
    await asyncio.sleep(0)


async def test_error_only_the_loop_saw_on_qt(loop):
    loop.call_soon(int_of_nothing)
    await asyncio.sleep(0)


async def test_plain_assertion():
    assert False


async def test_plain_assertion_on_qt(loop):
    assert False
"""


COPIED = """
from PySide6.QtCore import QMimeData


def test_copying(qapp):
    mime = QMimeData()
    mime.setText("a word")
    qapp.clipboard().setMimeData(mime)
"""


def run_samples(folder: Path, text: str) -> "subprocess.CompletedProcess[str]":
    """Run samples in a process of their own."""
    sample = folder / "test_samples.py"
    sample.write_text(text, encoding="utf-8")
    options = ["-p", "tests.conftest", "-p", "no:cacheprovider", "-c", "pyproject.toml", "-q", "-rA"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(sample)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """For each sample the words of pytest's summary that name it."""
    result = run_samples(tmp_path_factory.mktemp("samples"), SAMPLES)
    found: dict[str, set[str]] = {}
    for line in result.stdout.splitlines():
        word, _, rest = line.partition(" ")
        if word in {"PASSED", "FAILED", "ERROR"} and "::" in rest:
            found.setdefault(rest.split("::")[1].split(" ")[0], set()).add(word)
    return found


@pytest.mark.parametrize("name", ["test_good", "test_good_async", "test_good_async_on_qt"])
def test_good_samples_pass(outcomes: dict[str, set[str]], name: str) -> None:
    assert outcomes[name] == {"PASSED"}


@pytest.mark.parametrize(
    "name",
    [
        "test_warning",
        "test_qt_message",
        "test_error_in_a_slot",
        "test_coroutine_never_awaited",
        "test_task_left",
        "test_task_left_on_qt",
        "test_error_only_the_loop_saw",
        "test_error_only_the_loop_saw_on_qt",
        "test_plain_assertion",
        "test_plain_assertion_on_qt",
    ],
)
def test_bad_samples_fail(outcomes: dict[str, set[str]], name: str) -> None:
    assert outcomes[name] & {"FAILED", "ERROR"}


def test_a_run_that_copied_something_ends_well(tmp_path: Path) -> None:
    assert run_samples(tmp_path, COPIED).returncode == 0
