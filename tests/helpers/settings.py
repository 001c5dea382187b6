"""Settings changed as a person does: by mouse, and by keyboard alone."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.setting import SETTINGS, Setting, SettingChange, SettingPage, Value
from app.ui.actions.actions import Actions
from app.ui.settings.controls import NumberField, SettingRow
from app.ui.settings.section import Section
from app.ui.settings.settings_page import SettingsPage
from app.ui.widgets.choice import Choice
from app.ui.widgets.dropdown import Dropdown

MOST_TURNS = 5_000
LEFT = Qt.MouseButton.LeftButton


class Obedient:
    """Stands where the service is: lets every wish hold at once, and keeps them."""

    def __init__(self, page: SettingsPage) -> None:
        self.wishes: list[SettingChange] = []
        self._page = page
        page.change_requested.connect(self.change)
        page.reset_requested.connect(self.reset)

    def change(self, wish: SettingChange) -> None:
        """Let it hold."""
        self.wishes.append(wish)
        self._page.show_value(wish)

    def reset(self, key: str) -> None:
        """Let the default hold."""
        default = next(setting.default for setting in SETTINGS if setting.key == key)
        self.change(SettingChange(key, default))


def some_actions(page: SettingsPage) -> Actions:
    """Two commands whose keys can be changed, and one whose cannot."""
    actions = Actions(page)
    for command in ("new_chat", "toggle_list", "stop"):
        actions.add(command, str)
    return actions


def show_whole(page: SettingsPage, shown: SettingPage) -> None:
    """Open a page of the settings and wait until all its rows are made."""
    page.content.show_page(shown)
    _wait_for(page.content.sections[shown])


def search_all(page: SettingsPage, text: str) -> list[str]:
    """Type into the search field, wait until all rows are made, and tell the names of those found."""
    field = page.content.page_list.search_field
    field.clear()
    field.setFocus()
    QTest.keyClicks(field, text)
    _wait_for(*page.content.sections.values())
    return [row.name.text() for row in page.content.shown_rows()]


def _wait_for(*sections: Section) -> None:
    """Let the loop turn until these are whole; each turn makes a row or more."""
    for _ in range(MOST_TURNS):
        if all(section.is_whole for section in sections):
            return
        QTest.qWait(1)
    raise AssertionError("the rows were not made")


def shown_row(page: SettingsPage, setting: Setting[Value]) -> SettingRow:
    """The row of a setting, its page opened."""
    page.content.show_page(setting.page)
    row = page.content.rows[setting.key]
    assert row.isVisible()
    return row


def pick_by_mouse(row: SettingRow, value: Value) -> None:
    """Give a setting a value with clicks, or by dragging the handle of a slider."""
    control = row.control
    if isinstance(control, Choice):
        QTest.mouseClick(control.buttons[str(value)], LEFT)
    elif isinstance(control, Dropdown):
        QTest.mouseClick(control, LEFT)
        view = control.option_list.view
        assert view.isVisible()
        index = next(at for at in _indexes(control) if at.data(Qt.ItemDataRole.UserRole + 1) == value)
        view.scrollTo(index)
        QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())
    elif isinstance(control, NumberField):
        slider = control.slider
        middle = slider.height() // 2
        here = QPoint(round(slider.centre_x(slider.value())), middle)
        there = QPoint(round(slider.centre_x(int(value))), middle)
        QTest.mousePress(slider, LEFT, pos=here)
        QTest.mouseMove(slider, (here + there) / 2)
        QTest.mouseMove(slider, there)
        QTest.mouseRelease(slider, LEFT, pos=there)
    else:
        assert control is not None
        QTest.mouseClick(control, LEFT)


def step_by_keyboard(row: SettingRow) -> None:
    """Take the next value: the next option, one step more, or the other of two."""
    control = row.control
    assert control is not None
    control.setFocus(Qt.FocusReason.TabFocusReason)
    focus = control.window().focusWidget()
    assert isinstance(focus, QWidget)
    if isinstance(control, Dropdown):
        QTest.keyClick(focus, Qt.Key.Key_Return)
        QTest.keyClick(control.option_list.view, Qt.Key.Key_Down)
        QTest.keyClick(control.option_list.view, Qt.Key.Key_Return)
    elif isinstance(control, Choice | NumberField):
        QTest.keyClick(focus, Qt.Key.Key_Right)
    else:
        QTest.keyClick(focus, Qt.Key.Key_Space)


def _indexes(control: Dropdown):  # type: ignore[no-untyped-def]
    model = control.option_list.view.model()
    return [model.index(row, 0) for row in range(model.rowCount())]
