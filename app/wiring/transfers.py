"""Arrows of the transfers: the page, what tells of them elsewhere, the first models."""

from app.services.server import ServerService
from app.services.settings import SettingsService
from app.services.transfers import TransfersService
from app.ui.main_window import MainWindow
from app.ui.transfers.transfers_page import TransfersPage


def wire_transfers(
    window: MainWindow, transfers: TransfersService, server: ServerService, settings: SettingsService
) -> None:
    """Connect the window with the service: wishes up, state down."""
    content = window.content
    _wire_page(content.transfers_page, transfers)
    content.transfers_page.setting_requested.connect(settings.set)
    content.connect_page.pull_requested.connect(transfers.pull)
    content.connect_page.pause_pull_requested.connect(transfers.pause)
    content.connect_page.resume_pull_requested.connect(transfers.resume)
    transfers.changed.connect(content.transfers_watch.set_rows)
    transfers.changed.connect(content.connect_page.set_transfers)
    transfers.finished.connect(content.transfers_watch.show_finished)
    transfers.failed.connect(window.show_notice)
    server.state_changed.connect(content.transfers_page.set_server)
    server.state_changed.connect(transfers.set_server)


def _wire_page(page: TransfersPage, transfers: TransfersService) -> None:
    page.opened.connect(transfers.open)
    page.pull_requested.connect(transfers.pull)
    page.push_requested.connect(transfers.push)
    page.pause_requested.connect(transfers.pause)
    page.resume_requested.connect(transfers.resume)
    page.cancel_requested.connect(transfers.cancel)
    page.insecure_requested.connect(transfers.allow_insecure)
    page.copy_requested.connect(transfers.copy_and_push)
    page.push_anyway_requested.connect(transfers.push_all_the_same)
    page.sign_in_opened.connect(transfers.await_sign_in)
    page.move_requested.connect(transfers.move)
    page.pause_all_requested.connect(transfers.pause_all)
    page.resume_all_requested.connect(transfers.resume_all)
    page.repeat_requested.connect(transfers.repeat)
    page.forget_requested.connect(transfers.forget_record)
    page.clear_requested.connect(transfers.clear_history)
    transfers.limit_changed.connect(page.set_at_once)
    transfers.changed.connect(page.set_rows)
    transfers.history_changed.connect(page.set_records)
    transfers.pointed_at.connect(page.point_at)
