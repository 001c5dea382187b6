"""What is kept from being imported, in a process of its own."""

import subprocess
import sys

SCRIPT = """
import sys
import app.bootstrap.start
import linecache
import app.api.transport, httpx
read = [name for name in linecache.cache if name.endswith(("httpx/_client.py", "httpx\\\\_client.py"))]
print(len(read), sorted({"rich", "click", "pygments", "markdown"} & set(sys.modules)))
print(httpx.AsyncClient.__name__)
"""


def test_no_source_is_read_and_no_command_line_client_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split("\n")[:2] == ["0 []", "AsyncClient"], done.stderr


FILLED = """
import sys
from PySide6.QtWidgets import QApplication
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
app = QApplication([])
window = MainWindow(Theme(app))
window.show()
window.content.show()
later = "transcript reply_turn code_block model_picker connect.content settings.content palette.palette"
print([name for name in sys.modules if name.endswith(tuple("." + each for each in later.split()))])
from PySide6.QtWidgets import QWidget
print(any(each.__name__ == "QCalendarWidget" for each in QWidget.__subclasses__()))
"""


def test_a_new_chat_loads_only_what_it_shows() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLED], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split("\n")[:2] == ["[]", "False"], done.stderr
