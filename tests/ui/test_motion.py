"""Less motion where the system wants it."""

import os
import stat
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme.motion import MotionFollower, kde_reduces
from app.ui.theme.theme import Theme

POSIX = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the settings of a Linux desktop")


def reduces(theme: Theme) -> bool:
    """What holds now."""
    return theme.reduced_motion


def leave(follower: MotionFollower) -> None:
    """Have one less, at once: all of the session follow the same application."""
    follower.end()
    shiboken6.delete(follower)


def answer(folder: Path, text: str, exit_code: int = 0) -> None:
    """Put a `gsettings` into a folder that says something."""
    folder.mkdir(exist_ok=True)
    program = folder / "gsettings"
    program.write_text(f"#!/bin/sh\necho {text}\nexit {exit_code}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is first in the search path, of a desktop that is not KDE."""
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return tmp_path


@POSIX
def test_the_theme_follows_gnome_and_asks_again_in_front(theme: Theme, desktop: Path, qtbot: QtBot) -> None:
    theme.set_reduced_motion(False)
    answer(desktop, "false")
    theme.follow_motion()
    qtbot.waitUntil(lambda: theme.reduced_motion)
    answer(desktop, "true")
    QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: not theme.reduced_motion)
    theme.set_reduced_motion(True)
    assert theme.reduced_motion
    for follower in theme.findChildren(MotionFollower):
        leave(follower)


@POSIX
def test_a_desktop_without_that_setting_changes_nothing(theme: Theme, desktop: Path, qtbot: QtBot) -> None:
    answer(desktop, "false", exit_code=1)
    follower = MotionFollower(QApplication.instance(), theme)  # type: ignore[arg-type]
    told: list[bool] = []
    follower.reduced_changed.connect(told.append)
    follower.ask()
    qtbot.waitUntil(lambda: follower._process is None)
    assert not told
    leave(follower)


@POSIX
def test_an_end_in_the_middle_of_a_question_leaves_no_process(theme: Theme, desktop: Path) -> None:
    answer(desktop, "false\nexec sleep 600")
    follower = MotionFollower(QApplication.instance(), theme)  # type: ignore[arg-type]
    follower.ask()
    (process,) = follower.findChildren(QProcess)
    assert process.waitForStarted()
    follower.end()
    assert process.state() is QProcess.ProcessState.NotRunning
    QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # type: ignore[union-attr]
    assert follower.findChildren(QProcess) == [process], "nobody asks again"
    shiboken6.delete(follower)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[KDE]\nAnimationDurationFactor=0\n", True),
        ("[KDE]\nAnimationDurationFactor=0.5\n", False),
        ("[Other]\nAnimationDurationFactor=0\n", False),
        ("", False),
    ],
)
def test_what_kde_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: bool) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert kde_reduces() is False
    (tmp_path / "kdeglobals").write_text(text, encoding="utf-8")
    assert kde_reduces() is expected


@POSIX
def test_kde_is_asked_by_its_own_file(theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "kdeglobals").write_text("[KDE]\nAnimationDurationFactor=0\n", encoding="utf-8")
    theme.set_reduced_motion(False)
    theme.follow_motion()
    assert reduces(theme)
    (tmp_path / "kdeglobals").unlink()
    QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # type: ignore[union-attr]
    assert not reduces(theme)
    for follower in theme.findChildren(MotionFollower):
        leave(follower)


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows")
def test_windows_answers(theme: Theme) -> None:
    theme.follow_motion()
    assert theme.findChildren(MotionFollower)
