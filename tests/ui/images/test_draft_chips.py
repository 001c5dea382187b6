"""Many files at once: what one turn of the event loop does with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QMimeData, QObject, QUrl
from pytestqt.qtbot import QtBot

from app.domain.attachment import DraftImage, DraftImages, PreparedImage, StoredFile
from app.domain.conversation import Attachment
from app.ui.chat.chat_pane import ChatPane
from app.ui.images.desk import ImageDesk
from app.ui.images.draft_chips import MADE_AT_ONCE
from app.ui.main_window import MainWindow
from tests.helpers.images import encoded, iso_media, picture, written
from tests.ui import samples

FILES = 60


class Turns(QObject):
    """Counts what happens to a widget in each turn of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}
        self.most: dict[str, int] = {}
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.aboutToBlock.connect(self.counts.clear)  # a turn lies between the two
        dispatcher.awake.connect(self.counts.clear)

    def note(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
        self.most[what] = max(self.most.get(what, 0), self.counts[what])

    def note_placed(self) -> None:
        self.note("placed")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ChildAdded:
            self.note("chips")
        return False


@pytest.fixture
def pane(window: MainWindow) -> ChatPane:
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.set_model("gemma3:12b")
    pane.set_sending_allowed(True, "")
    pane.show_chat(samples.finished_view())
    return pane


@pytest.fixture
def desk(pane: ChatPane) -> ImageDesk:
    return pane.images.desk


@pytest.fixture
def turns(desk: ImageDesk) -> Iterator[Turns]:
    turns = Turns()
    desk.tray.row.installEventFilter(turns)
    desk.tray.row.placed.connect(turns.note_placed)
    yield turns
    desk.tray.row.removeEventFilter(turns)


def dropped(files: list[Path]) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return mime


def names(desk: ImageDesk) -> list[str]:
    return [chip.name for chip in desk.tray.row.chips]


def test_a_turn_of_the_loop_makes_few_chips_and_shows_them_in_their_order(
    desk: ImageDesk, pane: ChatPane, turns: Turns, tmp_path: Path, qtbot: QtBot
) -> None:
    png = encoded(picture(8, 8), b"PNG")
    files = [written(tmp_path / f"{number:02}.png", png) for number in range(FILES)]
    kept: list[DraftImage] = []

    def keep(image: PreparedImage) -> None:
        attachment = Attachment(f"{len(kept):064x}", image.name, image.media_type, 100)
        kept.append(DraftImage(image.id, attachment, image.attached_at_ns))
        pane.images.set_draft(DraftImages(image.chat_id, tuple(kept)))

    said: list[str] = []
    desk.announced.connect(said.append)
    pane.images.prepared.connect(keep)
    pane.images.attach(dropped(files))
    assert names(desk) == [file.name for file in files[:MADE_AT_ONCE]], "the first are there at once"
    assert pane.composer.send_button.toolTip() == "A file is still being read"
    qtbot.waitUntil(lambda: len(kept) == len(desk.tray.row.chips) == FILES)
    qtbot.waitUntil(lambda: all(chip.attachment is not None for chip in desk.tray.row.chips))
    assert names(desk) == [file.name for file in files]
    assert pane.composer.send_button.isEnabled()
    assert said == [f"{FILES} files are attached"], "not one by one"
    # Timers that are due together fire in one turn.
    assert turns.most["chips"] <= 2 * MADE_AT_ONCE
    assert turns.most["placed"] <= 3, "not once for each file that was read in this turn"


def test_files_that_cannot_be_attached_are_told_together(
    desk: ImageDesk, pane: ChatPane, tmp_path: Path, qtbot: QtBot
) -> None:
    files = [written(tmp_path / f"{number:02}.heic", iso_media(b"heic")) for number in range(FILES)]
    said: list[str] = []
    desk.announced.connect(said.append)
    pane.images.attach(dropped(files))
    qtbot.waitUntil(lambda: len(said) == FILES)
    qtbot.waitUntil(lambda: f"{FILES - 4} more could not be attached." in desk.tray.trouble.text)
    assert not names(desk)
    assert pane.composer.send_button.toolTip() == "Write a message first"


def test_one_that_is_read_late_stands_where_it_was_dropped(
    desk: ImageDesk, pane: ChatPane, tmp_path: Path, qtbot: QtBot
) -> None:
    files = [written(tmp_path / "first.txt", b"words"), written(tmp_path / "then.png", b"\x89PNG")]
    pane.images.attach(dropped(files))
    first, then = desk.arrivals.of(samples.hex_id(1))
    image = Attachment("a" * 64, then.name, "image/png", 100)
    pane.images.set_draft(DraftImages(first.chat_id, (DraftImage(then.id, image, then.attached_at_ns),)))
    qtbot.waitUntil(lambda: desk.tray.row.chips[-1].attachment is not None)
    assert names(desk) == ["first.txt", "then.png"]
    desk.tray.row.chips[0].remove_requested.emit(first.id)
    assert names(desk) == ["then.png"], "it is taken out while it is read"
    assert not desk.arrivals
    assert pane.composer.send_button.isEnabled()


def test_a_file_that_comes_after_the_end_is_left_alone(desk: ImageDesk, pane: ChatPane) -> None:
    desk.pictures.thumbnail("a" * 64)
    desk.close()
    pane.images.take_file(StoredFile("a" * 64, encoded(picture(8, 8), b"PNG")))
    pane.images.attach(dropped([Path("late.png")]))
    assert desk.pictures.thumbnail("a" * 64) is None
