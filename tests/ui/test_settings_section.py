"""Pages of the settings with many rows: made when they are first wanted."""

from pytestqt.qtbot import QtBot

from app.domain.setting import SettingPage
from app.ui.settings.licence_row import LicenceRow
from app.ui.settings.settings_page import SettingsPage
from app.ui.theme.theme import Theme
from tests.helpers.settings import search_all, some_actions


def test_long_pages_are_made_when_they_are_first_wanted(theme: Theme, qtbot: QtBot) -> None:
    page = SettingsPage(theme)
    qtbot.addWidget(page)
    page.set_actions(some_actions(page))
    page.show()
    assert page.content.keys is not None
    assert page.content.keys.rows == {}
    assert page.content.findChildren(LicenceRow) == []
    page.content.show_page(SettingPage.ABOUT)
    assert not page.content.sections[SettingPage.ABOUT].is_whole
    with qtbot.waitSignal(page.content.sections[SettingPage.ABOUT].filled):
        pass
    assert len(page.content.findChildren(LicenceRow)) > 20
    assert page.content.keys.rows == {}


def test_a_search_finds_what_was_not_made_yet(theme: Theme, qtbot: QtBot) -> None:
    page = SettingsPage(theme)
    qtbot.addWidget(page)
    page.set_actions(some_actions(page))
    page.show()
    assert search_all(page, "show hide list of chats") == ["Show or hide the list of chats"]
    assert page.content.empty_text == ""
