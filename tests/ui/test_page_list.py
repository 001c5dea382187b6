"""The list of the pages of the settings."""

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
