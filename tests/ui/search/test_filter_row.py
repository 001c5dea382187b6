"""The filters of the search, by mouse and by keys."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.conversation import Folder
from app.domain.search import SearchFilter, SearchOrder
from app.ui.search.filter_row import FilterRow
from app.ui.theme.theme import Theme
from tests.helpers.parameters import pick
from tests.helpers.program import click

FOLDER = Folder("1" * 32, "Work")


@pytest.fixture
def row(theme: Theme, qtbot: QtBot) -> Iterator[FilterRow]:
    host = QWidget()
    host.resize(900, 500)
    row = FilterRow(theme)
    row.set_models(("gemma3:4b", "qwen3:8b"))
    row.set_folders((FOLDER,))
    QVBoxLayout(host).addWidget(row, 0, Qt.AlignmentFlag.AlignTop)
    with qtbot.waitExposed(host):
        host.show()
    yield row
    host.close()


def test_each_filter_is_taken_told_and_cleared(row: FilterRow, qtbot: QtBot) -> None:
    assert row.filter == SearchFilter()
    assert not row.clear_button.isVisible()
    for name, option in (("model", "qwen3:8b"), ("role", "Written by you"), ("folder", "Work")):
        with qtbot.waitSignal(row.changed):
            pick(row.dropdowns[name], option)
    with qtbot.waitSignal(row.changed):
        click(row.images_button)
    assert row.filter == SearchFilter("qwen3:8b", "user", has_images=True, folder_id=FOLDER.id)
    assert row.dropdowns["model"].accessibleName() == "Model: qwen3:8b"
    assert row.images_button.isChecked()
    with qtbot.waitSignal(row.changed):
        click(row.clear_button)
    assert row.filter == SearchFilter()
    assert not row.is_set
    assert row.dropdowns["model"].accessibleName() == "Model: Any model"


def test_a_time_is_so_many_days_ago(row: FilterRow) -> None:
    for option, days in (("Last 24 hours", 1), ("Last 7 days", 7), ("Last 31 days", 31), ("Last year", 366)):
        before = datetime.now().astimezone()
        pick(row.dropdowns["time"], option)
        since = row.filter.since
        assert since is not None
        assert before - timedelta(days=days) <= since <= datetime.now().astimezone() - timedelta(days=days)


def test_the_order_is_no_filter(row: FilterRow) -> None:
    pick(row.dropdowns["order"], "Best first")
    assert row.order is SearchOrder.BEST
    assert not row.is_set


def test_a_folder_that_is_gone_filters_nothing(row: FilterRow) -> None:
    pick(row.dropdowns["folder"], "Work")
    row.set_folders(())
    assert row.filter == SearchFilter()
    assert not row.dropdowns["folder"].isVisible()
