"""The ring round what has the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.setting import ENTER_SENDS
from app.ui.settings.settings_page import SettingsPage
from app.ui.theme.theme import Theme
from app.ui.widgets.focus_ring import FocusRing
from tests.helpers.settings import shown_row


def test_the_focus_ring_goes_round_the_switch(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    page, first = SettingsPage(theme), QPushButton()
    column = QVBoxLayout(window)
    column.addWidget(first)
    column.addWidget(page)
    ring = FocusRing(theme, window)
    window.resize(1000, 700)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    control = shown_row(page, ENTER_SENDS).control
    assert control is not None
    control.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.target is control
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    assert ring.target is None
