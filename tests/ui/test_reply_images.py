"""Images in replies: nothing is fetched before a person has seen the address and said so."""

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.conversation import ChatView
from app.domain.remote_image import ImageFetchFault, RemoteImage
from app.services.remote_images import RemoteImages
from app.ui.chat.reply_images import ReplyImages
from app.ui.main_window import MainWindow
from app.ui.transcript.picture import PictureState
from app.ui.transcript.picture_part import PicturePart
from app.ui.transcript.text_part import TextPart
from app.wiring.chat import wire_reply_images
from tests.helpers.program import until
from tests.helpers.services import heard
from tests.ui import samples

ADDRESS = "https://pictures.example.org/a/b.png?who=me"


@pytest.fixture
def images(window: MainWindow) -> ReplyImages:
    window.chat_pane.show_chat(samples.finished_view())
    return window.chat_pane.reply_images


def png(width: int = 40, height: int = 30) -> bytes:
    picture = QImage(width, height, QImage.Format.Format_RGB32)
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


async def test_a_fetched_image_is_shown_and_saved(
    loop: Any, images: ReplyImages, qtbot: QtBot, tmp_path: Path
) -> None:
    service = RemoteImages()
    wire_reply_images(images, service)
    told = heard(images.told)
    images.want(ADDRESS, "A picture")
    images.take(RemoteImage(ADDRESS, png()))
    await until(lambda: images.viewer is not None and images.viewer.is_read, "the image is shown")
    viewer = images.viewer
    assert viewer is not None
    assert viewer.shown is not None
    assert viewer.shown.name == "A picture"
    target = tmp_path / "saved.png"
    viewer.save_requested.emit(viewer.shown.sha256, str(target))
    assert not target.exists()  # it is written in a thread: a drive can be slow
    assert await told.until() == "Image saved"
    assert target.read_bytes() == png()
    viewer.save_requested.emit(viewer.shown.sha256, str(tmp_path / "gone" / "saved.png"))
    sentence = await told.until(lambda text: text != "Image saved")
    assert sentence.endswith("Choose another folder.")
    assert str(tmp_path / "gone" / "saved.png") in sentence
    viewer.save_requested.emit(viewer.shown.sha256, str(tmp_path / "last.png"))
    await service.aclose()
    assert (tmp_path / "last.png").read_bytes() == png()
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
    with qtbot.waitSignal(images.told) as told:
        images.take(RemoteImage(ADDRESS, b"<html>not a picture</html>"))
    assert told.args is not None
    assert "A page" in told.args[0]
    assert images.viewer is None
    images.close()


def test_an_image_inside_its_address_goes_through_the_same_worker(images: ReplyImages, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(images.fetch_requested):
        images.want("data:image/png;base64," + base64.b64encode(png()).decode(), "Inside")
        qtbot.waitUntil(lambda: images.viewer is not None and images.viewer.is_read)
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


def shown_card(window: MainWindow, text: str) -> PicturePart:
    """A chat with one reply; its part with the image."""
    window.chat_pane.show_chat(replied(text))
    return card_of(window)


def replied(text: str) -> ChatView:
    whole = samples.finished_view()
    return replace(whole, messages=(whole.messages[0], replace(whole.messages[1], content=text)))


def card_of(window: MainWindow) -> PicturePart:
    turn = window.chat_pane.transcript.turns.turn(1)
    return next(part for part in turn.parts if isinstance(part, PicturePart))


def test_an_image_alone_in_its_paragraph_is_a_card_that_becomes_the_image(
    window: MainWindow, qtbot: QtBot
) -> None:
    images = window.chat_pane.reply_images
    part = shown_card(window, f"Look:\n\n![The **dam** at dusk]({ADDRESS})\n\nThat was it.")
    card = part.card
    assert card is not None
    assert card.detail == "pictures.example.org"
    assert card.button.label == "Show image from pictures.example.org"
    assert card.button.accessibleName() == "Show image from pictures.example.org: The dam at dusk"
    assert part.leaf_text(0) == "The dam at dusk"
    card.button.setFocus()
    QTest.keyClick(card.button, Qt.Key.Key_Space)
    assert images.question is not None
    with qtbot.waitSignal(images.fetch_requested):
        images.question.confirm_button.click()
    assert card.picture.state is PictureState.LOADING
    with qtbot.assertNotEmitted(images.fetch_requested):
        card.button.click()
    images.take(RemoteImage(ADDRESS, fault=ImageFetchFault.STATUS, status=404))
    assert card.detail == "pictures.example.org refused the image (404)."
    assert card.button.label == "Retry"
    card.button.click()
    images.question.confirm_button.click()
    before = part.height
    images.take(RemoteImage(ADDRESS, png(600, 400)))
    qtbot.waitUntil(lambda: card_of(window).shown is not None)
    part = card_of(window)
    assert part.card is None
    assert part.shown is not None
    assert part.height > before
    assert part.shown.width() == 600
    assert part.shown.accessibleName() == "Image The dam at dusk"
    QTest.keyClick(part.shown, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: images.viewer is not None and images.viewer.is_read)
    viewer = images.viewer
    assert viewer is not None
    viewer.close_viewer()
    images.close()


def test_what_is_never_loaded_says_so_in_its_card(window: MainWindow) -> None:
    part = shown_card(window, "![Secrets](file:///etc/passwd)")
    assert part.card is not None
    assert part.card.button.isHidden()
    assert part.card.detail == "Images like this are never loaded from a message: file:///etc/passwd"


def test_an_image_in_its_address_needs_nobody_else(window: MainWindow, qtbot: QtBot) -> None:
    images = window.chat_pane.reply_images
    address = "data:image/png;base64," + base64.b64encode(png()).decode()
    part = shown_card(window, f"![Dots]({address})")
    assert part.card is not None
    assert part.card.button.label == "Show image"
    with qtbot.assertNotEmitted(images.fetch_requested):
        part.card.button.click()
        qtbot.waitUntil(lambda: part.shown is not None)
    assert part.shown is not None
    assert part.shown.width() == 40
    images.close()


@pytest.mark.parametrize(
    "text", ["![a](https://e.org/a.png) words", "[![a](https://e.org/a.png)](https://e.org)", "![a][r]"]
)
def test_other_images_stay_in_the_line(window: MainWindow, text: str) -> None:
    window.chat_pane.show_chat(replied(text))
    parts = window.chat_pane.transcript.turns.turn(1).parts
    assert any(type(part) is TextPart for part in parts)
    assert not any(isinstance(part, PicturePart) for part in parts)
