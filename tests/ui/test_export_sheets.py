"""The sheets of exports, imports and backups: every state in every look, by keyboard."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.exchange import (
    BackupFacts,
    Exported,
    ExportFormat,
    Imported,
    ImportKind,
    ImportPreview,
    Progress,
    Skipped,
    SkipReason,
)
from app.domain.failure import Failure, FailureCode
from app.ui.export.desk import DataDesk
from app.ui.export.words import (
    export_words,
    exported_text,
    format_help,
    format_name,
    imported_text,
    preview_text,
    skipped_lines,
)
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme, ThemeMode
from tests.ui import flaws, looks
from tests.ui.gallery import SETTLE_MS, wait_ms
from tests.ui.looks import Look

WHEN = datetime(2024, 5, 1, tzinfo=UTC)
LONG = "A title that goes on and on about the heights at which llamas live in the Andes " * 2
SKIPPED = tuple(Skipped(reason, 1 + number * 700, (LONG, "b")) for number, reason in enumerate(SkipReason))


def ask_export(desk: DataDesk) -> None:
    desk.export_chats(("x",), LONG)


def run(desk: DataDesk) -> None:
    desk.sheet.run("Exporting…", "all.zip")
    desk.sheet.show_progress(Progress(3, 7))


def preview(desk: DataDesk) -> None:
    kind = ImportKind.CHATGPT
    desk.show_preview(ImportPreview("/x/conversations.json", kind, 1204, 53210, 88, WHEN, WHEN, SKIPPED))


def fail(desk: DataDesk) -> None:
    desk.show_failure(Failure(FailureCode.IMPORT_BROKEN, detail="/x/conversations.json: it ends too early"))


def ask_restore(desk: DataDesk) -> None:
    desk.show_backup(BackupFacts("/x/b.zip", WHEN, "1.0", 1204, 53210, 88, 123_456_789))


def tell(desk: DataDesk) -> None:
    desk.show_exported(
        Exported("/home/somebody/Documents/" + LONG.replace(" ", "-") + ".zip", 1204, 10**9, 2)
    )


STATES: list[Callable[[DataDesk], None]] = [
    ask_export,
    run,
    preview,
    fail,
    DataDesk.back_up,
    ask_restore,
    tell,
]


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(theme)
    qtbot.addWidget(window)
    window.resize(880, 560)
    window.show()
    window.content.show()
    yield window
    looks.apply(theme, Look())


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_wrong_in_any_state(
    window: MainWindow, theme: Theme, mode: ThemeMode, scale: float
) -> None:
    looks.apply(theme, Look(mode, scale=scale))
    desk = window.content.data_desk
    for state in STATES:
        state(desk)
        wait_ms(SETTLE_MS)
        sheet = desk.sheet
        assert flaws.nameless(sheet) == [], state
        assert flaws.small(sheet) == [], state
        assert flaws.cut(sheet) == [], state
        assert flaws.clipped(sheet) == [], state
        assert sheet.accessibleName()
        assert window.rect().contains(sheet.panel.geometry())


def test_the_way_to_a_file_goes_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.content.data_desk
    with qtbot.waitActive(window):
        window.activateWindow()
    ask_export(desk)
    here = window.focusWidget()
    assert here is desk.options.formats.buttons["markdown"]
    qtbot.keyClick(here, Qt.Key.Key_Right)
    assert desk.options.format is ExportFormat.HTML
    reached = set()
    for _ in range(6):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        reached.add(window.focusWidget())
    assert {desk.options.thoughts, desk.sheet.leave_button, desk.sheet.go_button} <= reached
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not desk.sheet.isVisible()


def test_leaving_what_runs_ends_it(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    desk = window.content.data_desk
    desk.import_chats()
    assert desk.dialog is not None
    desk.dialog.fileSelected.emit(str(tmp_path / "x.json"))
    desk.dialog.close()
    assert desk.sheet.title.text() == "Looking into the file…"
    with qtbot.waitSignal(desk.cancel_requested):
        qtbot.keyClick(desk.sheet.leave_button, Qt.Key.Key_Escape)
    desk.back_up()  # it is not over yet
    assert desk.sheet.title.text() == "Looking into the file…"
    desk.show_cancelled()
    assert not desk.sheet.isVisible()
    desk.back_up()
    assert desk.sheet.title.text() == "Back up everything"


def test_every_format_and_reason_has_its_words() -> None:
    assert len({format_name(kind) for kind in ExportFormat}) == len(ExportFormat)
    assert all(format_help(kind).endswith(".") for kind in ExportFormat)
    assert len(set(skipped_lines(SKIPPED))) == len(SkipReason)
    assert not any("{" in line for line in skipped_lines(SKIPPED))


def test_one_chat_of_one_day_is_told_as_one() -> None:
    day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    one = preview_text(ImportPreview("x", ImportKind.CLAUDE, 1, 6, 1, day, day))
    assert one.splitlines()[1] == "New here: 1 chat with 6 messages and 1 file"
    assert len(one.splitlines()) == 3
    assert "From" not in one
    assert "\nFrom " in preview_text(
        ImportPreview("x", ImportKind.CLAUDE, 2, 6, 0, day, day + timedelta(days=3))
    )
    assert imported_text(Imported("x", 1, 6, 0)) == "1 chat with 6 messages is in the list now."
    assert imported_text(Imported("x", 2, 6, 0)) == "2 chats with 6 messages are in the list now."


def test_what_is_attached_need_not_be_an_image() -> None:
    assert export_words().image.format(name="notes.pdf") == "Attached: notes.pdf"
    assert "1 attached file is" in exported_text(Exported("x", 1, 10, 1))
    assert "2 attached files are" in exported_text(Exported("x", 1, 10, 2))
