"""Everything behind exports, imports and backups of one running program; made when one is first wanted."""

import subprocess
import sys
from collections.abc import Callable

from app import __version__
from app.services.backups import BackupService
from app.services.chats import ChatListService
from app.services.exports import ExportService
from app.services.imports import ImportService
from app.storage.conversations import ConversationStore
from app.ui.export.formulas import formula_svg
from app.ui.export.pdf import PdfDrawing
from app.ui.main_window import MainWindow
from app.ui.theme.fonts import load_bundled
from app.wiring.export import wire_export


class DataPart:
    """The services; `wire` connects them.

    Attributes:
        restart_wanted: the program ends only to be started again.
    """

    def __init__(
        self,
        store: ConversationStore,
        store_of: Callable[[str], ConversationStore],
        chats: ChatListService,
    ) -> None:
        self.restart_wanted = False
        self.exports = ExportService(store, store_of, PdfDrawing, formula_svg)
        self.imports = ImportService(store)
        self.backups = BackupService(store, __version__)
        self._chats = chats

    def wire(self, window: MainWindow) -> None:
        """Connect the desk of the window."""
        load_bundled()  # pages are drawn with them in a thread
        wire_export(window.content.data_desk, self.exports, self.imports, self.backups, self._chats)
        self.backups.restart_wanted.connect(self._on_restart_wanted)
        self.backups.restart_wanted.connect(window.leave)

    def start_again(self) -> None:
        """Start the program as it was started; what waits to be restored is put in place by that."""
        is_frozen = bool(getattr(sys, "frozen", False))
        command = [sys.executable, *sys.argv[1:]] if is_frozen else [sys.executable, *sys.orig_argv[1:]]
        subprocess.Popen(command, start_new_session=True)

    async def aclose(self) -> None:
        """End what runs."""
        await self.exports.aclose()
        await self.imports.aclose()
        await self.backups.aclose()

    def _on_restart_wanted(self) -> None:
        self.restart_wanted = True
