"""Fixtures every test can use, and the rules every test obeys.

Silence is part of passing: warnings are errors (pyproject.toml), Qt messages from WARNING upwards fail the
test that caused them (pytest-qt), and so do tasks left running and errors that only reached an event loop's
handler.

Three kinds of test:

* `def test_x()`: as everywhere; `qtbot` and `qapp` of pytest-qt where widgets are needed.
* `async def test_x()`: runs on a fresh plain asyncio loop. For the layers without Qt.
* `def test_x(loop)` or `async def test_x(loop)`: qasync's loop over Qt's, as in the program. It counts as
  running for the whole test, so slots may spawn tasks while `qtbot.waitSignal(...)` waits, and a plain `def`
  may call `loop.run_until_complete(coroutine)` as often as it likes.

There are no async fixtures: what must be closed in the loop is an `async with` in the test.
"""

import asyncio
import importlib.util
import inspect
import json
import os
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from PySide6.QtCore import QAbstractEventDispatcher, QEventLoop
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap.garbage import MainThreadGarbage
from app.bootstrap.loop import EventLoop as ProgramLoop
from tests.helpers.x_input import XInput, XInputMissing
from tests.helpers.xvfb import XvfbMissing, xvfb

ROOT = Path(__file__).resolve().parents[1]
WAIT_LIMIT_MS = 30_000
HANG_LIMIT_S = 240
"""A coroutine that takes longer hangs; it is ended so that the run as a whole can go on."""
TOLD = "told at the end"
"""The name of a test's property that `tell` adds."""

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LANG", "C.UTF-8")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # no test touches a real key store
for _name in [name for name in os.environ if name.startswith("OLLAMA_") or name.lower().endswith("_proxy")]:
    del os.environ[_name]  # the person's own server and proxy are no part of any test
settings.register_profile("in any time", deadline=None)  # a busy machine makes no test fail
settings.register_profile("few", deadline=None, max_examples=5, derandomize=True)
settings.load_profile("in any time")


class LoopInQt(ProgramLoop):
    """The program's loop as one that is always running: it never starts or leaves `QApplication.exec()`."""

    def run_until_complete(self, future: Any) -> Any:
        """Wait in a local Qt loop, as pytest-qt does; qasync's own way ends in QApplication.exit()."""
        task = asyncio.ensure_future(asyncio.wait_for(future, HANG_LIMIT_S), loop=self)
        waiter = QEventLoop()
        task.add_done_callback(lambda _: waiter.quit())
        while not task.done():
            waiter.exec()
        return task.result()


class PatientQtBot(QtBot):
    """pytest-qt's, whose waits end in failure after 30 s instead of 5: a busy machine makes no test fail."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = WAIT_LIMIT_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = WAIT_LIMIT_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientQtBot:
    """In place of pytest-qt's."""
    return PatientQtBot(request)


@pytest.fixture(scope="session", autouse=True)
def garbage() -> MainThreadGarbage:
    """As in the program: no worker thread collects what belongs to the window."""
    return MainThreadGarbage()


@pytest.fixture(autouse=True)
def _collect_between_tests(garbage: MainThreadGarbage) -> Iterator[None]:
    yield
    garbage.collect_when_due()


@pytest.fixture(scope="session")
def qt_loop(qapp: QApplication, garbage: MainThreadGarbage) -> Iterator[LoopInQt]:
    """The one loop over Qt of this run. Tests ask for `loop` instead."""
    garbage.follow(QAbstractEventDispatcher.instance())
    qapp.setQuitOnLastWindowClosed(False)  # a closed window would end the loop that a test waits in
    qt_loop = LoopInQt(qapp, already_running=True)
    asyncio._set_running_loop(None)  # tests on plain asyncio run between those on this loop
    yield qt_loop
    qt_loop.stop()
    qt_loop.close()


@pytest.fixture
def loop(qt_loop: LoopInQt) -> Iterator[LoopInQt]:
    """The Qt loop, running; fails the test that leaves a task or an unseen error behind."""
    errors: list[dict[str, Any]] = []
    qt_loop.set_exception_handler(lambda _, context: errors.append(context))
    asyncio._set_running_loop(qt_loop)
    yield qt_loop
    left = [task for task in asyncio.all_tasks(qt_loop) if not task.done()]
    for task in left:
        task.cancel()
    if left:
        qt_loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    asyncio._set_running_loop(None)
    assert not left, f"tasks left running: {left}"
    assert not errors, f"errors nobody handled: {errors}"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests: on the Qt loop when they ask for `loop`, else on plain asyncio."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    if "loop" in arguments:
        arguments["loop"].run_until_complete(pyfuncitem.obj(**arguments))
    else:
        asyncio.run(_leaving_nothing(pyfuncitem.obj(**arguments)))
    return True


async def _leaving_nothing(test: Coroutine[Any, Any, None]) -> None:
    """Run the test; fail when it leaves a task running or an error to the loop's handler."""
    errors: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    async with asyncio.timeout(HANG_LIMIT_S):
        await test
        await asyncio.gather(*(task for task in asyncio.all_tasks() if _closes_generator(task)))
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, f"tasks left running: {left}"
    assert not errors, f"errors nobody handled: {errors}"


def _closes_generator(task: "asyncio.Task[Any]") -> bool:
    """Whether the loop closes a dropped generator: httpx drops some when a body cannot be unzipped."""
    return type(task.get_coro()).__name__ == "async_generator_athrow"


def skip_or_fail(reason: str) -> None:
    """Skip where a part of the machine is missing; in continuous integration that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def starter_model() -> Path:
    """The GGUF file of the starter model, as packaging/dev.py fetched it."""
    folder = ROOT / "resources" / "models"
    facts = json.loads((folder / "starter.json").read_text(encoding="utf-8"))
    path: Path = folder / facts["file"]
    if not path.is_file():
        skip_or_fail(f"{path.name} is not there; python packaging/dev.py model fetches it")
    return path


@pytest.fixture
def x_display() -> Iterator[str]:
    """The name of a fresh X display (such as ":7"), for programs a test starts with QT_QPA_PLATFORM=xcb."""
    try:
        with xvfb() as display:
            yield display
    except XvfbMissing as error:
        skip_or_fail(str(error))


@pytest.fixture
def x_input(x_display: str) -> Iterator[XInput]:
    """Keyboard and pointer of that display."""
    try:
        given = XInput(x_display)
    except XInputMissing as error:
        skip_or_fail(str(error))
    yield given
    given.close()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of the built-in engine need its library, which not every system has."""
    if item.get_closest_marker("engine") and importlib.util.find_spec("xllamacpp") is None:
        skip_or_fail("the built-in engine has no build for this computer (xllamacpp is not installed)")


def pytest_sessionfinish() -> None:
    """Let go of what was copied: offscreen, Qt would do that after the interpreter is gone, and crash."""
    if isinstance(application := QApplication.instance(), QApplication):
        application.clipboard().clear()


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Print a text at the end of the run, also when all is well and when processes share the tests."""

    def tell(text: str) -> None:
        request.node.user_properties.append((TOLD, text))

    return tell


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests counted, and how the time splits over the folders, so that what grew is seen."""
    spent: Counter[str] = Counter()
    told: list[str] = []
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                path = report.nodeid.split("::")[0].removeprefix("tests/")
                spent[path.split("/")[0] if "/" in path else "."] += report.duration
                if report.when == "call":
                    told += [str(text) for name, text in report.user_properties if name == TOLD]
    if told:
        terminalreporter.section("what tests counted")
        terminalreporter.line("\n".join(told))
    if spent:
        terminalreporter.section("seconds by folder")
        terminalreporter.line("  ".join(f"{name} {seconds:.1f}" for name, seconds in spent.most_common()))
