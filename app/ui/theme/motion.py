"""Whether the system wants less motion, where it can be known. Loaded some time after the start.

Sources: Windows, SystemParametersInfo with SPI_GETCLIENTAREAANIMATION; macOS, `reduceMotion` of
com.apple.universalaccess; GNOME and those that take its settings, `enable-animations` of
org.gnome.desktop.interface; KDE, `AnimationDurationFactor` in kdeglobals, 0 for at once.
"""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication

_SPI_GETCLIENTAREAANIMATION = 0x1042
_MACOS = ("defaults", ["read", "com.apple.universalaccess", "reduceMotion"], "1")
_END_MS = 1000
_GNOME = ("gsettings", ["get", "org.gnome.desktop.interface", "enable-animations"], "false")


class MotionFollower(QObject):
    """Asks when told to, and whenever the program comes to the front: somebody may have changed it."""

    reduced_changed = Signal(bool)

    def __init__(self, app: QGuiApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._reduced: bool | None = None
        self._process: QProcess | None = None
        self._sought = ""  # the answer that means less motion
        self._app = app
        app.applicationStateChanged.connect(self._on_state_changed)

    def ask(self) -> None:
        """Ask the system; what it says comes by the signal where it is news."""
        if sys.platform == "win32":
            self._tell(_windows_reduces())
        elif sys.platform != "darwin" and "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").upper():
            self._tell(kde_reduces())
        else:
            self._run(*(_MACOS if sys.platform == "darwin" else _GNOME))

    def end(self) -> None:
        """Ask no more, and end what is asked just now: Qt complains of a process that outlives its owner."""
        self._app.applicationStateChanged.disconnect(self._on_state_changed)
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(_END_MS)

    def _run(self, program: str, arguments: list[str], sought: str) -> None:
        path = QStandardPaths.findExecutable(program)
        if not path or self._process is not None:
            return
        self._sought = sought
        self._process = QProcess(self)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._process.start(path, arguments)

    def _tell(self, reduced: bool) -> None:
        if reduced is not self._reduced:
            self._reduced = reduced
            self.reduced_changed.emit(reduced)

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, exit_code: int, _status: QProcess.ExitStatus) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
            if exit_code == 0:
                text = bytes(process.readAllStandardOutput().data()).decode(errors="replace")
                self._tell(text.strip() == self._sought)

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        process = self._process
        if process is not None and error is QProcess.ProcessError.FailedToStart:
            self._process = None
            process.deleteLater()

    @Slot(Qt.ApplicationState)
    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.ask()


def kde_reduces() -> bool:
    """Whether KDE shows no animations."""
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    try:
        lines = Path(folder, "kdeglobals").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    group = ""
    for line in lines:
        if line.startswith("["):
            group = line.strip()
        elif group == "[KDE]" and line.partition("=")[0].strip() == "AnimationDurationFactor":
            return line.partition("=")[2].strip() in ("0", "0.0")
    return False


def _windows_reduces() -> bool:
    if sys.platform == "win32":
        import ctypes  # only here: it is large

        animated = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(_SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(animated), 0)
        return not animated.value
    return False
