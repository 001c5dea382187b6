"""File dialogs begin where the last one of their purpose ended."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QTreeView, QWidget
from pytestqt.qtbot import QtBot

import app.ui
from app.ui.theme.theme import Theme, ThemeMode
from app.ui.widgets.file_dialog import FileDialog
from app.ui.widgets.used_folders import UsedFolders


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def folder_of(dialog: QFileDialog) -> Path:
    return Path(dialog.directory().absolutePath())


def test_each_purpose_has_its_own_folder(over: QWidget, tmp_path: Path) -> None:
    folders, kept = UsedFolders(over), []
    folders.changed.connect(kept.append)
    first, second = tmp_path / "one", tmp_path / "two"
    for each in (first, second):
        each.mkdir()
    FileDialog(over, "Open", "gguf").filesSelected.emit([str(first / "a.gguf"), str(first / "b.gguf")])
    FileDialog(over, "Save", "save_image").filesSelected.emit([str(second / "a.png")])
    assert folder_of(FileDialog(QWidget(over), "Open", "gguf")) == first
    assert folder_of(FileDialog(over, "Save", "save_image")) == second
    other = QWidget()
    again = UsedFolders(other)
    again.restore(kept[-1])
    assert folder_of(FileDialog(other, "Open", "gguf")) == first
    assert len(kept) == 2


def test_a_chosen_folder_leads_to_where_it_lies(over: QWidget, tmp_path: Path) -> None:
    UsedFolders(over)
    (tmp_path / "model").mkdir()
    dialog = FileDialog(over, "Open", "safetensors")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.filesSelected.emit([str(tmp_path / "model")])
    assert folder_of(FileDialog(over, "Open", "safetensors")) == tmp_path


def test_a_folder_that_is_gone_is_not_opened(over: QWidget, tmp_path: Path) -> None:
    folders = UsedFolders(over)
    usual = folder_of(FileDialog(over, "Open", "attach"))
    folders.note("attach", str(tmp_path / "gone"))
    assert folder_of(FileDialog(over, "Open", "attach")) == usual


def test_the_first_of_its_kind_begins_in_the_usual_folder(over: QWidget, tmp_path: Path) -> None:
    folders = UsedFolders(over)
    usual, used = tmp_path / "usual", tmp_path / "used"
    for each in (usual, used):
        each.mkdir()
    assert folder_of(FileDialog(over, "Save", "export", str(usual))) == usual
    folders.note("export", str(used))
    assert folder_of(FileDialog(over, "Save", "export", str(usual))) == used


OWN_WAY = ("QFileDialog(", "QFileDialog.get")


def test_there_is_no_other_way_to_ask_for_a_file() -> None:
    folder = Path(app.ui.__file__).parent
    found = [
        path.name
        for path in folder.rglob("*.py")
        if path.name != "file_dialog.py" and any(way in path.read_text("utf-8") for way in OWN_WAY)
    ]
    assert found == []


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_the_headings_of_a_dialog_that_qt_draws_can_be_read(
    theme: Theme, qtbot: QtBot, mode: ThemeMode
) -> None:
    theme.set_mode(mode)
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.show()
    header = dialog.findChild(QTreeView).header()
    assert header.grab().toImage().pixelColor(header.width() - 3, 3) == theme.color("side")
