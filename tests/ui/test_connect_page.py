"""The page on which a server is chosen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.failure import Failure, FailureCode
from app.domain.server import Connection, ServerKind, ServerState
from app.domain.transfer_row import TransferState
from app.domain.transfer_trouble import Trouble, TroubleCode
from app.ui.connect.content import DOWNLOAD_PAGE, ConnectContent
from app.ui.main_window import MainWindow
from app.ui.widgets.button import Button
from tests.ui import samples, server_scenes, transfer_scenes

LEFT = Qt.MouseButton.LeftButton


def action(page: ConnectContent, name: str) -> Button:
    """The button of the notice for an action."""
    return next(button for button in page.notice.buttons if button.property("action") == name)


@pytest.fixture
def page(window: MainWindow) -> ConnectContent:
    window.show_connect_page()
    return window.connect_page.content


def test_the_cause_is_plain_and_so_is_the_next_try(page: ConnectContent, qtbot: QtBot) -> None:
    page.set_server(samples.refused())
    assert page.notice.title == "No answer from http://127.0.0.1:11434"
    assert page.notice.text == "(connection refused). Looking again every 3 s."
    with qtbot.waitSignal(page.look_again_requested):
        qtbot.mouseClick(action(page, "look_again"), LEFT)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ServerState(Connection.LOOKING, samples.ADDRESS), "Looking for a server…"),
        (ServerState(Connection.STARTING, "", ServerKind.ENGINE), "The built-in engine is starting…"),
        (ServerState(Connection.STARTING, samples.ADDRESS), "Ollama is starting…"),
        (samples.ready(), "Connected to Local"),
    ],
)
def test_states_without_trouble_offer_no_retry(page: ConnectContent, state: ServerState, words: str) -> None:
    page.set_server(state)
    assert page.notice.title.startswith(words)
    assert not page.notice.buttons


def test_a_found_ollama_is_recommended_and_started(page: ConnectContent, qtbot: QtBot) -> None:
    page.set_server(samples.refused(ollama_path="/usr/bin/ollama", engine_available=True))
    assert page.ollama_card.chip.isVisible()
    assert not page.engine_card.chip.isVisible()
    with qtbot.waitSignal(page.start_ollama_requested):
        qtbot.mouseClick(page.ollama_card.button, LEFT)


def test_without_ollama_its_own_page_is_offered(
    page: ConnectContent, opened: list[str], qtbot: QtBot
) -> None:
    page.set_server(samples.refused())
    assert page.ollama_card.title.text() == "Get Ollama"
    with qtbot.assertNotEmitted(page.start_ollama_requested):
        qtbot.mouseClick(page.ollama_card.button, LEFT)
    assert opened == [DOWNLOAD_PAGE]


@pytest.mark.parametrize("by", ["button", "key"])
def test_an_address_is_handed_on_as_it_was_typed(page: ConnectContent, qtbot: QtBot, by: str) -> None:
    qtbot.keyClicks(page.address_field, " studio.lan:11434 ")
    with qtbot.waitSignal(page.connect_requested) as wanted:
        if by == "button":
            qtbot.mouseClick(page.server_card.button, LEFT)
        else:
            qtbot.keyClick(page.address_field, Qt.Key.Key_Return)
    assert wanted.args == ["studio.lan:11434"]


def test_without_an_address_the_field_is_asked_for(page: ConnectContent, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.connect_requested):
        qtbot.mouseClick(page.server_card.button, LEFT)
    assert page.address_field.hasFocus()


def test_the_engine_says_that_it_is_for_trying_out(page: ConnectContent, qtbot: QtBot) -> None:
    page.set_server(samples.refused(engine_available=True))
    assert page.engine_card.chip.isVisible()
    assert "tiny model for trying out" in page.engine_card.text.text()
    with qtbot.waitSignal(page.engine_requested):
        qtbot.mouseClick(page.engine_card.button, LEFT)


def test_an_engine_that_cannot_run_says_why(page: ConnectContent) -> None:
    page.set_server(samples.refused(engine_failure=Failure(FailureCode.ENGINE_CPU)))
    assert not page.engine_card.button.isEnabled()
    assert "AVX2" in page.engine_card.text.text()
    assert "AVX2" in page.engine_card.button.toolTip()


def test_other_trouble_is_explained_whole(page: ConnectContent) -> None:
    failure = Failure(FailureCode.NOT_OLLAMA, address="http://127.0.0.1:80")
    page.set_server(ServerState(Connection.FAILED, "http://127.0.0.1:80", failure=failure))
    assert page.notice.title == "Something else answers at http://127.0.0.1:80"
    assert page.notice.text == "It is not an Ollama server. Change the address."


def test_cards_stand_below_each_other_where_it_is_narrow(window: MainWindow, page: ConnectContent) -> None:
    page.resize(600, 900)
    cards = (page.ollama_card, page.server_card, page.engine_card)
    assert page.narrow
    page.resize(1200, 800)
    assert not page.narrow
    QApplication.sendPostedEvents()
    assert len({card.y() for card in cards}) == 1


def test_the_cards_are_made_when_first_shown_and_know_the_server(window: MainWindow) -> None:
    window.connect_page.set_server(samples.refused(ollama_path="/usr/bin/ollama"))
    assert window.findChild(ConnectContent) is None
    window.show_connect_page()
    assert window.connect_page.content.ollama_card.button.hasFocus()


@pytest.mark.parametrize(
    ("state", "code", "label"),
    [
        (TransferState.FAILED, TroubleCode.DISK_FULL, "Resume"),
        (TransferState.FAILED, TroubleCode.SERVER_TOO_OLD, "Retry"),
        (TransferState.PAUSED, TroubleCode.FAILURE, "Resume"),
    ],
)
def test_the_button_of_a_first_model_says_what_its_words_say(
    window: MainWindow, state: TransferState, code: TroubleCode, label: str
) -> None:
    server_scenes.first_models(window)
    view = window.connect_page.content.first_models
    assert view is not None
    card = view.cards[0]
    row = replace(transfer_scenes.PULL, name=card.model.name, state=state, trouble=Trouble(code))
    window.connect_page.set_transfers((row,))
    assert card.button.label == label
    assert card.button.accessibleName() == f"{label} {card.model.name}"
    if state is TransferState.FAILED:
        assert card.progress is not None
        assert f"then {label.lower()}." in card.progress.words.text()
