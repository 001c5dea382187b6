"""Arrows of chats in files: the desk, its services, the list that shows what came in."""

from PySide6.QtCore import QObject, Slot

from app.domain.exchange import Imported
from app.services.backups import BackupService
from app.services.chats import ChatListService
from app.services.exports import ExportService
from app.services.imports import ImportService
from app.ui.export.desk import DataDesk


def wire_export(
    desk: DataDesk,
    exports: ExportService,
    imports: ImportService,
    backups: BackupService,
    chats: ChatListService,
) -> None:
    """Connect the desk: wishes up, state down."""
    desk.export_requested.connect(exports.export)
    desk.look_requested.connect(imports.look)
    desk.take_requested.connect(imports.take)
    desk.backup_requested.connect(backups.save)
    desk.backup_look_requested.connect(backups.look)
    desk.restore_requested.connect(backups.restore)
    for service in (exports, imports, backups):
        desk.cancel_requested.connect(service.cancel)
        service.progressed.connect(desk.show_progress)
        service.cancelled.connect(desk.show_cancelled)
        service.failed.connect(desk.show_failure)
    exports.finished.connect(desk.show_exported)
    imports.previewed.connect(desk.show_preview)
    imports.finished.connect(desk.show_imported)
    backups.saved.connect(desk.show_saved)
    backups.previewed.connect(desk.show_backup)
    after = _AfterImport(chats)
    imports.finished.connect(after.read)


class _AfterImport(QObject):
    """What was imported is in the list at once."""

    def __init__(self, chats: ChatListService) -> None:
        super().__init__(chats)
        self._chats = chats

    @Slot(Imported)
    def read(self, imported: Imported) -> None:
        """Read the list again."""
        if imported.chats:
            self._chats.start()
