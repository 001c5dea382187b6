"""Files that are no image, or no good one, dropped on the window: a sentence each, good ones attached."""

import os
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from app.ui.images.desk import ImageDesk
from tests.flows.test_images import chips, connected, drop, files_mime
from tests.helpers.images import animated_gif, encoded, iso_media, picture, written
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import running_program, until

FIRST_FRAME = "moving.gif is animated. Only its first frame is sent."
NO_IMAGE = "notes.png is neither an image, nor text, nor a PDF. Files of this kind cannot be attached."
A_FOLDER = "folder is a folder. Attach the files in it instead."


def told(desk: ImageDesk) -> set[str]:
    """The sentences about files."""
    return set(desk.tray.trouble.text.replace("\N{NO-BREAK SPACE}", " ").splitlines())


def large(path: Path) -> Path:
    """A PNG of 200 MB, most of it a hole."""
    written(path, encoded(picture(), b"PNG"))
    os.truncate(path, 200_000_000)
    return path


def of_48_megapixels(path: Path) -> Path:
    image = QImage(8000, 6000, QImage.Format.Format_Grayscale8)
    image.fill(90)
    return written(path, encoded(image, b"JPEG", 30))


async def test_each_bad_file_has_its_sentence_and_good_ones_are_attached(loop: Any, tmp_path: Path) -> None:
    png = encoded(picture(), b"PNG")
    bad = {
        written(tmp_path / "broken.png", png[:60]): "broken.png is damaged and cannot be shown.",
        written(tmp_path / "nothing.png", b""): "nothing.png is empty: the file has 0 bytes.",
        written(tmp_path / "phone.heic", iso_media(b"heic")): (
            "phone.heic is a HEIC image, which cannot be read here. Save it as JPEG or PNG."
        ),
        large(tmp_path / "large.png"): "large.png has 200 MB. An image file can have at most 100 MB.",
    }
    no_image = written(tmp_path / "notes.png", b"only\0words")
    folder = tmp_path / "folder"
    folder.mkdir()
    good = [
        written(tmp_path / "moving.gif", animated_gif()),
        written(tmp_path / "really-a-png.jpg", png),
        of_48_megapixels(tmp_path / "48.jpg"),
    ]
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            drop(program, files_mime(*bad, *good))
            await until(lambda: len(chips(desk)) == 3, "the good ones are attached")
            assert chips(desk) == ["moving.gif", "really-a-png.jpg", "48.jpg"]
            await until(lambda: told(desk) == {*bad.values(), FIRST_FRAME}, "each has its sentence")
            assert program.window.chat_pane.composer.send_button.isEnabled()
            drop(program, files_mime(no_image, folder))
            await until(lambda: told(desk) == {NO_IMAGE, A_FOLDER}, "these have theirs")
            drop(program, files_mime(*bad, no_image, folder))
            await until(lambda: "2 more could not be attached." in told(desk), "not all fit")
            everything = {*bad.values(), NO_IMAGE, A_FOLDER}
            assert len(told(desk) & everything) == 4, "in the order in which they were looked at"
