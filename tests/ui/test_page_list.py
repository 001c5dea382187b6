"""The list of the pages of the settings."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from app.ui.settings.page_list import LIST_PX, PageList
from app.ui.theme.theme import Theme


def test_names_are_whole_in_the_largest_text(theme: Theme, qtbot: QtBot) -> None:
    pages = PageList(theme)
    qtbot.addWidget(pages)
    assert pages.width() == LIST_PX
    theme.set_text_scale(1.5)
    metrics = QFontMetrics(theme.font("ui_strong"))
    rows = range(pages.view.model().rowCount())
    longest = max(metrics.horizontalAdvance(str(pages.view.model().index(row, 0).data())) for row in rows)
    edge, icon = 16, 46
    assert longest + edge + icon <= pages.width()


def test_the_page_that_was_clicked_wears_no_ring(theme: Theme, qtbot: QtBot) -> None:
    pages = PageList(theme)
    qtbot.addWidget(pages)
    with qtbot.waitActive(pages):
        pages.show()
    pages.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
    qtbot.keyClick(pages.view, Qt.Key.Key_Down)
    assert pages.view.wears_ring
    place = pages.view.visualRect(pages.view.model().index(3, 0)).center()
    qtbot.mouseClick(pages.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert pages.view.currentIndex().row() == 3
    assert not pages.view.wears_ring
