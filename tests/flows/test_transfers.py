"""Transfers on the real window: by keyboard, by mouse, through losses and a restart."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.bootstrap.program import Program
from app.domain.model_name import same_model
from app.ui.transfers.card import TransferCard
from app.ui.transfers.content import TransfersContent
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.program import click, in_front, press, running_program, shown_texts, until
from tests.helpers.pulls import BIG, TOTAL, layer
from tests.helpers.replies import Cut, Gate, Line, Stall, Stream

MODEL, LARGE = "gemma3:270m", "llama3.2"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SUCCESS = Line({"status": "success"})


async def opened(program: Program) -> TransfersContent:
    """The page, opened by its keys, with a server that answers."""
    window = program.window
    await in_front(window)
    await until(lambda: program.server.state.models, "the server")
    QTest.keyClick(window, Qt.Key.Key_3, CONTROL)
    page = window.content.transfers_page
    await until(page.isVisible, "the page")
    return page.content


async def card_of(content: TransfersContent, name: str, text: str = "") -> TransferCard:
    """The card of a model as soon as it shows a text."""

    def found() -> TransferCard | None:
        cards = [card for card in content.cards if card.row and card.row.name == name]
        return cards[0] if cards and text in shown_texts(cards[0]) else None

    await until(found, f"{name} with {text!r}: {shown_texts(content)}")
    card = found()
    assert card is not None
    return card


def focused(program: Program) -> QWidget:
    widget = program.window.focusWidget()
    assert widget is not None
    return widget


async def test_a_pull_by_keyboard_paused_resumed_looked_into_and_cancelled(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.state.transfers.speed_bytes_per_s = 20_000_000
        async with running_program(tmp_path, server.url) as program:
            content = await opened(program)
            assert "Nothing is moving." in shown_texts(content)
            assert focused(program) is content.pull_button
            press(focused(program), Qt.Key.Key_Space)
            sheet = content.pull_sheet
            assert focused(program) is sheet.field
            QTest.keyClicks(sheet.field, "bad name!")
            press(sheet.field, Qt.Key.Key_Return)
            assert sheet.isVisible()
            assert "no spaces" in sheet.fault.text()
            sheet.field.clear()
            QTest.keyClicks(sheet.field, MODEL)
            press(sheet.field, Qt.Key.Key_Return)
            card = await card_of(content, MODEL, "of 253 MB")
            await until(card.hasFocus, "the focus on what was begun")
            assert program.window.content.rail.transfers_button.badge == "1"
            press(card, Qt.Key.Key_Return)
            assert card.parts is not None
            await until(lambda: card.parts and len(card.parts.lines) >= 1, "the layers")
            press(card, Qt.Key.Key_Space)
            await card_of(content, MODEL, "Paused")
            assert program.window.content.rail.transfers_button.badge == ""
            press(card, Qt.Key.Key_Space)
            await until(lambda: card.row and card.row.is_active, "it goes on")
            press(card, Qt.Key.Key_Delete)
            await until(lambda: not content.cards, "it is gone")
            assert "Cancelled at" in shown_texts(content.history)
            server.state.transfers.speed_bytes_per_s = None
            server.state.transfers.downloads.clear()
            click(content.history.lines[0].again_button)
            await until(lambda: "Pulled" in shown_texts(content.history), "pulled again")
            assert re.search(r"in \d+ s", shown_texts(content.history))


async def test_a_pull_outlives_a_lost_connection_and_the_end_of_the_program(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.transfer_queue.RETRY_PAUSES_S", (2.0,))  # long enough to be read
    with ThreadedOllamaServer() as server:
        some = Line(layer(BIG, TOTAL, 400_000_000))
        server.script("/api/pull", Stream([some, Cut()]), Stream([some, Stall()]))
        async with running_program(tmp_path, server.url) as program:
            content = await opened(program)
            program.transfers.pull(MODEL)
            await card_of(content, MODEL, "Connection lost")
            card = await card_of(content, MODEL, "What arrived is kept.")
            await until(lambda: card.state_chip.isHidden(), "it goes on by itself")
            await until(lambda: len(server.requests_to("/api/pull")) == 2, "and has asked again")
            assert card.percent.text() == "40%"
        async with running_program(tmp_path, server.url) as program:
            content = await opened(program)
            card = await card_of(content, MODEL, "Interrupted")
            assert "0.40 of 1.00 GB" in shown_texts(card)
            click(card.step_buttons[0])
            await until(lambda: "Pulled" in shown_texts(content.history), "pulled in the end")


async def test_a_refused_push_says_why_and_leads_to_the_sign_in(
    loop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desktop: list[str]
) -> None:
    monkeypatch.setattr("app.services.transfer_account.SIGN_IN_EVERY_S", 0.05)
    state = OllamaState()
    state.models.insert(0, state.models[0].copied("herder/smol:latest"))
    with ThreadedOllamaServer(state) as server:
        async with running_program(tmp_path, server.url) as program:
            content = await opened(program)
            click(content.push_button)
            assert content.push_sheet.choice.label == "herder/smol:latest"
            click(content.push_sheet.go_button)
            card = await card_of(content, "herder/smol:latest", "nothing was sent")
            assert not server.requests_to("/api/push")
            card.setFocus()
            press(card, Qt.Key.Key_Space)
            assert desktop[0].startswith("https://ollama.com/connect")
            server.state.account = {"name": "herder"}
            await until(lambda: "Pushed" in shown_texts(content.history), "pushed after the sign-in")


async def test_more_than_a_gigabyte_is_given_up_only_after_a_question(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/pull", Stream([Line(layer(BIG, 3 * TOTAL, 2 * TOTAL)), Stall()]))
        async with running_program(tmp_path, server.url) as program:
            content = await opened(program)
            program.transfers.pull(LARGE)
            card = await card_of(content, LARGE, "2.00 of 3.00 GB")
            card.setFocus()
            press(card, Qt.Key.Key_Delete)
            assert "2.00 GB have arrived" in shown_texts(content.question).replace("\N{NO-BREAK SPACE}", " ")
            click(content.question.keep_button)
            assert content.cards == [card]
            click(card.cancel_button)
            click(content.question.confirm_button)
            await until(lambda: not content.cards, "cancelled")


async def test_the_order_is_changed_by_keys_and_by_hand(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        for _ in range(2):
            server.script("/api/pull", Stream([Stall()]))
        async with running_program(tmp_path, server.url) as program:
            content = await opened(program)
            for name in ("one", "two", "three"):
                program.transfers.pull(name)
            await card_of(content, "three", "Waits for its turn")

            def order() -> list[str]:
                return [card.row.name for card in content.cards if card.row]

            first = content.cards[0]
            first.setFocus()
            QTest.keyClick(first, Qt.Key.Key_Down, ALT)
            await until(lambda: order() == ["two", "one", "three"], "one down")
            assert first.hasFocus()
            press(first, Qt.Key.Key_Down)
            assert content.cards[2].hasFocus()
            await until(lambda: first.y() > content.cards[0].y(), "laid out")
            last, top = content.cards[2], content.cards[0]
            QTest.mousePress(last, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
            above = last.mapFromGlobal(top.mapToGlobal(QPoint(60, 4)))
            QTest.mouseMove(last, QPoint(60, 40))
            QTest.mouseMove(last, above)
            QTest.mouseRelease(last, Qt.MouseButton.LeftButton, pos=above)
            await until(lambda: order() == ["three", "two", "one"], f"dragged to the top: {order()}")


async def test_a_first_model_is_pulled_where_it_is_suggested_and_leads_into_the_chat(
    loop: Any, tmp_path: Path
) -> None:
    state = OllamaState()
    state.models.clear()
    with ThreadedOllamaServer(state) as server:
        async with running_program(tmp_path, server.url) as program:
            page = program.window.connect_page
            await until(lambda: page.isVisible() and page.content.first_models, "the suggestions")
            view = page.content.first_models
            assert view is not None
            card = view.cards[0]
            name = card.model.name
            registry = server.state.transfers.registry
            registry.append(registry[0].copied(name))
            hold = Gate()
            server.script("/api/pull", Stream([Line(layer(BIG, TOTAL, 500_000_000)), hold, Cut()]))
            click(card.button)
            await until(lambda: card.progress and "0.50 of 1.00 GB" in shown_texts(card), "its progress")
            assert card.button.label == "Pause"
            click(card.button)
            await until(lambda: card.button.label == "Resume", "paused")
            hold.open()
            click(card.button)
            await until(program.window.chat_pane.isVisible, "the chat opens by itself")
            await until(lambda: program.window.chat_pane.model, "a model")
            assert same_model(program.window.chat_pane.model, name)


async def test_transfers_are_told_at_the_foot_and_before_the_end(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/pull", Stream([Line(layer(BIG, TOTAL, 250_000_000)), Stall()]))
        async with running_program(tmp_path, server.url) as program:
            content = program.window.content
            await until(lambda: program.server.state.models, "the server")
            program.transfers.pull(MODEL)
            await until(lambda: "25%" in content.transfers_watch.elsewhere.entry.label, "the strip")
            assert content.rail.transfers_button.accessibleDescription() == "1 under way"
            click(content.transfers_watch.elsewhere.entry)
            assert content.transfers_page.isVisible()
            program.window.close()
            question = content.quit_question
            assert question.isVisible()
            assert "A transfer is under way" in shown_texts(question)
            assert "resumed at the next start" in shown_texts(question)
            assert not program.closed.is_set()
            click(question.confirm_button)
            await until(program.closed.is_set, "the end")


async def test_an_end_that_nobody_watches_is_told(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            window = program.window
            await in_front(window)
            await until(lambda: program.server.state.models, "the server")
            program.transfers.pull(MODEL)
            await until(lambda: window.content.toast.text == f"{MODEL} is here", "the message in the window")


class _Desktop(QObject):
    """Stands where the desktop would open an address."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    @Slot(QUrl)
    def open_url(self, url: QUrl) -> None:
        """Note the address."""
        self.addresses.append(url.toString())


@pytest.fixture
def desktop() -> Iterator[list[str]]:
    """The addresses that the desktop was asked to open; none of them is."""
    opener = _Desktop()
    QDesktopServices.setUrlHandler("https", opener, "open_url")
    yield opener.addresses
    QDesktopServices.unsetUrlHandler("https")
