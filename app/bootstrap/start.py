"""From the command line to a painted window, and only then to everything else.

The window is painted before the loop, the HTTP client or the store is even imported: loading them costs
as much again as the bare window does.
"""

import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import app.bootstrap.fast_imports  # noqa: F401  # before all others of ours
from app import APPLICATION_ID, __version__
from app.bootstrap.options import Options
from app.bootstrap.places import INSTANCE_FILE, data_dir
from app.domain.window_place import KEY as PLACE_KEY
from app.domain.window_place import Area, WindowPlace, on_screens, place_from_text
from app.storage.settings_file import KeptSettings, SettingsFile
from app.ui.main_window import MainWindow
from app.ui.theme.resources import resource_path
from app.ui.theme.theme import ContrastMode, Theme, ThemeMode

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QScreen

    from app.bootstrap.link import LinkEvents
    from app.bootstrap.program import Program
    from app.domain.failure import Failure
    from app.domain.setting import SettingValues

log = logging.getLogger(__name__)

CONTENT_LIMIT_MS = 1000
MOTION_AFTER_MS = 1500


def run_window(options: Options) -> int:
    """Open the window and run until it is closed, or until it has tested itself."""
    if options.self_test:
        # Only then.
        from app.bootstrap.self_test import run_self_test

        return run_self_test(options, run)
    return run(options, _until_closed)


def run_demo(options: Options) -> int:
    """Ask one question in the real window, offscreen where there is no display; see `demo`."""
    has_display = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not has_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Only a demo needs it.
    from app.bootstrap.demo import Demo

    return run(options, Demo(options).run)


def run(options: Options, body: "Callable[[Program], Awaitable[int]]") -> int:
    """Open the window, build the program behind it, await `body`, end everything.

    Returns:
        What `body` returned: the exit code.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    folder = data_dir(options)
    if not options.demo and not options.self_test and (folder / INSTANCE_FILE).exists():
        # Most starts are the first.
        from app.bootstrap.single_instance import hand_over, request_of

        if hand_over(folder, request_of(options)):
            return 0
    restored = _restored(folder)
    file = SettingsFile(folder)
    kept = file.read()
    app, window = open_window(kept)
    links = _link_events(app)
    # After the first paint: see the top of this file.
    from app.bootstrap.bugs import BugWatch
    from app.bootstrap.settings import open_settings

    bugs = BugWatch(app)
    settings = open_settings(file, kept)
    fill_window(window, settings.values)
    bugs.tell_through(window.show_notice)
    app.setWindowIcon(QIcon(str(resource_path("app-icon", "arriero-128.png"))))
    QTimer.singleShot(MOTION_AFTER_MS, window.theme, window.theme.follow_motion)
    if restored is not None:
        window.show_notice(restored)
    # Now that there is something to see.
    import asyncio

    from app.bootstrap.garbage import MainThreadGarbage
    from app.bootstrap.log_file import end_log, start_log
    from app.bootstrap.loop import EventLoop
    from app.bootstrap.program import Program
    from app.domain.setting import LOG_LEVEL

    start_log(folder, settings.values.get(LOG_LEVEL))
    MainThreadGarbage(app).follow(QAbstractEventDispatcher.instance())  # before there are threads
    loop = EventLoop(app)
    asyncio.set_event_loop(loop)
    program: Program | None = None
    try:
        with loop:
            program = Program(window, folder, options, settings)
            # Windows ends the process soon after it has asked, so nobody waits to be told to quit as well.
            app.commitDataRequest.connect(program.end_session)
            return int(loop.run_until_complete(_run_program(program, body, links)))
    finally:
        _destroy(window)
        bugs.end()
        end_log()
        if program is not None and program.data is not None and program.data.restart_wanted:
            program.data.start_again()


def _destroy(window: MainWindow) -> None:
    """Free the window with all it holds while the application stands.

    Python frees what is left in no order, and the application before much of it; but the end of some widgets
    starts timers, which needs the application.
    """
    window.theme.end()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def _restored(folder: "Path") -> "Failure | None":
    """Put a backup that waits in place, before anything of the folder is open; what is to be told of it."""
    if not (folder / "restore-waiting").is_dir():
        return None
    # Most starts restore nothing.
    from app.storage.backup_restore import put_in_place
    from app.storage.errors import StorageError

    try:
        return put_in_place(folder)
    except StorageError as error:
        log.exception("a backup could not be put in place")
        return error.failure


def open_window(kept: KeptSettings) -> tuple[QApplication, MainWindow]:
    """Make the application and its window and wait until it is painted once."""
    qInstallMessageHandler(_log_qt_message)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("arriero")
    app.setApplicationDisplayName("Arriero")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(APPLICATION_ID)
    app.setQuitOnLastWindowClosed(False)  # what runs is ended in order first
    window = MainWindow(kept_theme(app, kept))
    if sys.platform == "darwin":
        # Only there.
        from app.ui.dock import Dock

        Dock(app, window)
    painted = QEventLoop()
    window.first_painted.connect(painted.quit)
    show_in_place(window, app, place_from_text(kept.entries.get(PLACE_KEY)))
    _wait(painted)
    return app, window


def fill_window(window: MainWindow, settings: "SettingValues") -> None:
    """Put the panes into the painted frame and wait until they are seen, or until nobody looks."""
    # After the first paint: see the top of this file.
    from app.wiring.settings import apply, paned, themed

    painted = QEventLoop()
    window.content_painted.connect(painted.quit)
    QTimer.singleShot(CONTENT_LIMIT_MS, painted, painted.quit)  # a minimised window is never painted
    apply(settings, themed(window.theme))
    apply(settings, paned(window))
    window.show_content()
    _wait(painted)


def _wait(painted: QEventLoop) -> None:
    """Let Qt paint; the program's own loop does not run yet, so nothing is nested in it.

    The start waits twice, for the frame and for the panes, with plain code in between: an error in a slot
    that did the same would only be printed, and the program would stand there half made.
    """
    painted.exec()


def show_in_place(window: MainWindow, app: QApplication, place: WindowPlace | None) -> None:
    """Show the window where it was last time, as far as the screens allow."""
    if place is not None:
        main = app.primaryScreen()
        others = [screen for screen in app.screens() if screen is not main]
        place = on_screens(place, tuple(_area(screen) for screen in (main, *others)))
        window.restore(place)
    if place is not None and place.maximised:
        window.showMaximized()
    else:
        window.show()


def _area(screen: "QScreen") -> Area:
    usable = screen.availableGeometry()
    return Area(usable.x(), usable.y(), usable.width(), usable.height())


def kept_theme(app: QApplication, kept: KeptSettings) -> Theme:
    """The two settings that the empty frame obeys; loading the declarations of all would delay it."""
    mode, contrast = (kept.entries.get(f"appearance.{name}") for name in ("theme", "contrast"))
    return Theme(
        app,
        ThemeMode(mode) if mode in list(ThemeMode) else ThemeMode.SYSTEM,
        contrast=ContrastMode(contrast) if contrast in list(ContrastMode) else ContrastMode.SYSTEM,
    )


def _log_qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    if "propagateSizeHints" in text:
        return  # the offscreen platform says so of every window
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(
        kind, logging.WARNING
    )
    log.log(level, "Qt: %s", text)


def _link_events(app: QApplication) -> "LinkEvents | None":
    """What takes the links that come as events; other systems hand them over on the command line."""
    if sys.platform == "darwin":
        # Only there.
        from app.bootstrap.link import LinkEvents

        return LinkEvents(app)
    return None


async def _run_program(
    program: "Program", body: "Callable[[Program], Awaitable[int]]", links: "LinkEvents | None"
) -> int:
    _close_on_signals(program)
    try:
        await program.start()
        if links is not None:
            links.deliver_to(program.open_link)
        return await body(program)
    finally:
        await program.aclose()


async def _until_closed(program: "Program") -> int:
    await program.closed.wait()
    return 0


def _close_on_signals(program: "Program") -> None:
    """Let the terminal and the end of the session close the program as a person does."""
    import asyncio  # as in `run`

    if sys.platform != "win32":  # there the close event of the window is all that comes
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, program.closed.set)
