"""The keyboard reaches every control of every state, and a screen reader is told what each is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.images.viewer import Viewer
from app.ui.main_window import MainWindow
from app.ui.widgets.button import Button
from app.ui.widgets.key_caps import KeyCaps
from app.ui.widgets.label import Chip
from app.ui.widgets.sheet import Sheet
from tests.ui import gallery
from tests.ui.gallery import Scene

SCENES = pytest.mark.parametrize("scene", gallery.SCENES, ids=lambda scene: scene.__name__)


def wanted(window: MainWindow) -> set[QWidget]:
    """What Tab should reach: all that is shown and takes it; under a sheet, only what is in it."""
    sheets = [each for kind in (Sheet, Viewer) for each in window.findChildren(kind) if each.isVisible()]
    inside: QWidget = sheets[-1] if sheets else window
    return {
        widget
        for widget in inside.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and not (isinstance(widget, QRadioButton) and not widget.isChecked())  # the arrows go to the others
        and widget.focusProxy() is None
    }


@SCENES
def test_tab_reaches_every_control_and_comes_round(window: MainWindow, qtbot: QtBot, scene: Scene) -> None:
    scene(window)
    QApplication.sendPostedEvents()
    missing, seen = wanted(window), []
    for _ in range(3 * len(missing) + 40):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        seen.append(window.focusWidget())
    missing -= set(seen)
    assert not [f"{widget.metaObject().className()} {widget.accessibleName()}" for widget in missing]


@SCENES
def test_painted_parts_have_a_name_and_a_role(window: MainWindow, scene: Scene) -> None:
    scene(window)
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, Button | KeyCaps | Chip):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name), widget
        if isinstance(widget, Button):
            assert interface.role() in (QAccessible.Role.Button, QAccessible.Role.CheckBox), widget
