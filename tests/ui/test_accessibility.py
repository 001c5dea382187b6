"""Every state of the window, walked: names, sizes, words that are cut."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import ElidedLabel
from tests.ui import gallery

SCENES = pytest.mark.parametrize("scene", gallery.SCENES, ids=lambda scene: scene.__name__)
SMALLEST_PX = 24
Scene = Callable[[MainWindow], None]


def shown(window: MainWindow, kind: type[QWidget]) -> Iterator[QWidget]:
    """The visible widgets of a kind."""
    return (widget for widget in window.findChildren(kind) if widget.isVisible())


def controls(window: MainWindow) -> list[QWidget]:
    """What a person can focus or click."""
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView)
    found = [widget for kind in kinds for widget in shown(window, kind)]
    focusable = [
        widget
        for widget in shown(window, QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, kinds)
    ]
    return found + focusable


def cut(label: QLabel) -> bool:
    """Whether a label shows less than its words."""
    if not label.text() or isinstance(label, ElidedLabel):
        return False
    if label.wordWrap():
        return label.height() < label.heightForWidth(label.width())
    return label.width() < label.fontMetrics().horizontalAdvance(label.text())


@SCENES
def test_every_control_has_a_name(window: MainWindow, scene: Scene) -> None:
    scene(window)
    nameless = []
    for control in controls(window):
        interface = QAccessible.queryAccessibleInterface(control)
        name = interface.text(QAccessible.Text.Name) if interface else ""
        if not name and not control.accessibleName():
            nameless.append(control)
    assert not nameless


@SCENES
@pytest.mark.parametrize("scale", [0.85, 1.0, 1.5])
def test_nothing_clickable_is_too_small(window: MainWindow, theme: Theme, scene: Scene, scale: float) -> None:
    theme.set_text_scale(scale)
    scene(window)
    QApplication.sendPostedEvents()
    small = [
        (button.accessibleName(), button.size())
        for button in shown(window, QAbstractButton)
        if min(button.width(), button.height()) < SMALLEST_PX
    ]
    assert not small


@SCENES
@pytest.mark.parametrize("size", [(1280, 800), (880, 560)])
@pytest.mark.parametrize("scale", [0.85, 1.0, 1.5])
def test_no_words_are_cut(
    window: MainWindow, theme: Theme, scene: Scene, scale: float, size: tuple[int, int], qtbot: QtBot
) -> None:
    window.resize(*size)
    theme.set_text_scale(scale)
    scene(window)
    qtbot.wait(1)  # a page that is made when it is shown is laid out in the next turn
    labels = [label.text() for label in shown(window, QLabel) if isinstance(label, QLabel) and cut(label)]
    buttons = [
        button.label
        for button in shown(window, Button)
        if isinstance(button, Button) and not button.text_fits()
    ]
    assert not labels
    assert not buttons


@SCENES
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_scrolls_sideways(
    window: MainWindow, theme: Theme, scene: Scene, scale: float, qtbot: QtBot
) -> None:
    window.resize(880, 560)
    theme.set_text_scale(scale)
    scene(window)
    qtbot.wait(1)
    pane = window.chat_pane.transcript
    assert pane.horizontalScrollBar().maximum() == 0 or not pane.isVisible()
    assert all(
        area.horizontalScrollBar().maximum() == 0
        for area in (
            window.chat_list.view,
            window.chat_pane.composer.edit,
            window.connect_page.content.scroll_area,
        )
        if area.isVisible()
    )
