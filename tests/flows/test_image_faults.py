"""Files that are no image, or no good one, dropped on the window: a sentence each, good ones attached."""

import os
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from tests.flows.test_images import chips, connected, drop, files_mime
from tests.helpers.images import animated_gif, encoded, iso_media, picture, written
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import running_program, shown_texts, until


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
    bad = [
        written(tmp_path / "broken.png", png[:60]),
        written(tmp_path / "nothing.png", b""),
        written(tmp_path / "notes.png", b"only\0words"),
        written(tmp_path / "phone.heic", iso_media(b"heic")),
        large(tmp_path / "large.png"),
    ]
    (tmp_path / "folder").mkdir()
    good = [
        written(tmp_path / "moving.gif", animated_gif()),
        written(tmp_path / "really-a-png.jpg", png),
        of_48_megapixels(tmp_path / "48.jpg"),
    ]
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            drop(program, files_mime(*bad, tmp_path / "folder", *good))
            await until(lambda: len(chips(desk)) == 3, "the good ones are attached")
            await until(lambda: not desk._reading, "all are read")
            assert chips(desk) == ["moving.gif", "really-a-png.jpg", "48.jpg"]
            said = shown_texts(desk.tray)
            for words in (
                "broken.png is damaged",
                "nothing.png is empty: the file has 0 bytes.",
                "large.png has 200 MB. An image file can have at most 100 MB.",
                "phone.heic is a HEIC image, which cannot be read here. Save it as JPEG or PNG.",
                "2 more could not be attached.",
                "moving.gif is animated. Only its first frame is sent.",
            ):
                assert words in said, said
            assert program.window.chat_pane.composer.send_button.isEnabled()
            drop(program, files_mime(bad[-1], tmp_path / "folder"))
            await until(lambda: not desk._reading, "both are refused")
            said = shown_texts(desk.tray)
            assert "large.png has 200 MB. An image file can have at most 100 MB." in said
            assert "folder is a folder. Attach the files in it instead." in said
