"""The chat list: rows, groups, wishes, keys."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.conversation import Chat
from app.ui.chat.chat_list import ChatListPane
from app.ui.chat.chat_list_model import ChatListModel
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.words import list_group, list_time
from tests.ui import samples


def rows(model: QAbstractItemModel) -> list[str]:
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.fixture
def model() -> ChatListModel:
    model = ChatListModel()
    model.set_chats(samples.chats())
    return model


@pytest.fixture
def pane(window: MainWindow) -> ChatListPane:
    window.chat_list.set_chats(samples.chats())
    return window.chat_list


def click(pane: ChatListPane, qtbot: QtBot, chat_id: str) -> None:
    index = pane.model.index(pane.model.row_of(chat_id))
    at = pane.view.visualRect(index).center()
    qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_model_keeps_the_rules_of_qt() -> None:
    model = ChatListModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_chats(samples.chats())
    model.update_chat(samples.chat(20, "New"))
    model.update_chat(replace(samples.chats()[9], pinned=True))
    model.remove_chat(samples.hex_id(20))
    model.set_filter("the")
    assert tester.model() is model


def many_chats(count: int = 5_000) -> tuple[Chat, ...]:
    return tuple(samples.chat(1_000 + at, f"Chat {at}", age=timedelta(hours=at)) for at in range(count))


def test_many_chats_come_in_slices_while_the_rows_stay(pane: ChatListPane, qtbot: QtBot) -> None:
    before, many = rows(pane.model), many_chats()
    pane.set_current(samples.hex_id(1))
    pane.view.setMaximumHeight(200)
    pane.view.scrollTo(pane.view.currentIndex())
    pane.view.verticalScrollBar().setValue(40)
    with qtbot.waitSignal(pane.model.relisted):
        pane.set_chats((*samples.chats(), *many))
        assert rows(pane.model) == before
    assert pane.model.chat_count == len(many) + len(samples.chats())
    assert len(pane.model.listed_ids()) == pane.model.chat_count
    assert pane.view.verticalScrollBar().value() == 40
    assert pane.view.currentIndex().row() == pane.model.row_of(samples.hex_id(1))


def test_what_changes_while_many_chats_come_is_kept(pane: ChatListPane, qtbot: QtBot) -> None:
    many = many_chats()
    pane.set_chats(many)
    pane.update_chat(replace(many[7], title="Renamed"))
    assert pane.chat_title(many[7].id) == "Renamed"
    assert "Chat 4999" in rows(pane.model)
    pane.set_chats(many)
    pane.remove_chat(many[7].id)
    assert pane.model.chat_count == len(many) - 1
    pane.set_chats(many)
    with qtbot.waitSignal(pane.model.relisted):
        pane.filter_field.setText("chat 49")
    found = pane.model.listed_ids()
    assert len(found) == 111
    with qtbot.waitSignal(pane.model.relisted):
        pane.filter_field.setText("chat 499")  # the list for what was typed before is never finished
        pane.filter_field.setText("no such")
    assert pane.empty_text == "Nothing for “no such”."
    pane.set_chats(())
    pane.filter_field.clear()
    assert pane.empty_text == "No chats yet. Ctrl+N starts one."


def test_headings_are_lower_and_every_row_is_where_it_is_hit(pane: ChatListPane, qtbot: QtBot) -> None:
    pane.set_chats(many_chats(300))
    view, bar = pane.view, pane.view.verticalScrollBar()
    view.executeDelayedItemsLayout()
    below = 0
    for row in range(pane.model.rowCount()):
        rect = view.visualRect(pane.model.index(row))
        assert rect.top() == below
        assert rect.height() == (30 if row in pane.model.heading_rows else 48)
        below = rect.bottom() + 1
        assert view.indexAt(rect.center()).row() == row
    assert bar.maximum() == below - view.viewport().height()
    assert not view.indexAt(QPoint(5, below)).isValid()
    headings = [at for at, chat_id in enumerate(pane.model.row_ids) if not chat_id]
    assert list(pane.model.heading_rows) == headings


def test_keys_go_through_the_whole_list(pane: ChatListPane, qtbot: QtBot) -> None:
    pane.set_chats(many_chats(300))
    view = pane.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    last = pane.model.rowCount() - 1

    def row_after(*keys: Qt.Key) -> int:
        for key in keys:
            qtbot.keyClick(view, key)
        assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
        return view.currentIndex().row()

    key = Qt.Key
    assert row_after(key.Key_End) == last
    assert row_after(key.Key_Down) == last
    assert row_after(key.Key_PageUp) < last - 8
    assert row_after(key.Key_Home) == 1
    assert view.visualRect(pane.model.index(0)).top() == 0  # its heading is in view too
    assert row_after(key.Key_Up) == 1
    assert row_after(key.Key_PageDown) > 8
    visited = {row_after(key.Key_Down) for _ in range(last)}
    assert not visited & set(pane.model.heading_rows)
    assert last in visited


def test_a_range_is_selected_with_shift(pane: ChatListPane, qtbot: QtBot) -> None:
    view = pane.view
    pane.set_current(samples.hex_id(2))
    click(pane, qtbot, samples.hex_id(2))
    at = view.visualRect(pane.model.index(pane.model.row_of(samples.hex_id(5)))).center()
    shift, button = Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton
    qtbot.mouseClick(view.viewport(), button, shift, at)
    first, last = (pane.model.row_of(samples.hex_id(number)) for number in (2, 5))
    listed = [pane.model.chat(pane.model.index(row)) for row in range(first, last + 1)]
    assert view.selected_chats == [chat for chat in listed if chat is not None]
    assert pane.bulk_bar.label.text() == "4 selected"


def test_groups_stand_above_their_chats_newest_first(model: ChatListModel) -> None:
    month = list_group(datetime.now(UTC) - timedelta(days=40), datetime.now(UTC))
    headings = ["Pinned", "Today", "Yesterday", "Previous 7 days", month]
    listed = rows(model)
    assert [row for row in listed if row in headings] == headings
    assert listed[1] == "Queueing theory for the API gateway"
    assert listed[4:6] == ["Reading a wiring diagram", "Incident summary"]


@pytest.mark.parametrize(
    ("days", "group"), [(0, "Today"), (1, "Yesterday"), (2, "Previous 7 days"), (7, "Previous 7 days")]
)
def test_a_time_belongs_to_a_group(days: int, group: str) -> None:
    now = datetime(2026, 7, 15, 12).astimezone()
    assert list_group(now - timedelta(days=days), now) == group


def test_older_times_are_named_by_month_and_year() -> None:
    now = datetime(2026, 7, 15, 12).astimezone()
    assert list_group(datetime(2026, 5, 1, 12).astimezone(), now) == "May"
    assert list_group(datetime(2024, 5, 1, 12).astimezone(), now) == "May 2024"
    assert list_time(datetime(2024, 5, 1, 12).astimezone(), now) == "1 May 2024"
    assert list_time(datetime(2026, 7, 13, 12).astimezone(), now) == "Mon"


def test_a_new_chat_comes_first_in_its_group_with_one_insertion(model: ChatListModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        model.update_chat(samples.chat(20, "New"))
    assert rows(model)[3:5] == ["Today", "New"]


def test_a_first_chat_of_a_group_brings_its_heading() -> None:
    model = ChatListModel()
    model.update_chat(samples.chat(1, "Old", age=timedelta(days=3)))
    model.update_chat(samples.chat(2, "New"))
    model.update_chat(samples.chat(3, "Pinned one", age=timedelta(days=1), pinned=True))
    assert rows(model) == ["Pinned", "Pinned one", "Today", "New", "Previous 7 days", "Old"]


def test_a_changed_title_changes_one_row(model: ChatListModel, qtbot: QtBot) -> None:
    had = model.chat_by_id(samples.hex_id(4))
    assert had is not None
    chat = replace(had, title="Renamed")
    with qtbot.assertNotEmitted(model.rowsInserted), qtbot.waitSignal(model.dataChanged):
        model.update_chat(chat)
    assert "Renamed" in rows(model)


def test_the_last_chat_of_a_group_takes_its_heading_along(model: ChatListModel) -> None:
    model.remove_chat(samples.hex_id(5))
    assert "Yesterday" in rows(model)
    model.remove_chat(samples.hex_id(6))
    assert "Yesterday" not in rows(model)


def test_rows_are_read_out_with_their_state(model: ChatListModel) -> None:
    model.set_running(frozenset({samples.hex_id(4)}))

    def spoken(chat_id: str) -> str:
        return str(model.index(model.row_of(chat_id)).data(Qt.ItemDataRole.AccessibleTextRole))

    assert spoken(samples.hex_id(1)).endswith(", pinned")
    assert spoken(samples.hex_id(3)).startswith("Reading a wiring diagram, qwen2.5vl:7b, ")
    assert spoken(samples.hex_id(3)).endswith(", unread")
    assert spoken(samples.hex_id(4)).endswith(", reply is being written")


def test_a_click_selects_and_reads(pane: ChatListPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.chat_selected) as selected:
        click(pane, qtbot, samples.hex_id(3))
    assert selected.args == [samples.hex_id(3)]
    chat = pane.model.chat_by_id(samples.hex_id(3))
    assert chat is not None
    assert not chat.unread


def test_a_clicked_row_wears_no_ring(pane: ChatListPane, qtbot: QtBot) -> None:
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(pane.view, Qt.Key.Key_Down)
    accent = pane.theme.color("accent")

    def ring_pixels(chat_id: str) -> int:
        rect = pane.view.visualRect(pane.model.index(pane.model.row_of(chat_id)))
        image = pane.view.viewport().grab(rect).toImage()
        return sum(image.pixelColor(x, rect.height() // 2) == accent for x in range(30))

    current = pane.view.currentIndex().row()
    assert ring_pixels(pane.model.row_ids[current])
    click(pane, qtbot, samples.hex_id(5))
    assert not ring_pixels(samples.hex_id(5))


def test_arrows_pass_headings_and_enter_opens(pane: ChatListPane, qtbot: QtBot) -> None:
    pane.view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        qtbot.keyClick(pane.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.chat_selected) as selected:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert selected.args == [samples.hex_id(3)]


def test_f2_edits_the_title_in_place(pane: ChatListPane, qtbot: QtBot) -> None:
    pane.set_current(samples.hex_id(4))
    pane.view.setFocus()
    qtbot.keyClick(pane.view, Qt.Key.Key_F2)
    editor = pane.view.viewport().findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "Incident summary"
    editor.setText("  Better   title ")
    with qtbot.waitSignal(pane.rename_requested) as renamed:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == [samples.hex_id(4), "Better title"]
    assert "Incident summary" in rows(pane.model)


def test_an_empty_title_is_no_wish(pane: ChatListPane, qtbot: QtBot) -> None:
    pane.set_current(samples.hex_id(4))
    pane.view.setFocus()
    qtbot.keyClick(pane.view, Qt.Key.Key_F2)
    editor = pane.view.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText("   ")
    with qtbot.assertNotEmitted(pane.rename_requested):
        qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_delete_asks_and_the_row_stays_until_told(pane: ChatListPane, qtbot: QtBot) -> None:
    pane.set_current(samples.hex_id(4))
    pane.view.setFocus()
    with qtbot.waitSignal(pane.delete_requested) as deleted:
        qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    assert deleted.args == [samples.hex_id(4)]
    assert "Incident summary" in rows(pane.model)
    pane.remove_chat(samples.hex_id(4))
    assert "Incident summary" not in rows(pane.model)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, of every menu
def test_the_menu_pins_and_unpins(pane: ChatListPane, qtbot: QtBot) -> None:
    for chat_id, pinned in ((samples.hex_id(4), True), (samples.hex_id(1), False)):
        at = pane.view.visualRect(pane.model.index(pane.model.row_of(chat_id))).center()
        pane.view.customContextMenuRequested.emit(at)
        assert pane.menu.isVisible()
        action = next(action for action in pane.menu.actions() if "in" in action.text())
        assert action.text() == ("Pin" if pinned else "Unpin")
        with qtbot.waitSignal(pane.pin_requested) as wish:
            action.trigger()
        assert wish.args == [chat_id, pinned]
        pane.menu.close()


def test_no_menu_beside_the_chats(window: MainWindow) -> None:
    window.chat_list.set_chats(())
    window.chat_list.view.customContextMenuRequested.emit(QPoint(5, 5))
    assert not window.chat_list.menu.isVisible()


def test_the_filter_narrows_titles_and_says_when_nothing_is_left(pane: ChatListPane, qtbot: QtBot) -> None:
    qtbot.keyClicks(pane.filter_field, "GARDEN")
    assert rows(pane.model) == ["Pinned", "Garden planner notes"]
    qtbot.keyClicks(pane.filter_field, "x")
    assert not pane.view.isVisible()
    assert "GARDENx" in pane.empty_text
    qtbot.keyClick(pane.filter_field, Qt.Key.Key_Escape)
    assert pane.view.isVisible()
    assert pane.model.chat_count == len(samples.chats())


def test_down_goes_from_the_filter_into_the_list(pane: ChatListPane, qtbot: QtBot) -> None:
    pane.filter_field.setFocus()
    qtbot.keyClick(pane.filter_field, Qt.Key.Key_Down)
    assert pane.view.hasFocus()
    assert isinstance(pane.model.chat(pane.view.currentIndex()), Chat)


def test_an_empty_list_says_how_to_begin(window: MainWindow) -> None:
    window.chat_list.set_chats(())
    assert window.chat_list.empty_text == "No chats yet. Ctrl+N starts one."


def test_open_chat_ring_and_dot_are_drawn(pane: ChatListPane, window: MainWindow) -> None:
    pane.set_current(samples.hex_id(1))
    pane.set_running(frozenset({samples.hex_id(4)}))
    image = pane.view.viewport().grab().toImage()
    tint, accent = window.chat_list.theme.color("tint"), window.chat_list.theme.color("accent")

    def colours(chat_id: str) -> set[str]:
        rect = pane.view.visualRect(pane.model.index(pane.model.row_of(chat_id)))
        return {
            image.pixelColor(x, y).name()
            for x in range(rect.right() - 44, rect.right() - 8)
            for y in range(rect.top() + 6, rect.top() + 26)
        }

    assert tint.name() in colours(samples.hex_id(1))
    assert accent.name() in colours(samples.hex_id(3))
    assert accent.name() in colours(samples.hex_id(4))
    assert accent.name() not in colours(samples.hex_id(5))


def test_compact_rows_are_one_low_line(pane: ChatListPane, theme: Theme, qtbot: QtBot) -> None:
    view, at = pane.view, pane.model.index(pane.model.row_of(samples.hex_id(4)))
    assert view.visualRect(at).height() == 48
    theme.set_compact_lists(True)
    rect = view.visualRect(at)
    assert rect.height() == 28
    assert view.indexAt(rect.center()).row() == at.row()
    theme.set_text_scale(1.5)
    assert view.visualRect(at).height() >= view.fontMetrics().height() + 4
    theme.set_text_scale(1.0)
    pane.set_current(samples.hex_id(4))
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None
    assert editor.height() >= editor.fontMetrics().height()
    assert view.visualRect(at).contains(editor.geometry())


def test_a_box_below_the_last_chat_takes_none_in(pane: ChatListPane) -> None:
    view, flag = pane.view, QItemSelectionModel.SelectionFlag.ClearAndSelect
    pane.set_chats(samples.chats()[:2])
    last = view.visualRect(pane.model.index(pane.model.rowCount() - 1))
    view.setSelection(last.translated(0, -2), flag)
    assert view.selected_chats
    view.setSelection(last.translated(0, last.height()), flag)
    assert not view.selected_chats
