"""The main ways through the window with keys and clicks that come from an X server, not from Qt itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import skip_or_fail
from tests.helpers.x_input import XInput, XInputMissing

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 120

pytestmark = pytest.mark.xvfb

DRIVER = """
import asyncio, os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.bootstrap.loop import EventLoop
from tests.helpers.program import running_program, until
from tests.helpers.x_input import XInput

async def main(folder):
    x = XInput(os.environ["DISPLAY"])
    control = ["Control_L"]

    def click(widget):
        spot = widget.mapToGlobal(widget.rect().center())
        x.click(spot.x(), spot.y())

    async with running_program(folder, "http://127.0.0.1:9") as program:
        window, content = program.window, program.window.content
        await until(window.connect_page.isVisible, "nothing answers")
        click(content.rail.chat_button)
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
        click(content.rail.settings_button)
        await until(window.settings_page.isVisible, "the settings")
        x.strike("1", control)
        await until(edit.hasFocus, "the chat")
        x.strike("F6")
        await until(lambda: not edit.hasFocus() and content.focus_ring.isVisible(), "the next part")
        click(window.status_strip.commands_button)
        await until(palette.isVisible, "the palette by mouse")
        x.strike("k", control)
        await until(lambda: not palette.isVisible(), "the same keys close it")
        x.strike("b", control)
        await until(lambda: not window.chat_list.isVisible(), "the list is hidden")
        x.strike("q", control)
        await until(program.closed.is_set, "the end")
    x.close()
    print("all done")

app = QApplication([])
app.setQuitOnLastWindowClosed(False)
loop = EventLoop(app)
asyncio.set_event_loop(loop)
with loop:
    loop.run_until_complete(main(Path(sys.argv[1])))
"""


def test_the_window_is_worked_by_keys_and_mouse(x_display: str, tmp_path: Path) -> None:
    try:
        XInput(x_display).close()
    except XInputMissing as error:
        skip_or_fail(str(error))
    variables = {"DISPLAY": x_display, "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"} | variables,
    )
    assert done.stdout.strip() == "all done", done.stdout + done.stderr
