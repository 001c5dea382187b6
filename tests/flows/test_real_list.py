"""A chat dragged into a folder by the pointer of an X server."""

from pathlib import Path

import pytest

from tests.flows.test_chat_list import fill
from tests.flows.test_real_keys import walk

pytestmark = pytest.mark.xvfb

DRAG = """
import time

async def main(folder):
    async with running_program(folder, "http://127.0.0.1:9") as program:
        window, pane = program.window, program.window.chat_list
        await until(lambda: len(pane.model.listed_ids()) == 3, "the list is read")
        program.chats.make_folder("Work")
        await until(window.connect_page.isVisible, "nothing answers")
        await click(window.content.rail.chat_button)
        await until(pane.view.isVisible, "the list")
        await asyncio.sleep(0.1)

        def place(name):
            rows = range(pane.model.rowCount())
            index = next(pane.model.index(row) for row in rows if pane.model.index(row).data() == name)
            return pane.view.viewport().mapToGlobal(pane.view.visualRect(index).center())

        def drag(start, end):
            # The pointer of a hand stops on its way; a drag begins only after some pixels.
            x.hold(start.x(), start.y())
            for step in range(1, 9):
                time.sleep(0.03)
                x.move(start.x(), start.y() + (end.y() - start.y()) * step // 8)
            time.sleep(0.1)
            x.let_go()

        await asyncio.to_thread(drag, place("two"), place("Work"))
        moved = lambda: [chat.title for chat in program.chats.chats if chat.folder_id]
        await until(lambda: moved() == ["two"], "it moved")
        assert pane.model.chat_count == 3
        rows = [str(pane.model.index(row).data()) for row in range(pane.model.rowCount())]
        assert rows[:2] == ["Work", "two"], rows
"""


@pytest.mark.usefixtures("x_input")
def test_a_chat_is_dragged_into_a_folder(x_display: str, tmp_path: Path) -> None:
    fill(tmp_path, "one", "two", "three")
    walk(x_display, DRAG, tmp_path)
