"""Arrows of the models in memory: the page, the service, the chat that a card opens."""

from app.services.running import RunningService
from app.services.server import ServerService
from app.ui.main_window import MainWindow
from app.ui.running.running_page import RunningPage


def wire_running(
    window: MainWindow, page: RunningPage, running: RunningService, server: ServerService
) -> None:
    """Connect the page with the services: wishes up, state down."""
    page.shown_changed.connect(running.set_shown)
    page.keep_requested.connect(running.keep)
    page.keep_for_requested.connect(running.keep_for)
    page.unload_requested.connect(running.unload)
    page.load_requested.connect(running.load)
    page.cancel_load_requested.connect(running.cancel_load)
    page.smaller_context_requested.connect(running.use_context)
    window.watched_changed.connect(running.set_watched)
    running.view_changed.connect(page.set_view)
    running.gpu_changed.connect(page.show_gpu)
    running.context_set.connect(page.tell_context)
    running.refused.connect(page.show_trouble)
    server.state_changed.connect(page.set_server)
    page.set_server(server.state)
    page.set_view(running.view)
