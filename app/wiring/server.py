"""Arrows of the server: what answers, and the ways to get one."""

from app.services.server import ServerService
from app.ui.connect.connect_page import ConnectPage
from app.ui.server_banner import ServerBanner
from app.ui.status_strip import StatusStrip


def wire_server(page: ConnectPage, banner: ServerBanner, strip: StatusStrip, server: ServerService) -> None:
    """Connect connect page, banner and status strip with the service: wishes up, state down."""
    page.connect_requested.connect(server.connect_to)
    page.engine_requested.connect(server.use_engine)
    page.start_ollama_requested.connect(server.start_ollama)
    page.look_again_requested.connect(server.look_again)
    banner.look_again_requested.connect(server.look_again)
    banner.start_ollama_requested.connect(server.start_ollama)
    server.state_changed.connect(page.set_server)
    server.state_changed.connect(strip.set_server)
