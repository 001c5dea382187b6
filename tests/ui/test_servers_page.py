"""The page of the servers, piece by piece."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.failure import Failure, FailureCode
from app.domain.server import Connection, ServerState
from app.domain.server_profile import (
    ENGINE_ID,
    SYSTEM_TRUST,
    AddressReading,
    HeaderDraft,
    ProbeStep,
    ServerOffer,
    ServerReport,
    TlsTrust,
)
from app.ui.main_window import MainWindow
from app.ui.server_banner import ServerBanner
from app.ui.servers.offer_banner import OfferBanner
from app.ui.servers.report_words import failed_step_text, latency_text, step_text
from app.ui.servers.server_editor import ServerEditor
from app.ui.servers.servers_content import ServersContent
from tests.ui import samples
from tests.ui.server_scenes import PRINT, SERVERS, STUDIO, server_list

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def content(window: MainWindow) -> ServersContent:
    server_list(window)
    return window.content.servers_page.content


@pytest.fixture
def editor(content: ServersContent) -> ServerEditor:
    """The editor of a server with a token, a header, and TLS."""
    content.edit_server("a1")
    content.show_address(AddressReading(STUDIO.address, STUDIO.address, is_tls=True))
    return content.editor


def test_rows_tell_all_that_is_known(content: ServersContent) -> None:
    local, studio, lab, engine = content.list.rows
    assert local.accessibleName() == (
        "Local, http://127.0.0.1:11434, Ollama 0.33.0, 1.4\N{NO-BREAK SPACE}ms, In use, Default"
    )
    assert "38\N{NO-BREAK SPACE}ms" in studio.accessibleName()
    assert "host name not known" in lab.accessibleName()
    assert engine.name.whole_text == "Built-in engine"
    assert not engine.remove_button.isVisible()
    assert not local.use_button.isVisible()


def test_rows_pass_on_what_a_person_wants(content: ServersContent, qtbot: QtBot) -> None:
    studio, engine = content.list.rows[1], content.list.rows[3]
    with qtbot.waitSignal(content.list.switch_requested) as wanted:
        qtbot.mouseClick(engine.use_button, LEFT)
    assert wanted.args == [ENGINE_ID]
    with qtbot.waitSignal(content.list.default_requested) as wanted:
        qtbot.mouseClick(studio.default_button, LEFT)
    assert wanted.args == ["a1"]
    with qtbot.waitSignal(content.list.remove_requested) as wanted:
        qtbot.mouseClick(studio.remove_button, LEFT)
    assert wanted.args == ["a1"]
    qtbot.mouseClick(studio.edit_button, LEFT)
    assert content.editor.isVisible()
    assert content.editor.title.text() == "Studio"


def test_an_answer_of_before_an_edit_is_forgotten(content: ServersContent) -> None:
    changed = tuple(
        profile if profile.id != "a1" else type(profile)("a1", "Studio", "https://elsewhere")
        for profile in SERVERS.profiles
    )
    content.set_servers(type(SERVERS)(changed, engine_available=True))
    assert "Trying…" in content.list.rows[1].accessibleName()


def test_what_is_stored_is_kept_and_never_shown(editor: ServerEditor) -> None:
    draft = editor.draft
    assert (draft.token, draft.headers) == (None, (HeaderDraft("X-Team", None),))
    fields = editor.findChildren(QLineEdit)
    assert [field.text() for field in fields if field.echoMode() is QLineEdit.EchoMode.Password] == ["", ""]


def test_what_is_stored_can_be_replaced_and_removed(editor: ServerEditor, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor.secrets.token, "new")
    qtbot.keyClicks(editor.secrets.rows[0].value, "v")
    assert (editor.draft.token, editor.draft.headers) == ("new", (HeaderDraft("X-Team", "v"),))
    qtbot.mouseClick(editor.secrets.remove_token_button, LEFT)
    qtbot.mouseClick(editor.secrets.rows[0].remove_button, LEFT)
    assert (editor.draft.token, editor.draft.headers) == ("", ())
    assert not editor.secrets.has_any


def test_a_header_with_another_name_has_no_stored_value(editor: ServerEditor, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor.secrets.rows[0].name, "2")
    assert editor.draft.headers == (HeaderDraft("X-Team2", ""),)


def test_another_origin_forgets_what_is_stored(editor: ServerEditor) -> None:
    path = "https://studio.example:8443/elsewhere"
    editor.address.setText(path)
    editor.show_address(AddressReading(path, path, is_tls=True))
    assert editor.draft.token is None, "the same origin"
    other = "https://studio.example:8444"
    editor.address.setText(other)
    editor.show_address(AddressReading(other, other, is_tls=True))
    assert (editor.draft.token, editor.draft.headers) == ("", ())


def test_a_certificate_is_only_accepted_by_choice(editor: ServerEditor, qtbot: QtBot) -> None:
    failure = Failure(FailureCode.SERVER_TLS, STUDIO.address)
    editor.show_report(ServerReport("a1", ProbeStep.TLS, failure, fingerprint=PRINT, has_tls=True))
    assert editor.draft.trust == SYSTEM_TRUST
    qtbot.mouseClick(editor.trust.choice.buttons["pinned"], LEFT)
    assert editor.draft.trust == TlsTrust(pinned_sha256=PRINT)
    assert editor.result.isHidden(), "the test was of something else"
    qtbot.mouseClick(editor.trust.choice.buttons["authority"], LEFT)
    with qtbot.assertNotEmitted(editor.save_requested):
        qtbot.mouseClick(editor.save_button, LEFT)
    assert "not chosen yet" in editor.refusal.title
    qtbot.keyClicks(editor.trust.file, "/etc/authority.pem")
    assert editor.draft.trust == TlsTrust(ca_file="/etc/authority.pem")


def test_http_needs_no_certificate(editor: ServerEditor) -> None:
    editor.trust.offer(PRINT)
    editor.trust.choice.buttons["pinned"].click()
    editor.address.setText("http://a")
    editor.show_address(AddressReading("http://a", "http://a:80", is_plain=True))
    assert editor.trust.isHidden()
    assert editor.draft.trust == SYSTEM_TRUST


def test_a_refusal_is_said(editor: ServerEditor, qtbot: QtBot) -> None:
    editor.address.setText("http://a")
    qtbot.mouseClick(editor.save_button, LEFT)
    assert editor.save_button.is_busy
    with qtbot.assertNotEmitted(editor.save_requested):
        qtbot.keyClick(editor.address, Qt.Key.Key_Return)
    editor.show_refusal(Failure(FailureCode.HEADER_INVALID, detail="Origin"))
    assert "Origin" in editor.refusal.title
    assert not editor.save_button.is_busy


@pytest.mark.parametrize("address", ["http://a", ""])
def test_a_server_that_was_wanted_by_its_address_is_used_once_saved(
    content: ServersContent, qtbot: QtBot, address: str
) -> None:
    content.add_server(address)
    assert content.editor.save_button.label == ("Save and connect" if address else "Save")
    used = QSignalSpy(content.list.switch_requested)
    content.show_saved("c1")
    assert [used.at(at) for at in range(used.count())] == ([["c1"]] if address else [])
    assert content.is_list_shown


@pytest.mark.parametrize("step", ProbeStep)
def test_every_step_has_words(step: ProbeStep) -> None:
    assert step_text(step)
    assert failed_step_text(step)


def test_latencies_are_short() -> None:
    assert [latency_text(value) for value in (None, 0.24, 9.94, 9.96, 250.0)] == [
        "",
        "0.2\N{NO-BREAK SPACE}ms",
        "9.9\N{NO-BREAK SPACE}ms",
        "10\N{NO-BREAK SPACE}ms",
        "250\N{NO-BREAK SPACE}ms",
    ]


def test_the_log_keeps_500_lines_and_follows_only_when_told_so(content: ServersContent, qtbot: QtBot) -> None:
    content.show_log()
    log = content.log
    log.begin("\n".join(f"line {number}" for number in range(600)))
    assert log.text.blockCount() == 500
    bar = log.text.verticalScrollBar()
    assert bar.value() == bar.maximum()
    qtbot.mouseClick(log.follow, LEFT)
    bar.setValue(3)
    log.add("more")
    assert bar.value() == 3
    qtbot.mouseClick(log.follow, LEFT)
    assert bar.value() == bar.maximum()
    assert log.text.toPlainText().endswith("more")


@pytest.fixture
def offer(window: MainWindow) -> OfferBanner:
    banner = window.content.offer_banner
    banner.set_server(samples.ready())
    banner.show_offer(ServerOffer("c", "a1", "Studio", STUDIO.address))
    return banner


def test_an_offer_is_one_click(offer: OfferBanner, qtbot: QtBot) -> None:
    assert offer.isVisible()
    assert (offer.title, offer.text) == ("This chat was written with Studio.", "Local is in use now.")
    with qtbot.waitSignal(offer.switch_requested) as wanted:
        qtbot.mouseClick(offer.buttons[1], LEFT)
    assert wanted.args == ["a1"]


def test_who_stays_is_not_asked_again_in_that_chat(offer: OfferBanner, qtbot: QtBot) -> None:
    qtbot.mouseClick(offer.buttons[0], LEFT)
    assert not offer.isVisible()
    offer.show_offer(ServerOffer("", "", ""))
    offer.show_offer(ServerOffer("c", "a1", "Studio", STUDIO.address))
    assert not offer.isVisible()
    offer.show_offer(ServerOffer("d", ENGINE_ID, ""))
    assert offer.isVisible()
    assert "Built-in engine" in offer.title


def test_an_offer_belongs_to_the_chats(offer: OfferBanner, window: MainWindow) -> None:
    window.show_connect_page()
    assert not offer.isVisible()
    window.show_chat_page()
    assert offer.isVisible()


def lost(window: MainWindow, code: FailureCode, address: str = samples.ADDRESS) -> ServerBanner:
    """The banner over a server that was there and has failed."""
    window.set_server(samples.ready())
    failure = Failure(code, address)
    window.set_server(
        ServerState(
            Connection.FAILED, address, failure=failure, retry_in_s=3.0, ollama_path="/usr/bin/ollama"
        )
    )
    return window.content.server_banner


def test_the_banner_says_what_is_wrong(window: MainWindow) -> None:
    banner = lost(window, FailureCode.SERVER_REFUSED)
    assert banner.title == "Local is not answering. Trying again in 3 s."
    assert banner.text == "Your drafts are safe."
    assert [button.property("action") for button in banner.buttons] == ["look", "switch", "start"]
    assert lost(window, FailureCode.UNAUTHORISED).title.startswith("Local: The server wants a sign-in (401).")


def test_the_banner_is_one_line_under_the_header_of_the_chat(window: MainWindow, qtbot: QtBot) -> None:
    pane, banner = window.chat_pane, lost(window, FailureCode.SERVER_REFUSED)
    qtbot.waitUntil(lambda: banner.height() < 50)
    assert banner.parentWidget() is pane
    assert banner.geometry().top() == pane.header.geometry().bottom() + 1
    assert banner.width() == pane.width()
    middles = {button.mapTo(banner, button.rect().center()).y() for button in banner.buttons}
    assert middles == {banner.rect().center().y()}


def test_the_banner_starts_nothing_for_another_computer(window: MainWindow) -> None:
    banner = lost(window, FailureCode.SERVER_REFUSED, "http://studio.example:11434")
    assert [button.property("action") for button in banner.buttons] == ["look", "switch"]


def test_the_banner_leads_to_the_list(window: MainWindow, qtbot: QtBot) -> None:
    banner = lost(window, FailureCode.SERVER_REFUSED)
    qtbot.mouseClick(banner.buttons[1], LEFT)
    assert window.content.servers_page.isVisible()
    assert not banner.isVisible()
