"""Arrows of the storage rows of the settings."""

from app.services.storage_use import StorageUseService
from app.ui.main_window import MainWindow


def wire_storage_use(window: MainWindow, storage: StorageUseService) -> None:
    """Connect the rows with the service: wishes up, state down."""
    page = window.settings_page
    page.storage_wanted.connect(storage.measure)
    page.removal_requested.connect(storage.remove_unused)
    storage.measured.connect(page.show_storage)
    storage.failed.connect(window.show_notice)
