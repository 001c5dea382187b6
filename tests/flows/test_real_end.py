"""The end of the program on a real window system: the process says nothing on its way out."""

from pathlib import Path

import pytest

from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.x_program import run_there

pytestmark = pytest.mark.xvfb

EVERY_PAGE = """
import os, sys
from pathlib import Path
from app.bootstrap.options import Options
from app.bootstrap.start import run
from tests.helpers.program import until
from tests.helpers.x_input import XInput

x = XInput(os.environ["DISPLAY"])
control = ["Control_L"]

async def body(program):
    window, content = program.window, program.window.content
    window.activateWindow()
    await until(lambda: program.chat.model and window.isActiveWindow(), "connected and in front")
    for key, page in (
        ("2", content.library_page),
        ("3", content.transfers_page),
        ("4", content.running_page),
        ("comma", window.settings_page),
        ("1", content.chat_page),
    ):
        x.strike(key, control)
        await until(page.isVisible, "the page of " + key)
    await until(window.chat_pane.composer.edit.hasFocus, "the message has the focus")
    for show in (content.show_servers_page, content.show_search_page, content.show_trash_page):
        show()
    content.import_model()
    await until(content.create_pane.isVisible, "making a model")
    x.strike("F10")
    await until(content.commands.menu.menu.isVisible, "the menu")
    x.strike("Escape")
    await until(lambda: not content.commands.menu.menu.isVisible(), "the menu is closed")
    x.strike("slash", control)
    await until(content.commands.shortcut_sheet.isVisible, "the shortcuts")
    x.strike("Escape")
    await until(lambda: not content.commands.shortcut_sheet.isVisible(), "the sheet is closed")
    x.strike("1", control)
    await until(window.chat_pane.composer.edit.hasFocus, "the message has the focus again")
    x.strike("m", [*control, "Shift_L"])
    await until(window.chat_pane.picker.isVisible, "the models")
    x.strike("Escape")
    await until(lambda: not window.chat_pane.picker.isVisible(), "closed")
    x.strike("k", control)
    await until(content.commands.palette.field.hasFocus, "the palette")
    x.strike("Escape")
    x.strike("q", control)
    await program.closed.wait()
    return 0

sys.exit(run(Options(server=sys.argv[1], data_dir=Path(sys.argv[2])), body))
"""


@pytest.mark.usefixtures("x_input")
def test_quitting_after_every_page_was_open_says_nothing(x_display: str, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        ended = run_there(x_display, "-c", EVERY_PAGE, server.url, str(tmp_path))
    assert ended.stderr == ""
    assert ended.returncode == 0
