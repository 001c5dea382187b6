"""The panel of the parameters in the real window: opened, filled, and what the server then gets."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.bootstrap.program import Program
from app.domain.server import Connection
from app.ui.parameters.number_row import NumberRow
from app.ui.parameters.panel import ParametersPanel
from app.ui.parameters.side import ParametersSide
from app.ui.widgets.dropdown import Dropdown
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import press, type_text, until
from tests.helpers.replies import Stream, done

CTRL = Qt.KeyboardModifier.ControlModifier


async def opened(program: Program, model: str = "smol:latest") -> ParametersPanel:
    """The panel, opened by its key, with what the model says of itself."""
    await until(lambda: program.chat.model, "a model is chosen")
    await until(lambda: program.server.state.connection is Connection.READY, "connected")
    program.chat.pick_model(model)
    program.window.activateWindow()
    await until(program.window.isActiveWindow, "the window is active")
    QTest.keyClick(program.window, Qt.Key.Key_Period, CTRL)
    side = program.window.chat_page.parameters
    await until(lambda: side.isVisible() and side.panel.isVisible(), "the panel is open")
    facts = program.parameters
    await until(lambda: facts.facts.is_known and facts.facts.model == model, "the defaults are known")
    return side.panel


async def opened_again(program: Program) -> ParametersPanel:
    """The panel that was left open the last time."""
    side: ParametersSide = program.window.chat_page.parameters
    await until(side.isVisible, "the panel is open again")
    return side.panel


async def sent(program: Program, server: ThreadedOllamaServer) -> dict[str, Any]:
    """Ask something and return what the server got, without model and messages."""
    count = len(server.requests_to("/api/chat"))
    edit = program.window.chat_pane.composer.edit
    type_text(edit, "Go")
    press(edit, Qt.Key.Key_Return)
    await until(lambda: len(server.requests_to("/api/chat")) > count, "the request")
    turns = program.window.chat_pane.transcript
    await until(lambda: turns.running_turn is None and len(turns.turns) >= 2, "the reply is over")
    body = dict(server.requests_to("/api/chat")[-1].json)
    body.pop("model")
    messages = body.pop("messages")
    system = [message["content"] for message in messages if message["role"] == "system"]
    return {**({"system": system[0]} if system else {}), **body}


def answer(server: ThreadedOllamaServer, count: int, text: str = "ok") -> None:
    """Let the server have so many replies."""
    server.script("/api/chat", *(Stream([done(text)]) for _ in range(count)))


def write(field: QWidget, text: str) -> None:
    """Replace what is in a field and leave it with Enter."""
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    type_text(field, text)
    press(field, Qt.Key.Key_Return)


def pick(dropdown: Dropdown, text: str) -> None:
    """Take an option by keyboard."""
    press(dropdown, Qt.Key.Key_Down)
    view = dropdown.option_list.view
    rows = view.model()
    view.setCurrentIndex(
        next(rows.index(at, 0) for at in range(rows.rowCount()) if rows.index(at, 0).data() == text)
    )
    press(view, Qt.Key.Key_Return)


def number(panel: ParametersPanel, name: str) -> NumberRow:
    """The row of an option that is a number."""
    row = panel.rows[name]
    assert isinstance(row, NumberRow)
    return row


def choose(panel: ParametersPanel, text: str) -> None:
    """Take an entry of the menu of presets."""
    entries = {action.text(): action for action in panel.presets.menu.actions()}
    entries[text].trigger()
