"""The main ways through the window with keys and clicks that come from an X server, not from Qt itself."""

from pathlib import Path

import pytest

from tests.helpers.x_program import run_there

pytestmark = pytest.mark.xvfb

FRAME = """
import asyncio, os, sys
from pathlib import Path
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from app.bootstrap.loop import EventLoop
from app.domain.server import Connection
from app.domain.setting import THEME
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import in_front, running_program, until
from tests.helpers.replies import Gate, Stream, delta, done
from tests.helpers.x_input import XInput

x = XInput(os.environ["DISPLAY"])
control, shift = ["Control_L"], ["Shift_L"]
NAMES = {".": "period", ":": "colon", "-": "minus"}

async def click(widget):
    before, spot = None, widget.mapToGlobal(widget.rect().center())
    while spot != before:  # what was just shown finds its place
        await asyncio.sleep(0.03)
        before, spot = spot, widget.mapToGlobal(widget.rect().center())
    x.click(spot.x(), spot.y())

def write(text):
    for letter in text:
        x.strike(NAMES.get(letter, letter), shift if letter == ":" else [])
BODY
app = QApplication([])
app.setQuitOnLastWindowClosed(False)
loop = EventLoop(app)
asyncio.set_event_loop(loop)
with loop:
    loop.run_until_complete(main(Path(sys.argv[1])))
x.close()
print("all done")
"""
KEYS_AND_MOUSE = """
async def main(folder):
    async with running_program(folder, "http://127.0.0.1:9") as program:
        window, content = program.window, program.window.content
        await until(window.connect_page.isVisible, "nothing answers")
        await click(content.rail.chat_button)
        edit = window.chat_pane.composer.edit
        window.activateWindow()
        await until(edit.hasFocus, "the message has the focus")
        for key in "hi":
            x.strike(key)
        await until(lambda: edit.toPlainText() == "hi", "what was typed")
        x.strike("k", control)
        palette = content.commands.palette
        await until(palette.field.hasFocus, "the palette is open")
        assert edit.toPlainText() == "hi"
        for key in "short":
            x.strike(key)
        await until(lambda: palette.current_name == "Keyboard shortcuts\u2026", "the command is found")
        x.strike("Return")
        sheet = content.commands.shortcut_sheet
        await until(sheet.isVisible, "the list of shortcuts")
        first = window.focusWidget()
        x.strike("Tab")
        await until(lambda: window.focusWidget() is not first, "Tab goes on")
        x.strike("Escape")
        await until(edit.hasFocus, "the focus is back in the message")
        x.strike("F10")
        menu = content.commands.menu.menu
        await until(menu.isVisible, "the menu")
        assert menu.activeAction() is menu.actions()[0]
        x.strike("Escape")
        await until(lambda: not menu.isVisible(), "the menu is closed")
        await click(content.rail.settings_button)
        await until(window.settings_page.isVisible, "the settings")
        x.strike("1", control)
        await until(edit.hasFocus, "the chat")
        x.strike("F6")
        await until(lambda: not edit.hasFocus() and content.focus_ring.isVisible(), "the next part")
        await click(window.status_strip.commands_button)
        await until(palette.isVisible, "the palette by mouse")
        x.strike("k", control)
        await until(lambda: not palette.isVisible(), "the same keys close it")
        x.strike("b", control)
        await until(lambda: not window.chat_list.isVisible(), "the list is hidden")
        x.strike("q", control)
        await until(program.closed.is_set, "the end")
"""
SETTINGS_AND_CHAT = """
async def main(folder):
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("Fine.")]), Stream([delta("Half"), gate, done()]))
        async with running_program(folder, "http://127.0.0.1:9") as program:
            window, content = program.window, program.window.content
            await until(window.connect_page.isVisible, "nothing answers")
            await in_front(window)
            field = window.connect_page.content.address_field
            await click(field)
            await until(field.hasFocus, "the address has the focus")
            write("127.0.0.1:" + str(server.port))
            await until(lambda: field.text().endswith(str(server.port)), "the address is written")
            x.strike("Return")
            await until(lambda: program.server.state.connection is Connection.READY, "connected")
            edit = window.chat_pane.composer.edit
            await until(edit.hasFocus, "the chat by itself")

            x.strike("comma", control)
            await until(window.settings_page.isVisible, "the settings")
            pages = window.settings_page.content
            await click(pages.page_list.search_field)
            await until(pages.page_list.search_field.hasFocus, "the search has the focus")
            write("scheme")
            row = pages.rows[THEME.key]
            await until(lambda: row.isVisible() and row in pages.shown_rows(), "the setting is found")
            await click(row.control.buttons["dark"])
            await until(lambda: program.settings.get(THEME) == "dark", "dark")
            assert window.theme.color("canvas") == QColor("#17191C")

            x.strike("1", control)
            await until(edit.hasFocus, "the chat")
            x.strike("period", control)
            side = window.chat_page.parameters
            await until(lambda: side.isVisible() and side.panel.isVisible(), "the parameters")
            number = side.panel.rows["temperature"].field
            await click(number)
            await until(number.hasFocus, "the temperature has the focus")
            x.strike("a", control)
            write("0.5")
            x.strike("Return")
            await until(lambda: program.chat.parameters.options == {"temperature": 0.5}, "it holds")

            program.chat.pick_model("gemma3:4b")
            picture = QImage(40, 30, QImage.Format.Format_RGB32)
            picture.fill(QColor("teal"))
            QGuiApplication.clipboard().setImage(picture)
            await click(edit)
            await until(edit.hasFocus, "the message has the focus")
            x.strike("v", control)
            chips = window.chat_pane.images.desk.tray.row
            await until(lambda: len(chips.chips) == 1 and chips.chips[0].attachment, "the picture is read")
            write("what")
            x.strike("Return")
            await until(lambda: server.requests_to("/api/chat"), "it is sent")
            sent = server.requests_to("/api/chat")[0].json
            assert sent["options"] == {"temperature": 0.5}
            assert len(sent["messages"][-1]["images"]) == 1
            turns = window.chat_pane.transcript
            await until(lambda: turns.running_turn is None and len(turns.turns) == 2, "the reply")

            write("more")
            x.strike("Return")
            await until(lambda: window.chat_pane.is_running, "a reply is written")
            x.strike("q", control)
            await until(lambda: content.quit_question.isVisible(), "the question")
            x.strike("Escape")
            await until(lambda: not content.quit_question.isVisible(), "it goes on")
            assert window.chat_pane.is_running
            x.strike("q", control)
            await until(lambda: content.quit_question.isVisible(), "the question again")
            x.strike("s", ["Alt_L"])
            await until(program.closed.is_set, "the end")
            gate.open()
"""


def walk(display: str, body: str, folder: Path) -> None:
    """Walk a way through the window on that display; `body` is the text of `main`."""
    done = run_there(display, "-c", FRAME.replace("BODY", body), str(folder))
    assert done.stdout.strip() == "all done", done.stdout + done.stderr


@pytest.mark.usefixtures("x_input")
@pytest.mark.parametrize("body", [KEYS_AND_MOUSE, SETTINGS_AND_CHAT], ids=["keys", "settings and chat"])
def test_the_window_is_worked_by_keys_and_mouse(x_display: str, tmp_path: Path, body: str) -> None:
    walk(x_display, body, tmp_path)
