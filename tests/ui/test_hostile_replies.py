"""A reply that wants to load, open or break something: in the view, in HTML export, on the clipboard."""

import asyncio
import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser

import markdown
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from tests.helpers.http_server import Exchange, HttpServer
from tests.ui import samples
from tests.ui.transcript.conftest import finish_copying

HOSTILE = """\
![local](file:///etc/passwd) ![path](/etc/hostname) ![up](../../etc/passwd) ![unc](\\\\host\\share\\a.png)
![slashes](//host/share/a.png) ![remote]({url}/pixel.png) ![ref][r] ![data](data:image/svg+xml,<svg/onload=x>)

[js](javascript:alert(1)) [JS](JaVaScRiPt:alert(1)) [tab](java&#9;script:alert(1)) [vb](vbscript:x)
[data](data:text/html,<script>alert(1)</script>) [file](file:///etc/passwd) [unc](\\\\host\\share)
<javascript:alert(1)> <file:///etc/passwd> [bank.com]({url}/evil) [\u0430pple](https://\u0430pple.com/)

<img src="{url}/img.png" onerror="x"> <script src="{url}/x.js"></script> <iframe src="{url}/f"></iframe>
<link rel="stylesheet" href="{url}/s.css"> <svg onload=alert(1)> <style>@import "{url}/i.css";</style>
<a href="javascript:x" onclick="x">raw</a> <kbd onclick="x">key</kbd> <br onload="x">

[title]({url}/t "\\" onmouseover=alert(1) x=\\"")

\u0002klzzwxh:0001\u0003 \u0002wzxhzdk:1\u0003 \u0000 \u0001 \u001b[31m \u202etxt.exe\u202c \ufffe \ud800x

$\\href{{{url}/math}}{{x}}$ and $\\includegraphics{{{url}/math.png}}$

$$
\\url{{{url}/math}} \\input{{/etc/passwd}} \\text{{<img src="{url}/m.png">}}
$$

| a | b |
|---|---|
| ![cell]({url}/cell.png) | [js](javascript:x) |

[r]: {url}/ref.png "ref"
""".replace("\ud800", "\ufffd")


class Found(HTMLParser):
    """What a browser would fetch, follow or run."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.runs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("img", "script", "iframe", "link", "svg", "style", "object", "embed", "video", "audio"):
            self.loads.append(tag)
        for name, value in attrs:
            if name in ("src", "srcset", "background", "poster", "data"):
                self.loads.append(f"{tag} {name}")
            if name == "href":
                self.links.append(value or "")
            if name.startswith("on"):
                self.runs.append(f"{tag} {name}")


@pytest.fixture
def server() -> Iterator[HttpServer]:
    """Somebody who would notice."""
    begun, ended = threading.Event(), threading.Event()
    found: list[HttpServer] = []

    async def answer(exchange: Exchange) -> None:
        await exchange.head(200, [("Content-Length", "0")])

    async def serve() -> None:
        async with HttpServer(answer) as running:
            found.append(running)
            begun.set()
            await asyncio.to_thread(ended.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert begun.wait(20)
    yield found[0]
    ended.set()
    thread.join(20)


def hostile(server: HttpServer) -> str:
    return (
        HOSTILE.replace("{{", "\x00o")
        .replace("}}", "\x00c")
        .replace("{url}", server.url)
        .replace("\x00o", "{")
        .replace("\x00c", "}")
    )


def harmless(html: str) -> Found:
    """Nothing in it loads or runs, and links lead to the web or to a mail."""
    found = Found()
    found.feed(html)
    assert not found.loads
    assert not found.runs
    assert all(re.match(r"(https?://|mailto:|#)", link) for link in found.links), found.links
    return found


def test_export_has_nothing_that_loads_or_runs(server: HttpServer) -> None:
    found = harmless(markdown.markdown(hostile(server), extensions=["app.markup.extension"]))
    assert any(link.startswith(server.url) for link in found.links)
    assert not server.requests


def test_the_view_loads_and_opens_nothing(
    window: MainWindow, server: HttpServer, opened: list[str], qtbot: QtBot
) -> None:
    text = hostile(server)
    pane = window.chat_pane
    pane.show_chat(samples.finished_view())
    view = pane.transcript
    with qtbot.assertNotEmitted(pane.reply_images.fetch_requested):
        view.set_messages((samples.message(1, "assistant", text), samples.message(2, "user", text)), "c")
        for step in range(0, view.sheet.most + 1, 200):
            view.verticalScrollBar().setValue(step)
            view.grab()
        for x in range(0, view.viewport().width(), 60):
            for y in range(0, view.viewport().height(), 20):
                view.pressed_under(QPoint(x, y).toPointF())
        qtbot.wait(100)
    assert not opened
    assert not server.requests


def test_pressing_everything_opens_only_the_web(
    window: MainWindow, server: HttpServer, opened: list[str], qtbot: QtBot
) -> None:
    pane = window.chat_pane
    pane.show_chat(samples.finished_view())
    view = pane.transcript
    view.resize(900, 3000)
    view.set_messages((samples.message(1, "assistant", hostile(server)),), "c")
    view.verticalScrollBar().setValue(0)
    pressable = view.pressable_in_view()
    assert len(pressable) > 5
    with qtbot.assertNotEmitted(pane.reply_images.fetch_requested):
        for pressed in pressable:
            if not pressed.is_math:
                view.press(pressed)
    assert all(address.startswith(server.url) for address in opened)
    assert not any(address.endswith("/evil") for address in opened)
    assert not server.requests


def test_the_clipboard_has_nothing_that_loads_or_runs(
    window: MainWindow, server: HttpServer, qtbot: QtBot
) -> None:
    window.chat_pane.show_chat(samples.finished_view())
    view = window.chat_pane.transcript
    view.set_messages((samples.message(1, "assistant", hostile(server)),), "c")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    finish_copying(view)
    mime: QMimeData = QGuiApplication.clipboard().mimeData()
    assert mime.hasText()
    assert not mime.hasUrls()
    assert not mime.hasImage()
    if mime.hasHtml():
        harmless(mime.html())
    assert not server.requests


def test_a_document_of_qt_would_have_loaded_a_local_image(qtbot: QtBot) -> None:
    """What all this is for: Qt asks for the resources of a document by itself."""

    class Watched(QTextDocument):
        asked = 0

        def loadResource(self, kind: int, name: object) -> object:
            self.asked += 1
            return None

    document = Watched()
    document.setHtml('<img src="file:///nowhere.png">')
    document.setTextWidth(100)
    document.size()
    assert document.asked
