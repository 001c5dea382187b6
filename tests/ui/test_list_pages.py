"""What the pages of search and trash have in common."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.main_window import MainWindow
from app.ui.search.content import SearchContent
from app.ui.trash.content import TrashContent
from tests.ui import data_scenes

PAGES = pytest.mark.parametrize("scene", [data_scenes.search_found, data_scenes.trash_filled])


def shown(window: MainWindow, scene: object) -> SearchContent | TrashContent:
    pages = window.content.chat_pages
    if scene is data_scenes.search_found:
        data_scenes.search_found(window)
        return pages.search
    data_scenes.trash_filled(window)
    return pages.trash


@PAGES
def test_the_row_of_the_keyboard_wears_a_ring_and_that_of_the_mouse_does_not(
    window: MainWindow, scene: object
) -> None:
    page = shown(window, scene)
    view, accent = page.view, window.theme.color("accent")

    def ring_pixels() -> int:
        row = view.visualRect(view.currentIndex())
        image = view.viewport().grab(row).toImage()
        return sum(image.pixelColor(x, row.height() // 2) == accent for x in range(image.width()))

    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring_pixels()
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.RightButton, pos=view.visualRect(view.currentIndex()).center()
    )
    assert not ring_pixels()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert ring_pixels()


def test_where_the_list_is_empty_one_sees_where_the_keyboard_is(window: MainWindow) -> None:
    data_scenes.trash_filled(window)
    page = window.content.chat_pages.trash
    page.view.setFocus(Qt.FocusReason.TabFocusReason)
    page.set_items(())
    assert window.focusWidget() is page.back_button
    assert window.content.focus_ring.isVisible()


@PAGES
def test_rows_grow_with_the_text(window: MainWindow, scene: object) -> None:
    page = shown(window, scene)
    before = page.view.visualRect(page.model.index(0)).height()
    window.theme.set_text_scale(1.5)
    after = page.view.visualRect(page.model.index(0)).height()
    window.theme.set_text_scale(1.0)
    assert after > before
