"""Images in replies: nothing is fetched before a person has seen the address and said so."""

import base64
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.domain.remote_image import ImageFetchFault, RemoteImage
from app.ui.chat.reply_images import ReplyImages
from app.ui.main_window import MainWindow
from tests.ui import samples

ADDRESS = "https://pictures.example.org/a/b.png?who=me"


@pytest.fixture
def images(window: MainWindow) -> ReplyImages:
    window.chat_pane.show_chat(samples.finished_view())
    return window.chat_pane.reply_images


def png() -> bytes:
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("#336699"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_the_whole_address_is_shown_before_anything_is_fetched(images: ReplyImages, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(images.fetch_requested):
        images.want(ADDRESS, "A picture")
    question = images.question
    assert question is not None
    assert question.title.text() == "Show image from pictures.example.org?"
    assert ADDRESS in question.text.text().replace("\u200b", "")
    with qtbot.assertNotEmitted(images.fetch_requested):
        question.keep_button.click()
    images.want(ADDRESS, "A picture")
    with qtbot.waitSignal(images.fetch_requested) as wish:
        question.confirm_button.click()
    assert wish.args == [ADDRESS]


def test_a_fetched_image_is_shown_and_saved(images: ReplyImages, qtbot: QtBot, tmp_path: Path) -> None:
    images.want(ADDRESS, "A picture")
    images.take(RemoteImage(ADDRESS, png()))
    qtbot.waitUntil(lambda: images.viewer is not None and images.viewer.is_read, timeout=10_000)
    viewer = images.viewer
    assert viewer is not None
    assert viewer.shown is not None
    assert viewer.shown.name == "A picture"
    target = tmp_path / "saved.png"
    with qtbot.waitSignal(images.told):
        viewer.save_requested.emit(viewer.shown.sha256, str(target))
    assert target.read_bytes() == png()
    viewer.close_viewer()
    images.close()


@pytest.mark.parametrize("fault", ImageFetchFault)
def test_every_fault_has_a_sentence(images: ReplyImages, qtbot: QtBot, fault: ImageFetchFault) -> None:
    with qtbot.waitSignal(images.told) as told:
        images.take(RemoteImage(ADDRESS, fault=fault, status=404))
    assert told.args is not None
    assert told.args[0].endswith(".")
    assert "{" not in told.args[0]


def test_what_is_no_image_is_told(images: ReplyImages, qtbot: QtBot) -> None:
    images.want(ADDRESS, "A page")
    with qtbot.waitSignal(images.told, timeout=10_000) as told:
        images.take(RemoteImage(ADDRESS, b"<html>not a picture</html>"))
    assert told.args is not None
    assert "A page" in told.args[0]
    assert images.viewer is None
    images.close()


def test_an_image_inside_its_address_goes_through_the_same_worker(images: ReplyImages, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(images.fetch_requested):
        images.want("data:image/png;base64," + base64.b64encode(png()).decode(), "Inside")
        qtbot.waitUntil(lambda: images.viewer is not None and images.viewer.is_read, timeout=10_000)
    assert images.viewer is not None
    images.viewer.close_viewer()
    images.close()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "\\\\host\\share\\a.png",
        "//host/share/a.png",
        "C:\\a.png",
        "javascript:x",
        "ftp://example.org/a.png",
        "https://name:word@example.org/a.png",
        "http://",
        "",
    ],
)
def test_other_addresses_are_never_loaded(images: ReplyImages, qtbot: QtBot, address: str) -> None:
    with qtbot.assertNotEmitted(images.fetch_requested), qtbot.waitSignal(images.told):
        images.want(address, "x")
    assert images.question is None
