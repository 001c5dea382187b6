"""The rows of the chat list: their order, and what may change without being listed anew."""

from datetime import timedelta

from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLineEdit

from app.domain.conversation import Folder
from app.ui.chat.chat_list_model import ChatListModel
from app.ui.main_window import MainWindow
from tests.ui import samples


def test_chats_in_any_order_are_listed_newest_first() -> None:
    model = ChatListModel()
    hours = (3, 1, 5, 2, 4)
    model.set_chats(tuple(samples.chat(at, f"Chat {at}", age=timedelta(days=60, hours=at)) for at in hours))
    assert model.listed_ids() == [samples.hex_id(at) for at in sorted(hours)]


def test_another_name_of_a_folder_leaves_the_rows_in_place() -> None:
    model = ChatListModel()
    model.set_chats(samples.chats())
    model.set_folders((Folder("f", "Work"), Folder("g", "Home")))
    reset, changed = QSignalSpy(model.modelReset), QSignalSpy(model.dataChanged)
    model.set_folders((Folder("f", "Office"), Folder("g", "Home")))
    assert (reset.count(), changed.count()) == (0, 1)
    folders = [model.folder(model.index(row)) for row in range(model.rowCount())]
    assert [row.folder.name for row in folders if row is not None] == ["Office", "Home"]
    model.set_folders((Folder("g", "Home"), Folder("f", "Office")))
    assert reset.count() == 1


def test_a_title_that_is_being_typed_outlives_a_change_of_its_row(window: MainWindow) -> None:
    pane, (chat, *_) = window.chat_list, samples.chats()
    pane.set_chats((chat,))
    index = pane.model.index(pane.model.row_of(chat.id))
    pane.view.setCurrentIndex(index)
    pane.view.edit(index)
    (field,) = pane.view.findChildren(QLineEdit)
    field.selectAll()
    field.insert("Typed")
    pane.model.dataChanged.emit(index, index)
    assert field.text() == "Typed"
