"""The row that opens a folder or file by the desktop."""

import pytest
from pytestqt.qtbot import QtBot

from app.ui.settings.open_row import OpenRow
from app.ui.theme.theme import Theme


@pytest.mark.qt_log_ignore("does not support QPlatformServices", extend=True)
def test_where_nothing_opens_a_folder_the_row_says_so(theme: Theme, qtbot: QtBot) -> None:
    row = OpenRow(theme, "Data folder", "/data", "Open folder", "folder-open")
    qtbot.addWidget(row)
    row.set_path("/data")
    row.show()
    row.button.click()
    assert row.help.text() == "Nothing on this computer opens /data"
