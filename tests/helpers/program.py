"""The whole program in this process: the real window, every service, driven by keys and clicks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.bootstrap.options import Options
from app.bootstrap.program import Program
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.transcript.view import Transcript

LIMIT_S = 30
LOOK_EVERY_S = 0.01


@asynccontextmanager
async def running_program(
    data_dir: Path, server: str | None = None, **more: object
) -> AsyncIterator[Program]:
    """Open the window on a data folder and build the program behind it; end it as the program does."""
    options = Options(server=server, data_dir=data_dir, **more)  # type: ignore[arg-type]
    application = QCoreApplication.instance()
    window = MainWindow(Theme(application))  # type: ignore[arg-type]
    window.show()
    program = Program(window, data_dir, options)
    try:
        await program.start()
        yield program
    finally:
        await program.aclose()
        window.deleteLater()


async def until(holds: Callable[[], object], what: str) -> None:
    """Let the program run until the condition holds.

    Raises:
        AssertionError: it does not within 30 s.
    """
    try:
        async with asyncio.timeout(LIMIT_S):
            while not holds():  # noqa: ASYNC110  # what a person sees has no signal of its own
                await asyncio.sleep(LOOK_EVERY_S)
    except TimeoutError:
        raise AssertionError(f"never happened: {what}") from None


async def in_front(window: QWidget) -> None:
    """Wait until the window takes keys; it is asked for anew, as what closes just now may take them back."""

    def is_active() -> bool:
        window.activateWindow()
        return window.isActiveWindow()

    await until(is_active, "the window takes keys")


def type_text(widget: QWidget, text: str) -> None:
    """Type as a person does; a line feed is Shift+Enter."""
    for character in text:
        if character == "\n":
            QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        else:
            QTest.keyClicks(widget, character)


def press(widget: QWidget, key: Qt.Key) -> None:
    """Press and release one key."""
    QTest.keyClick(widget, key)


def click(button: QWidget) -> None:
    """Click in the middle of something that is shown.

    What was shown in this turn gets its place first, which a layout else does in the next one: until then
    a click would go beside it.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    assert button.isVisible(), f"{button} cannot be clicked: it is not shown"
    assert not button.size().isEmpty(), f"{button} cannot be clicked: it has no place yet"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def shown_texts(widget: QWidget) -> str:
    """Every word that can be read there: labels, buttons, blocks of a reply, and accessible names."""
    words: list[str] = []
    for child in [widget, *widget.findChildren(QWidget)]:
        if child is widget or child.isVisibleTo(widget):
            words.append(child.accessibleName())
            if isinstance(child, Transcript):
                for turn in child.turns:
                    words += [turn.accessible_name(), *turn.texts()]
            elif isinstance(child, QLabel | QAbstractButton):
                words.append(child.text())
    return "\n".join(word for word in words if word).replace("\N{NO-BREAK SPACE}", " ")
