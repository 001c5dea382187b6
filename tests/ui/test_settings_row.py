"""One row of the settings: where it is narrow."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.setting import ACCENT, ENTER_SENDS, KEEP_ALIVE, TEXT_SIZE, THEME, Setting
from app.ui.settings.controls import SettingRow
from app.ui.theme.theme import Theme

WIDE_PX, NARROW_PX = 720, 330


def laid_out(window: QWidget, width: int) -> None:
    window.resize(width, 300)
    QApplication.sendPostedEvents()
    window.grab()


@pytest.mark.parametrize(
    "setting", [THEME, TEXT_SIZE, ACCENT, KEEP_ALIVE, ENTER_SENDS], ids=lambda setting: setting.key
)
@pytest.mark.parametrize(
    "widths", [(WIDE_PX,), (NARROW_PX,), (NARROW_PX, WIDE_PX), (NARROW_PX, WIDE_PX, NARROW_PX)]
)
def test_tab_goes_through_a_row_as_the_eye_does(
    theme: Theme, qtbot: QtBot, setting: Setting[Any], widths: tuple[int, ...]
) -> None:
    theme.set_text_scale(1.5)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    rows = [SettingRow(theme, each) for each in (setting, ENTER_SENDS)]
    for row in rows:
        row.show_value(row.setting.default)
        column.addWidget(row)
    row = rows[0]
    row.set_changed(True)
    with qtbot.waitActive(window):
        window.show()
    for width in widths:
        laid_out(window, width)
    control, reset = row.control, row.reset_button
    assert control is not None
    control.setFocus(Qt.FocusReason.TabFocusReason)
    inside = window.focusWidget()
    assert inside is not None
    QTest.keyClick(inside, Qt.Key.Key_Tab)
    is_first = reset.hasFocus()
    assert is_first is (reset.mapTo(row, QPoint(0, 0)).x() > control.mapTo(row, QPoint(0, 0)).x())
    if not is_first:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
        QTest.keyClick(inside, Qt.Key.Key_Backtab)
        assert reset.hasFocus()
