"""Arrows of the servers: what answers, the ways to get one, the list of them."""

from app.services.chat import ChatService
from app.services.first_models import FirstModelsService
from app.services.ollama_log import OllamaLog
from app.services.server import ServerService
from app.services.server_checks import ServerChecks
from app.services.server_offers import ServerOffers
from app.services.servers import ServersService
from app.ui.connect.connect_page import ConnectPage
from app.ui.main_window import MainWindow
from app.ui.server_banner import ServerBanner
from app.ui.servers.offer_banner import OfferBanner
from app.ui.servers.servers_page import ServersPage
from app.ui.settings.settings_page import SettingsPage
from app.ui.status_strip import StatusStrip


def wire_server(
    page: ConnectPage,
    banner: ServerBanner,
    strip: StatusStrip,
    server: ServerService,
    servers: ServersService,
) -> None:
    """Connect connect page, banner and status strip with the services: wishes up, state down."""
    page.connect_requested.connect(servers.connect_to)
    page.engine_requested.connect(server.use_engine)
    page.start_ollama_requested.connect(server.start_ollama)
    page.look_again_requested.connect(server.look_again)
    banner.look_again_requested.connect(server.look_again)
    banner.start_ollama_requested.connect(server.start_ollama)
    server.state_changed.connect(page.set_server)
    server.state_changed.connect(strip.set_server)


def wire_first_models(page: ConnectPage, models: FirstModelsService, server: ServerService) -> None:
    """Connect the suggestions for a server without a model."""
    server.state_changed.connect(models.set_server)
    models.suggested.connect(page.set_first_models)


def wire_servers(
    page: ServersPage, servers: ServersService, checks: ServerChecks, log: OllamaLog, server: ServerService
) -> None:
    """Connect the page with the list of servers: wishes up, state down."""
    page.switch_requested.connect(servers.switch_to)
    page.default_requested.connect(servers.make_default)
    page.remove_requested.connect(servers.remove)
    page.undo_remove_requested.connect(servers.undo_remove)
    page.save_requested.connect(servers.save)
    page.address_edited.connect(servers.read_address)
    page.test_requested.connect(checks.test)
    page.opened.connect(servers.find_key_store)
    page.list_shown_changed.connect(checks.set_shown)
    page.log_shown_changed.connect(log.set_shown)
    servers.servers_changed.connect(page.set_servers)
    servers.address_read.connect(page.show_address)
    servers.saved.connect(page.show_saved)
    servers.save_refused.connect(page.show_refusal)
    servers.removed.connect(page.show_removed)
    checks.checked.connect(page.show_report)
    checks.tested.connect(page.show_test)
    log.begun.connect(page.begin_log)
    log.grew.connect(page.add_log)
    server.state_changed.connect(page.set_server)


def wire_server_offers(
    banner: OfferBanner,
    offers: ServerOffers,
    chat: ChatService,
    servers: ServersService,
    server: ServerService,
) -> None:
    """Connect the offer of the server that a chat was written with."""
    chat.chat_opened.connect(offers.show_chat)
    chat.new_chat_opened.connect(offers.show_new_chat)
    chat.reply_finished.connect(offers.take_reply)
    servers.servers_changed.connect(offers.set_servers)
    server.state_changed.connect(offers.set_server)
    offers.offered.connect(banner.show_offer)
    banner.switch_requested.connect(servers.switch_to)


def wire_server_settings(page: SettingsPage, servers: ServersService, server: ServerService) -> None:
    """Connect what the settings tell of servers."""
    page.default_server_requested.connect(servers.make_default)
    servers.servers_changed.connect(page.set_servers)
    server.state_changed.connect(page.set_server)


def wire_server_trouble(
    window: MainWindow,
    servers: ServersService,
    checks: ServerChecks,
    models: FirstModelsService,
    log: OllamaLog,
) -> None:
    """Connect what concerns no part of the page."""
    servers.failed.connect(window.show_notice)
    checks.failed.connect(window.show_notice)
    models.failed.connect(window.show_notice)
    log.failed.connect(window.show_notice)
