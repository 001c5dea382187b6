"""A program whose session ends as soon as it runs: Qt's own signal, emitted as a platform does it.

`python -m tests.helpers.session_end DATA_DIR DRAFT`. In the wheels of PySide6 the plugins for Linux are
built without a session manager, so nothing else there emits it; on Windows and macOS Qt does.
"""

import asyncio
import ctypes
import sys
from pathlib import Path

import PySide6
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.bootstrap.options import Options
from app.bootstrap.program import Program
from app.bootstrap.start import run

LIMIT_S = 30
ENDED = 7


def end_session() -> None:
    """Emit `QGuiApplication.commitDataRequest`; PySide6 can make no session manager to emit it with."""
    gui = ctypes.CDLL(str(Path(PySide6.__file__).parent / "Qt" / "lib" / "libQt6Gui.so.6"))
    emit = gui._ZN15QGuiApplication17commitDataRequestER15QSessionManager
    emit.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    manager = QObject()  # nobody looks at it
    app = QApplication.instance()
    emit(shiboken6.getCppPointer(app)[0], shiboken6.getCppPointer(manager)[0])


async def body(program: Program) -> int:
    """Type a draft, end the session, wait for the end."""
    program.window.chat_pane.composer.edit.setPlainText(sys.argv[2])
    end_session()
    async with asyncio.timeout(LIMIT_S):
        await program.closed.wait()
    return 0 if program.window.isVisible() else ENDED


if __name__ == "__main__":
    sys.exit(run(Options(server="http://127.0.0.1:9", data_dir=Path(sys.argv[1])), body))
