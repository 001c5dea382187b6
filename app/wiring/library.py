"""Arrows of the models: the page, its services, the transfers that it begins, the chat that it opens."""

from PySide6.QtCore import QObject, Slot

from app.domain.library import LibraryAction, LibraryResult
from app.domain.pinned_models import pinned_models, renamed, with_turned
from app.domain.setting import CHECK_UPDATES, PINNED_MODELS, SettingChange
from app.services.library import LibraryService
from app.services.library_actions import LibraryActions
from app.services.library_catalogue import LibraryCatalogue
from app.services.library_updates import LibraryUpdates
from app.services.settings import SettingsService
from app.services.transfers import TransfersService
from app.ui.main_window import MainWindow
from app.wiring.settings import follow


def wire_library(
    window: MainWindow, library: LibraryService, actions: LibraryActions, catalogue: LibraryCatalogue
) -> None:
    """Connect the page with what it shows: wishes up, state down."""
    content = window.content.library_page.content
    content.look_changed.connect(library.keep_look)
    content.facts_wanted.connect(library.want_facts)
    content.detail_wanted.connect(library.show_detail)
    content.everything_wanted.connect(library.want_everything)
    content.retry_requested.connect(library.look_again)
    content.copy_requested.connect(actions.copy)
    content.rename_requested.connect(actions.rename)
    content.delete_plan_wanted.connect(actions.plan_delete)
    content.delete_requested.connect(actions.delete)
    content.load_requested.connect(actions.load)
    content.unload_requested.connect(actions.unload)
    library.library_changed.connect(content.show_view)
    library.detail_changed.connect(content.show_detail)
    library.look_restored.connect(content.show_look)
    actions.planned.connect(content.questions.show_plan)
    actions.begun.connect(content.show_begun)
    actions.finished.connect(content.show_result)
    catalogue.catalogue_read.connect(content.set_catalogue)
    catalogue.memory_changed.connect(content.set_memory)
    catalogue.suggested.connect(content.set_suggestions)
    for service in (library, actions, catalogue):
        service.failed.connect(window.show_notice)


def wire_library_updates(window: MainWindow, updates: LibraryUpdates, settings: SettingsService) -> None:
    """Connect the search for newer builds, on request or once a day where that is wanted."""
    content = window.content.library_page.content
    content.check_requested.connect(updates.check)
    updates.running_changed.connect(content.show_checking)
    updates.progressed.connect(content.show_progress)
    updates.finished.connect(content.show_result)
    updates.failed.connect(window.show_notice)
    follow(updates, settings, CHECK_UPDATES, updates.set_automatic)


def wire_library_pins(
    window: MainWindow, library: LibraryService, actions: LibraryActions, settings: SettingsService
) -> None:
    """Connect the models that stand first with the place where their names are kept."""
    content = window.content.library_page.content
    pins = _Pins(library, settings)
    content.installed.action_requested.connect(pins.on_action)
    content.detail.action_requested.connect(pins.on_action)
    actions.finished.connect(pins.follow)
    follow(library, settings, PINNED_MODELS, pins.show)


def wire_library_elsewhere(window: MainWindow, library: LibraryService, transfers: TransfersService) -> None:
    """Connect what begins on the page and goes on elsewhere."""
    page = window.content.library_page
    content = page.content
    content.pull_requested.connect(transfers.pull)
    content.push_requested.connect(transfers.push)
    content.push_requested.connect(page.transfers_requested)
    content.transfers_requested.connect(page.transfers_requested)
    content.create_requested.connect(page.create_requested)
    content.chat_requested.connect(page.chat_requested)
    after = _AfterTransfers(library)
    transfers.finished.connect(after.look)


class _Pins(QObject):
    """Pins and unpins."""

    def __init__(self, library: LibraryService, settings: SettingsService) -> None:
        super().__init__(library)
        self._library = library
        self._settings = settings

    @Slot(str, tuple)
    def on_action(self, action: str, names: tuple[str, ...]) -> None:
        """Take the wish of a menu."""
        if action in ("pin", "unpin"):
            line = with_turned(self._settings.get(PINNED_MODELS), names)
            self._settings.set(SettingChange(PINNED_MODELS.key, line))

    @Slot(LibraryResult)
    def follow(self, result: LibraryResult) -> None:
        """Keep a model pinned under its new name."""
        if result.action is LibraryAction.RENAME and not result.failed:
            line = renamed(self._settings.get(PINNED_MODELS), result.done, result.other)
            self._settings.set(SettingChange(PINNED_MODELS.key, line))

    def show(self, line: str) -> None:
        """Have these models stand first in the list."""
        self._library.set_pinned(pinned_models(line))


class _AfterTransfers(QObject):
    """What was pulled or made is in the list at once, not at the next turn."""

    def __init__(self, library: LibraryService) -> None:
        super().__init__(library)
        self._library = library

    @Slot()
    def look(self) -> None:
        """Read the list again."""
        self._library.look_again()
