"""What is kept from being imported, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.api.test_client_faults import TLS as TLS_DATA
from tests.api.test_client_faults import server_tls
from tests.helpers.ollama_server import ThreadedOllamaServer

SCRIPT = """
import sys
import app.bootstrap.start
import linecache
import app.api.httpx_sender, httpx
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
later = "transcript.view reply_turn code_part model_picker connect.content settings.content palette.palette"
later += " transfers.content transfers.elsewhere transfer_row"
print([name for name in sys.modules if name.endswith(tuple("." + each for each in later.split()))])
from PySide6.QtWidgets import QWidget
print(any(each.__name__ == "QCalendarWidget" for each in QWidget.__subclasses__()))
"""


def test_a_new_chat_loads_only_what_it_shows() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLED], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split("\n")[:2] == ["[]", "False"], done.stderr


TLS = """
import sys
import app.bootstrap.fast_imports
import asyncio
import asyncio.sslproto
import ssl
from app.api.client import OllamaClient
from app.api.hosts import parse_address
from app.domain.server_profile import TlsTrust

async def ask(url, trust):
    client = OllamaClient(parse_address(url), trust=trust)
    print(await client.version(), "_ssl" in sys.modules)
    await client.aclose()

asyncio.run(ask(sys.argv[1], TlsTrust()))
asyncio.run(ask(sys.argv[2], TlsTrust(ca_file=sys.argv[3])))
print(ssl is sys.modules["ssl"] or ssl.SSLContext is sys.modules["ssl"].SSLContext)
print(hasattr(ssl, "SSLSocket") and hasattr(ssl, "__file__") and not hasattr(ssl, "nothing"))
"""


def test_openssl_is_loaded_with_the_first_connection_that_wants_it() -> None:
    with ThreadedOllamaServer() as plain, ThreadedOllamaServer(tls=server_tls()) as secured:
        arguments = [plain.url, secured.url, str(TLS_DATA / "certificate.pem")]
        done = subprocess.run(
            [sys.executable, "-c", TLS, *arguments], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.stdout.splitlines() == ["0.33.0 False", "0.33.0 True", "True", "True"], done.stderr


STAND_IN = """
import sys
import app.bootstrap.fast_imports
import importlib, importlib.util, inspect, pickle, socket, ssl, threading
print(importlib.util.find_spec("ssl") is not None, inspect.ismodule(ssl), "_ssl" in sys.modules)
print(isinstance(socket.socket(), ssl.SSLSocket), "_ssl" in sys.modules)
begin, seen = threading.Barrier(8), []
def take():
    begin.wait()
    seen.append(ssl.SSLContext)
threads = [threading.Thread(target=take) for _ in range(8)]
for each in threads: each.start()
for each in threads: each.join()
real = importlib.import_module("ssl")
print(len(seen), set(seen) == {real.SSLContext}, real.SSLSocket is ssl.SSLSocket, real is not ssl)
print(pickle.loads(pickle.dumps(ssl.TLSVersion.TLSv1_2)) is real.TLSVersion.TLSv1_2)
"""


def test_what_stands_in_for_openssl_is_a_module_like_any_other() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", STAND_IN],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines() == [
        "True True False",
        "False False",
        "8 True True True",
        "True",
    ], done.stderr


STARTED = """
import sys
from app.bootstrap.options import parse
from app.bootstrap.start import run
import asyncio
from app.domain.server import Connection

async def tell_modules(program):
    while program.server.state.connection is not Connection.READY or not program.chat.model:
        await asyncio.sleep(0.01)
    for name, module in sys.modules.items():
        print(name, getattr(module, "__file__", None), sep="|")
    return 0

sys.exit(run(parse(sys.argv[1:]), tell_modules))
"""
LATER = {
    # 10 MB together: for https and proxies only.
    *("_ssl", "_hashlib", "http.client", "urllib.request", "email"),
    # 1.4 MB and more each.
    *("PySide6.QtSvg", "PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtPrintSupport"),
    # 0.7 MB with `unicodedata`, for host names with other letters than English ones. (That one is not listed:
    # Python loads it whenever it compiles a source text with a named character.)
    "encodings.idna",
}
LIBRARIES = {"PySide6", "shiboken6", "qasync", "h11"}
"""What a start may load that is neither Python's own nor ours."""
SHOWN_LATER = {
    *("connect", "create", "images", "library", "palette", "parameters", "running", "servers", "settings"),
    *("search", "shortcuts", "transcript", "transfers", "trash"),
}
"""Packages of `app.ui` whose content is made when it is first shown; and what of them a start needs."""
NEEDED_OF_THEM = {
    *("connect.connect_page", "library.library_page", "running.running_page", "servers.servers_page"),
    *("settings.settings_page", "settings.facts", "transfers.transfers_page", "transfers.watch"),
    *("parameters.side", "parameters.side_splitter", "parameters.texts", "parameters.thinking_button"),
    *("servers.offer_banner", "transcript.reading_column"),
    *("transcript.picture", "transcript.shown_address"),  # values only
}


def test_a_start_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    """The memory at rest is mostly code: see the budget of `tests/bench/startup.py`."""
    with ThreadedOllamaServer() as server:
        done = subprocess.run(
            [sys.executable, "-c", STARTED, "--server", server.url, "--data-dir", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
    assert done.returncode == 0, done.stderr
    files = dict(line.split("|") for line in done.stdout.splitlines())
    assert "app.bootstrap.program" in files
    assert files.keys() & LATER == set()
    installed = {name.split(".")[0] for name, file in files.items() if "site-packages" in file}
    assert {name for name in installed if not name.startswith("_")} <= LIBRARIES
    parts = {name.removeprefix("app.ui.") for name in files if name.startswith("app.ui.")}
    assert {name for name in parts if "." in name and name.split(".")[0] in SHOWN_LATER} <= NEEDED_OF_THEM
