"""The page of the settings: rows from the declarations, search, Reset, keys, words."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.parameters import NO_PARAMETERS, Preset
from app.domain.setting import (
    CODE_FONT,
    ENTER_SENDS,
    KEEP_ALIVE,
    KEEP_THOUGHTS_OPEN,
    NEW_CHAT_PRESET,
    SETTINGS,
    TEXT_SIZE,
    THEME,
    Choice,
    Number,
    Setting,
    SettingChange,
    SettingPage,
)
from app.ui.settings.content import PAGE_PX, SettingsContent
from app.ui.settings.facts import ProgramFacts
from app.ui.settings.licence_row import LicenceRow
from app.ui.settings.row import COMPACT_PX, ROW_PX
from app.ui.settings.settings_page import SettingsPage
from app.ui.theme.theme import Theme
from app.ui.widgets.dropdown import Dropdown
from tests.helpers.settings import (
    Obedient,
    pick_by_mouse,
    search_all,
    show_whole,
    shown_row,
    some_actions,
    step_by_keyboard,
)

LEFT = Qt.MouseButton.LeftButton
FACTS = ProgramFacts("/data", "/data/arriero.log", (("Arriero", "1.2.3"), ("Qt", "6.11.3")))


@pytest.fixture(scope="module")
def one_page(_theme: Theme) -> Iterator[SettingsPage]:
    """Made once for all tests: a third of a second each would be half a minute."""
    page = SettingsPage(_theme)
    page.set_facts(FACTS)
    page.set_actions(some_actions(page))
    page.set_presets((Preset("Precise", NO_PARAMETERS),))
    page.show()
    yield page
    page.hide()
    page.deleteLater()


@pytest.fixture
def page(theme: Theme, one_page: SettingsPage, qtbot: QtBot) -> Iterator[SettingsPage]:
    """The page as it is when it is opened first, in an active window of its own."""
    one_page.resize(1207, 772)
    one_page.content.show_page(SettingPage.GENERAL)
    one_page.activateWindow()
    qtbot.waitUntil(one_page.isActiveWindow)
    QTest.mouseMove(one_page.content.page_list)  # off the row on which the test before left the pointer
    yield one_page
    one_page.content.page_list.search_field.clear()
    for setting in SETTINGS:
        one_page.show_value(SettingChange(setting.key, setting.default))


@pytest.fixture
def service(page: SettingsPage) -> Iterator[Obedient]:
    """What answers the page."""
    service = Obedient(page)
    yield service
    page.change_requested.disconnect(service.change)
    page.reset_requested.disconnect(service.reset)


def content(page: SettingsPage) -> SettingsContent:
    return page.content


def test_nothing_is_made_before_it_is_shown(theme: Theme, qtbot: QtBot) -> None:
    page = SettingsPage(theme)
    qtbot.addWidget(page)
    asked: list[int] = []
    page.facts_requested.connect(lambda: asked.append(1))
    page.show_value(SettingChange(THEME.key, "dark"))
    assert page.findChildren(QAbstractButton) == []
    assert asked == []
    page.show()
    assert asked == [1]
    assert page.content.rows[THEME.key].control.buttons["dark"].isChecked()  # type: ignore[union-attr]


def test_every_page_opens_and_every_setting_is_on_its_page(page: SettingsPage) -> None:
    for shown in SettingPage:
        show_whole(page, shown)
        assert page.content.page is shown
        rows = page.content.shown_rows()
        assert rows
        here = {setting.key for setting in SETTINGS if setting.page is shown}
        assert {key for key, row in page.content.rows.items() if row.isVisible()} == here
        for row in rows:
            assert row.height() >= COMPACT_PX
            assert row.width() <= PAGE_PX


def test_rows_have_the_height_and_width_of_the_design(page: SettingsPage) -> None:
    page.content.show_page(SettingPage.APPEARANCE)
    row = page.content.rows[THEME.key]
    assert row.height() == ROW_PX
    assert row.width() == PAGE_PX - 2
    left = row.mapTo(page, QPoint(0, 0)).x() - 1
    show_whole(page, SettingPage.ABOUT)  # long enough for a scroll bar
    there = page.content.shown_rows()[0]
    assert there.mapTo(page, QPoint(0, 0)).x() - 1 == left


@pytest.mark.parametrize("setting", SETTINGS, ids=[setting.key for setting in SETTINGS])
def test_a_change_by_keyboard_is_a_wish_and_reset_takes_it_back(
    page: SettingsPage, service: Obedient, setting: Setting[Any]
) -> None:
    row = shown_row(page, setting)
    assert row.reset_button.isHidden()
    step_by_keyboard(row)
    wish = service.wishes[-1]
    assert wish.key == setting.key
    assert setting.kind.read(wish.value) == wish.value
    if setting is not CODE_FONT:  # there may be no second font
        assert wish.value != setting.default
        assert row.reset_button.isVisible()
        row.reset_button.setFocus(Qt.FocusReason.TabFocusReason)
        assert row.reset_button.painted
        QTest.keyClick(row.reset_button, Qt.Key.Key_Space)
        assert service.wishes[-1] == SettingChange(setting.key, setting.default)
        assert row.reset_button.isHidden()
        assert row.isAncestorOf(page.window().focusWidget())


@pytest.mark.parametrize("setting", SETTINGS, ids=[setting.key for setting in SETTINGS])
def test_every_value_can_be_picked_by_mouse(
    page: SettingsPage, service: Obedient, setting: Setting[Any]
) -> None:
    row, kind = shown_row(page, setting), setting.kind
    values: list[Any] = [not setting.default]
    if isinstance(kind, Choice):
        values = [option for option in kind.options if option != setting.default] + [setting.default]
    elif isinstance(kind, Number):
        values = [kind.least, kind.most, setting.default]
    elif setting is CODE_FONT:
        values = [""]
    elif setting is NEW_CHAT_PRESET:
        values = ["Precise", ""]
    for value in values:
        pick_by_mouse(row, value)
        assert service.wishes[-1] == SettingChange(setting.key, value)


def test_reset_is_seen_with_the_pointer_or_the_focus_and_always_reached(
    page: SettingsPage, service: Obedient, qtbot: QtBot
) -> None:
    row = shown_row(page, ENTER_SENDS)
    other = page.content.rows[KEEP_THOUGHTS_OPEN.key]
    assert row.control is not None
    assert other.control is not None
    page.show_value(SettingChange(ENTER_SENDS.key, False))
    other.control.setFocus(Qt.FocusReason.TabFocusReason)
    assert not row.reset_button.painted
    QTest.keyClick(other.control, Qt.Key.Key_Backtab)
    assert row.control.hasFocus()
    assert row.reset_button.painted
    QTest.keyClick(row.control, Qt.Key.Key_Backtab)
    assert row.reset_button.hasFocus()
    assert row.reset_button.painted
    other.control.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.mouseMove(row, QPoint(40, 30))
    qtbot.waitUntil(lambda: row.reset_button.painted)
    QTest.mouseClick(row.reset_button, LEFT)
    assert service.wishes == [SettingChange(ENTER_SENDS.key, True)]


def test_reset_is_seen_with_the_focus_on_pages_without_settings_too(page: SettingsPage) -> None:
    show_whole(page, SettingPage.KEYBOARD)
    keys = page.content.keys
    assert keys is not None
    row = keys.rows["new_chat"]
    row.show_keys("Ctrl+Alt+J", is_usual=False)
    row.keys_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert row.reset_button.painted
    page.content.page_list.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert not row.reset_button.painted


def test_search_filters_the_rows_of_all_pages_and_marks(page: SettingsPage) -> None:
    names = search_all(page, "open")
    assert "Keep thoughts open" in names
    assert "Start with" in names
    assert "Data folder" in names  # by the words on its button
    assert "Text size" not in names
    assert page.content.page is None
    assert not page.content.page_list.view.selectionModel().hasSelection()
    row = page.content.rows[KEEP_THOUGHTS_OPEN.key]
    assert row.name.marked == ("open",)
    assert row.help.marked == ()
    name = row.name
    left = name.fontMetrics().horizontalAdvance("Keep thoughts ")
    grabbed = name.grab().toImage()
    assert grabbed.pixelColor(left + 1, 1) == QColor(page.content.theme.tokens["sel"])
    assert grabbed.pixelColor(2, 1) != QColor(page.content.theme.tokens["sel"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("FONT code", "Code font"),
        ("appearance wid", "Reading width"),
        ("comfortable", "Reading width"),
        ("forever", ""),
        ("unloaded", "Keep models loaded"),
        ("ollama.com", "ollama.com"),
        ("hypothesis", "hypothesis"),
        ("1.2.3", "Arriero"),
    ],
)
def test_search_finds_titles_options_and_facts(page: SettingsPage, text: str, name: str) -> None:
    found = search_all(page, text)
    assert found == ([name] if name else [])


def test_a_search_without_result_says_so_and_is_cleared(page: SettingsPage) -> None:
    page.content.show_page(SettingPage.CHAT)
    assert search_all(page, "xyzzy") == []
    assert page.content.empty_text == "Nothing for “xyzzy”."
    QTest.mouseClick(page.content._clear, LEFT)
    assert page.content.empty_text == ""
    assert page.content.page is SettingPage.CHAT
    assert page.content.page_list.search_field.hasFocus()


def test_keys_of_the_search_field(page: SettingsPage) -> None:
    field = page.content.page_list.search_field
    search_all(page, "thoughts")
    QTest.keyClick(field, Qt.Key.Key_Down)
    control = page.content.rows[KEEP_THOUGHTS_OPEN.key].control
    assert control is not None
    assert control.hasFocus()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert page.content.page is SettingPage.GENERAL


def test_the_list_of_pages_by_key_and_by_mouse(page: SettingsPage) -> None:
    view = page.content.page_list.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert page.content.page is SettingPage.APPEARANCE
    index = view.model().index(list(SettingPage).index(SettingPage.PRIVACY), 0)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())
    assert page.content.page is SettingPage.PRIVACY
    search_all(page, "font")
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())
    assert page.content.page is SettingPage.PRIVACY
    assert page.content.page_list.search_field.text() == ""


def test_tab_reaches_every_control_of_a_page(page: SettingsPage) -> None:
    page.content.show_page(SettingPage.CHAT)
    page.content.page_list.search_field.setFocus(Qt.FocusReason.TabFocusReason)
    reached: list[QWidget | None] = []
    for _ in range(6):
        focus = page.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        reached.append(page.focusWidget())
    for setting in (ENTER_SENDS, KEEP_THOUGHTS_OPEN):
        assert page.content.rows[setting.key].control in reached


def test_controls_say_their_name_value_and_help(page: SettingsPage) -> None:
    def told(widget: QWidget) -> tuple[str, str]:
        interface = QAccessible.queryAccessibleInterface(widget)
        return interface.text(QAccessible.Text.Name), interface.text(QAccessible.Text.Description)

    rows = page.content.rows
    assert told(rows[ENTER_SENDS.key].control)[0] == "Send with Enter"  # type: ignore[arg-type]
    assert told(rows[KEEP_ALIVE.key].control)[0] == "Keep models loaded: As the server does"  # type: ignore[arg-type]
    segments = rows[THEME.key].control.buttons  # type: ignore[union-attr]
    assert told(segments["dark"]) == ("Dark", "Colour scheme")
    interface = QAccessible.queryAccessibleInterface(segments["dark"])
    assert interface.role() == QAccessible.Role.RadioButton
    switch = QAccessible.queryAccessibleInterface(rows[ENTER_SENDS.key].control)  # type: ignore[arg-type]
    assert switch.role() == QAccessible.Role.CheckBox
    assert switch.state().checked
    assert rows[TEXT_SIZE.key].control.slider.accessibleName() == "Text size"  # type: ignore[union-attr]


def test_a_dropdown_closes_by_esc_and_changes_nothing(page: SettingsPage, service: Obedient) -> None:
    control = shown_row(page, KEEP_ALIVE).control
    assert isinstance(control, Dropdown)
    QTest.mouseClick(control, LEFT)
    assert control.option_list.isVisible()
    assert control.option_list.view.currentIndex().data() == "As the server does"
    QTest.keyClick(control.option_list.view, Qt.Key.Key_Escape)
    assert not control.option_list.isVisible()
    assert service.wishes == []


def test_a_slider_tells_its_value_while_it_is_dragged_and_wishes_at_the_end(
    page: SettingsPage, service: Obedient
) -> None:
    control = shown_row(page, TEXT_SIZE).control
    slider = control.slider  # type: ignore[union-attr]
    middle = slider.height() // 2
    QTest.mousePress(slider, LEFT, pos=QPoint(round(slider.centre_x(100)), middle))
    QTest.mouseMove(slider, QPoint(round(slider.centre_x(128)), middle))
    assert control.label.text() == "130%"  # type: ignore[union-attr]
    assert service.wishes == []
    QTest.mouseRelease(slider, LEFT, pos=QPoint(round(slider.centre_x(128)), middle))
    assert service.wishes == [SettingChange(TEXT_SIZE.key, 130)]


def test_a_wheel_over_a_slider_scrolls_the_page_instead(
    theme: Theme, page: SettingsPage, service: Obedient, qtbot: QtBot
) -> None:
    page.resize(880, 300)
    slider = shown_row(page, TEXT_SIZE).control.slider  # type: ignore[union-attr]
    assert not slider.hasFocus()
    place = slider.mapTo(page, slider.rect().center())
    QTest.wheelEvent(page.windowHandle(), place, QPoint(0, -240))
    qtbot.waitUntil(lambda: content(page)._scroll.verticalScrollBar().value() > 0)
    assert service.wishes == []


def test_where_it_is_narrow_the_control_goes_below(page: SettingsPage, theme: Theme) -> None:
    row = shown_row(page, THEME)
    control = row.control
    assert control is not None
    assert control.mapTo(row, QPoint(0, 0)).x() > row.width() / 2
    theme.set_text_scale(1.5)
    page.resize(760, 600)
    QApplication.sendPostedEvents()
    page.grab()
    assert control.mapTo(row, QPoint(0, 0)).y() > row.help.geometry().bottom()
    assert control.mapTo(row, control.rect().bottomRight()).x() <= row.width()


def test_an_unseen_reset_takes_no_room_where_the_control_is_below(page: SettingsPage, theme: Theme) -> None:
    row = shown_row(page, THEME)
    assert row.control is not None
    theme.set_text_scale(1.5)
    page.resize(760, 600)
    row.set_changed(True)
    QApplication.sendPostedEvents()
    page.grab()
    left = row.help.mapTo(row, QPoint(0, 0)).x()
    assert row.control.mapTo(row, QPoint(0, 0)).x() == left
    assert row.reset_button.mapTo(row, QPoint(0, 0)).x() > left


def test_a_licence_is_shown_and_hidden(page: SettingsPage, qtbot: QtBot) -> None:
    show_whole(page, SettingPage.ABOUT)
    row = next(row for row in page.content.shown_rows() if isinstance(row, LicenceRow))
    button = row.control
    assert button is not None
    assert button.accessibleName() == "Show the licence of Arriero"
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert "MIT License" in row.text
    qtbot.waitUntil(lambda: row.height() > 200)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert row.text == ""
    assert button.accessibleName() == "Show the licence of Arriero"


def test_folder_and_log_are_opened_by_the_desktop(page: SettingsPage, opened: list[str]) -> None:
    page.content.show_page(SettingPage.ADVANCED)
    for row in page.content.shown_rows():
        if row.name.text() in ("Log file", "Data folder"):
            assert row.control is not None
            QTest.mouseClick(row.control, LEFT)
    assert opened == ["file:///data/arriero.log", "file:///data"]


def test_versions_are_copied(page: SettingsPage) -> None:
    page.content.show_page(SettingPage.ABOUT)
    row = next(row for row in page.content.shown_rows() if row.name.text() == "For a report")
    assert row.control is not None
    QTest.mouseClick(row.control, LEFT)
    assert QApplication.clipboard().text() == "Arriero 1.2.3\nQt 6.11.3"
