"""The way through an export, an import, a backup and a restore: each on one sheet, one at a time."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.exchange import (
    BackupFacts,
    Exported,
    ExportFormat,
    ExportWish,
    Imported,
    ImportPreview,
    Progress,
    file_name_of,
)
from app.domain.failure import Failure
from app.ui.export.data_sheet import DataSheet
from app.ui.export.export_options import ExportOptions
from app.ui.export.words import (
    backup_text,
    chats_text,
    export_words,
    exported_text,
    format_name,
    imported_text,
    preview_text,
    skipped_lines,
    tr,
)
from app.ui.theme.theme import Theme
from app.ui.widgets.file_dialog import FileDialog
from app.ui.widgets.used_folders import Purpose


class DataDesk(QObject):
    """Wishes go out with the paths that a person chose; what comes of them is told to the slots."""

    export_requested = Signal(ExportWish)
    look_requested = Signal(str)  # path of a file with chats
    take_requested = Signal(str)
    backup_requested = Signal(str)
    backup_look_requested = Signal(str)
    restore_requested = Signal(str)
    cancel_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.sheet = DataSheet(theme, window)
        self.options = ExportOptions(theme)
        self.sheet.options.addWidget(self.options)
        self.dialog: QFileDialog | None = None
        self._ids: tuple[str, ...] = ()
        self._name = ""
        self._path = ""
        self._step = ""  # what the button of the sheet does
        self._is_running = False
        self.sheet.go_requested.connect(self._on_go)
        self.sheet.left.connect(self._on_left)
        self.options.changed.connect(self._on_options_changed)

    def export_chats(self, ids: tuple[str, ...], title: str) -> None:
        """Ask how to write these chats; no ids: all. `title` is of the only one."""
        if self._is_running:
            self.sheet.open_sheet()
            return
        self._ids = ids
        self._name = title if len(ids) == 1 else tr("Chats") + f" {date.today():%Y-%m-%d}"
        heading = (
            tr("Export all chats") if not ids else tr("Export {chats}").format(chats=chats_text(len(ids)))
        )
        self._ask_export(tr("Export “{title}”").format(title=title) if len(ids) == 1 else heading)

    @Slot()
    def import_chats(self) -> None:
        """Ask for a file with chats."""
        self._open(tr("Import chats"), [tr("Chats") + " (*.json *.zip)"], "look")

    @Slot()
    def back_up(self) -> None:
        """Tell what a backup is, and ask where to."""
        if self._is_running:
            self.sheet.open_sheet()
        else:
            self._step = "choose_backup"
            self.sheet.ask(
                tr("Back up everything"),
                tr(
                    "Chats with all versions and images, the trash, settings and the list of servers, in one"
                    " file. Tokens and passwords are never in it, models neither."
                ),
                tr("Choose where…"),
            )

    @Slot()
    def restore(self) -> None:
        """Ask for a backup."""
        self._open(tr("Restore a backup"), [tr("Backups of Arriero") + " (*.zip)"], "look_backup")

    @Slot(Progress)
    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        self.sheet.show_progress(progress)

    @Slot(Exported)
    def show_exported(self, done: Exported) -> None:
        """Tell what was written."""
        self._finish("open_folder", tr("Exported"), exported_text(done), (), tr("Open folder"))

    @Slot(ImportPreview)
    def show_preview(self, seen: ImportPreview) -> None:
        """Tell what is in a file, and ask."""
        self._is_running = False
        self._step = "take"
        lines = tuple(skipped_lines(seen.skipped))
        text = preview_text(seen) + ("\n" + tr("Left out:") if lines else "")
        go = tr("Import {chats}").format(chats=chats_text(seen.chats)) if seen.chats else ""
        self.sheet.ask(Path(seen.path).name, text, go, lines)

    @Slot(Imported)
    def show_imported(self, done: Imported) -> None:
        """Tell what was taken over and what was not."""
        lines = tuple(skipped_lines(done.skipped))
        text = imported_text(done) + ("\n" + tr("Left out:") if lines else "")
        self._finish("", tr("Imported"), text, lines)

    @Slot(BackupFacts)
    def show_saved(self, facts: BackupFacts) -> None:
        """Tell what was saved."""
        text = tr("Written and read back to the last byte.") + "\n" + backup_text(facts) + "\n" + facts.path
        self._finish("open_folder", tr("Backed up"), text, (), tr("Open folder"))

    @Slot(BackupFacts)
    def show_backup(self, facts: BackupFacts) -> None:
        """Tell what a backup holds, and ask."""
        self._is_running = False
        self._step = "restore"
        text = (
            backup_text(facts)
            + "\n\n"
            + tr(
                "It takes the place of all chats, settings and servers. What is here now is kept in a folder"
                " of its own beside them. Arriero starts again to do it; replies and transfers stop."
            )
        )
        self.sheet.ask(
            tr("Restore this backup?"), text, tr("Restore and start again"), leave=tr("Keep what is here")
        )
        self.sheet.leave_button.setFocus()

    @Slot(Failure)
    def show_failure(self, failure: Failure) -> None:
        """Tell why it did not work."""
        self._is_running = False
        titles = {
            "export": tr("Export"),
            "look": tr("Import chats"),
            "take": tr("Import chats"),
            "backup": tr("Back up everything"),
        }
        title = titles.get(self._step, tr("Restore a backup"))
        self._step = {
            "export": "choose_export",
            "backup": "choose_backup",
            "look_backup": "choose_restore",
        }.get(self._step, "choose_import" if self._step in ("look", "take") else "choose_restore")
        self.sheet.show_failure(title, failure, tr("Choose again…"))

    @Slot()
    def show_cancelled(self) -> None:
        """Nothing runs any more."""
        self._is_running = False
        self.sheet.close_popup()

    def _ask_export(self, title: str) -> None:
        self._step = "choose_export"
        self.sheet.ask(title, "", tr("Choose where…"))
        self.sheet.set_options_shown(True)
        self.options.formats.setFocus()

    def _finish(self, step: str, title: str, text: str, lines: tuple[str, ...], go: str = "") -> None:
        self._is_running = False
        self._step = step
        self.sheet.finish(title, text, lines, go)

    def _open(self, title: str, filters: list[str], step: str) -> None:
        if self._is_running:
            self.sheet.open_sheet()
            return
        dialog = self._dialog(title, filters, step)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    def _save(self, title: str, name: str, suffix: str, step: str) -> None:
        dialog = self._dialog(title, [f"{suffix[1:].upper()} (*{suffix})"], step)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix[1:])
        dialog.selectFile(file_name_of(name, suffix))
        dialog.open()

    def _dialog(self, title: str, filters: list[str], step: str) -> QFileDialog:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        purpose: Purpose = "import" if step.startswith("look") else "export"
        dialog = FileDialog(self._window, title, purpose, documents)
        dialog.setNameFilters(filters)
        dialog.setProperty("step", step)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        return dialog

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        assert self.dialog is not None
        self._step = str(self.dialog.property("step"))
        self._path = path
        name = Path(path).name
        self._is_running = True
        if self._step == "export":
            self.sheet.run(tr("Exporting…"), name)
            wish = ExportWish(
                self.options.format, path, export_words(), self._ids, self.options.thoughts.isChecked()
            )
            self.export_requested.emit(wish)
        elif self._step == "look":
            self.sheet.run(tr("Looking into the file…"), name)
            self.look_requested.emit(path)
        elif self._step == "backup":
            self.sheet.run(tr("Backing up…"), name)
            self.backup_requested.emit(path)
        else:
            self.sheet.run(tr("Checking the backup…"), name)
            self.backup_look_requested.emit(path)

    @Slot()
    def _on_go(self) -> None:
        if self._step == "choose_export":
            kind = self.options.format
            several = len(self._ids) != 1 and kind is not ExportFormat.JSON
            title = tr("Export as {format}").format(format=format_name(kind))
            self._save(title, self._name, ".zip" if several else kind.suffix, "export")
        elif self._step == "choose_backup":
            name = f"arriero-{date.today():%Y-%m-%d}"
            self._save(tr("Back up everything"), name, ".zip", "backup")
        elif self._step == "choose_import":
            self.import_chats()
        elif self._step == "choose_restore":
            self.restore()
        elif self._step == "take":
            self._is_running = True
            self.sheet.run(tr("Importing…"), Path(self._path).name)
            self.take_requested.emit(self._path)
        elif self._step == "restore":
            self._is_running = True
            self.sheet.run(tr("Restoring…"), Path(self._path).name)
            self.restore_requested.emit(self._path)
        elif self._step == "open_folder":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._path).parent)))

    @Slot()
    def _on_left(self) -> None:
        if self._is_running:
            self.cancel_requested.emit()

    @Slot()
    def _on_options_changed(self) -> None:
        self.sheet.replace_panel()
