"""States of the pages about servers, for pictures and for the walk through all states."""

from PySide6.QtWidgets import QApplication

from app.domain.failure import Failure, FailureCode
from app.domain.server import Connection, ServerKind, ServerState
from app.domain.server_profile import (
    ENGINE_ID,
    LOCAL_ID,
    AddressReading,
    FirstModels,
    ModelSuggestion,
    ProbeStep,
    SecretPlace,
    ServerList,
    ServerOffer,
    ServerProfile,
    ServerReport,
)
from app.ui.main_window import MainWindow
from tests.ui import samples

LOCAL = ServerProfile(LOCAL_ID, "", samples.ADDRESS)
STUDIO = ServerProfile(
    "a1",
    "Studio",
    "https://studio.example:8443/ollama",
    has_token=True,
    header_names=("X-Team",),
    secret_place=SecretPlace.FILE,
)
LAB = ServerProfile("b2", "", "http://lab.example:11434")
SERVERS = ServerList((LOCAL, STUDIO, LAB), LOCAL_ID, LOCAL_ID, True, SecretPlace.FILE)
PRINT = "3f9a" * 16


def _tell(window: MainWindow, state: ServerState) -> None:
    window.content.connect_page.set_server(state)
    window.content.servers_page.set_server(state)
    window.status_strip.set_server(state)


def server_list(window: MainWindow) -> None:
    """Three servers and the engine."""
    page = window.content.servers_page
    page.set_servers(SERVERS)
    _tell(window, samples.ready())
    window.content.show_servers_page()
    page.show_report(ServerReport(LOCAL_ID, version="0.33.0", latency_ms=1.4))
    page.show_report(ServerReport("a1", version="0.30.1", latency_ms=38.0, has_tls=True))
    failure = Failure(FailureCode.SERVER_NAME_UNKNOWN, LAB.address)
    page.show_report(ServerReport("b2", ProbeStep.NAME, failure))


def server_not_listed(window: MainWindow) -> None:
    """The engine is the default, the one in use was named at the start, and nothing is listed."""
    page = window.content.servers_page
    page.set_servers(ServerList((), ENGINE_ID, "", True, SecretPlace.KEY_STORE))
    _tell(window, samples.refused(ollama_path="/usr/bin/ollama"))
    window.content.show_servers_page()


def server_new(window: MainWindow) -> None:
    """An address, a token, and nothing that keeps it from others."""
    server_list(window)
    content = window.content.servers_page.content
    content.add_server("192.168.1.20")
    content.editor.secrets.token.setText("secret")
    content.show_address(AddressReading("192.168.1.20", "http://192.168.1.20:11434", is_plain=True))


def server_tested(window: MainWindow) -> None:
    """A test that stopped at the certificate."""
    server_list(window)
    content = window.content.servers_page.content
    content.edit_server("a1")
    content.show_address(AddressReading(STUDIO.address, STUDIO.address, is_tls=True))
    failure = Failure(FailureCode.SERVER_TLS, STUDIO.address, detail="self-signed certificate")
    content.show_test(ServerReport("a1", ProbeStep.TLS, failure, fingerprint=PRINT, has_tls=True))
    QApplication.sendPostedEvents()  # what grew moves what is below in the turn after


def server_good(window: MainWindow) -> None:
    """A test that went through, of one certificate only."""
    server_list(window)
    content = window.content.servers_page.content
    content.edit_server("a1")
    content.show_address(AddressReading(STUDIO.address, STUDIO.address, is_tls=True))
    content.editor.trust.offer(PRINT)
    content.editor.trust.choice.buttons["pinned"].click()
    content.show_test(ServerReport("a1", None, None, "0.33.0", 12.0, has_tls=True))
    QApplication.sendPostedEvents()  # as above


def server_log(window: MainWindow) -> None:
    """The log of a started Ollama."""
    server_list(window)
    page = window.content.servers_page
    page.content.show_log()
    line = 'time=2026-11-21T05:00:{:02}.000Z level=INFO source=routes.go:1 msg="Listening on 127.0.0.1:11434"'
    page.begin_log("\n".join(line.format(number % 60) for number in range(80)))


def server_offer(window: MainWindow) -> None:
    """A chat that was written with another server."""
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.show_chat(samples.finished_view())
    state = samples.ready()
    window.chat_pane.set_server(state)
    window.chat_pane.set_model(samples.MODEL)
    window.chat_pane.set_sending_allowed(True, "")
    window.status_strip.set_server(state)
    window.content.offer_banner.set_server(state)
    window.content.offer_banner.show_offer(ServerOffer(samples.hex_id(1), "a1", "Studio", STUDIO.address))


def server_lost(window: MainWindow) -> None:
    """The server was there, and is not any more."""
    window.chat_list.set_chats(samples.chats())
    window.chat_list.set_current(samples.hex_id(4))
    window.chat_pane.show_chat(samples.failed_view())
    window.set_server(samples.ready())
    state = samples.refused(ollama_path="/usr/bin/ollama")
    window.set_server(state)
    window.chat_pane.set_server(state)
    window.chat_pane.set_model(samples.MODEL)
    window.chat_pane.set_sending_allowed(False, "server_refused")
    window.chat_pane.set_draft("What does the red wire connect to?")
    window.status_strip.set_server(state)


def first_models(window: MainWindow) -> None:
    """A server without a model."""
    state = ServerState(Connection.READY, samples.ADDRESS, ServerKind.OLLAMA, "0.33.0")
    models = FirstModels(
        (
            ModelSuggestion("llama3.2:3b", "Small; for everyday questions", 2_000_000_000, True),
            ModelSuggestion("phi4-mini", "Small; made for sums and code", 2_500_000_000, True),
            ModelSuggestion("gemma3:4b", "All-round; also sees images", 3_300_000_000, True),
        ),
        "2026-11-21",
        16_700_000_000,
    )
    _tell(window, state)
    window.content.connect_page.set_first_models(models)
    window.content.show_connect_page()


def sign_in_wanted(window: MainWindow) -> None:
    """A server that wants a token, with the details open."""
    failure = Failure(
        FailureCode.UNAUTHORISED, "https://studio.example:8443", detail="unauthorized", status=401
    )
    state = ServerState(Connection.FAILED, failure.address, failure=failure, retry_in_s=3.0)
    _tell(window, state)
    window.content.show_connect_page()
    page = window.content.connect_page.content
    next(button for button in page.notice.buttons if button.property("action") == "details").click()
    QApplication.sendPostedEvents()  # as above


SCENES = (
    server_list, server_not_listed, server_new, server_tested, server_good, server_log, server_offer,
    server_lost, first_models, sign_in_wanted,
)  # fmt: skip
