"""Chips, notices and Send, without a program behind the pane."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.attachment import DraftImage, DraftImages, ImageFault, ImageTrouble, StoredFile
from app.domain.context import TokenRates
from app.domain.conversation import Attachment
from app.domain.model_facts import ModelFacts
from app.ui.chat.attachable import is_dragged_image, is_pasted_image
from app.ui.chat.chat_pane import ChatPane
from app.ui.images.chips import ChipRow, ImageChip
from app.ui.images.desk import ImageDesk
from app.ui.images.turn_pictures import TurnPictures
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from tests.helpers.images import encoded, picture
from tests.helpers.program import shown_texts
from tests.ui import samples

SEEING = "gemma3:12b"
SCRIPT = """
import sys
from PySide6.QtWidgets import QApplication
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from tests.ui import samples
application = QApplication([])
window = MainWindow(Theme(application))
window.show()
window.chat_pane.set_server(samples.ready())
window.chat_pane.show_chat(samples.finished_view())
window.chat_pane.show_new_chat()
print(sorted(name for name in sys.modules if name.startswith("app.ui.images")))
"""


def attachment(number: int) -> Attachment:
    return Attachment(f"{number:064x}", f"photo {number}.jpg", "image/jpeg", 1_800_000)


def draft(*numbers: int) -> DraftImages:
    images = tuple(DraftImage(f"id {number}", attachment(number)) for number in numbers)
    return DraftImages(samples.hex_id(1), images)


@pytest.fixture
def pane(window: MainWindow) -> ChatPane:
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.set_model(SEEING)
    pane.set_sending_allowed(True, "")
    pane.show_chat(samples.finished_view())
    return pane


@pytest.fixture
def desk(pane: ChatPane) -> ImageDesk:
    return pane.images.desk


def test_nothing_of_images_is_loaded_before_the_first_one() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_an_image_alone_can_be_sent(pane: ChatPane, qtbot: QtBot) -> None:
    assert not pane.composer.send_button.isEnabled()
    pane.images.set_draft(draft(1))
    assert pane.composer.send_button.isEnabled()
    with qtbot.waitSignal(pane.send_requested) as sent:
        qtbot.keyClick(pane.composer.edit, Qt.Key.Key_Return)
    assert sent.args == [""]


def test_a_chip_says_name_and_size(desk: ImageDesk, pane: ChatPane) -> None:
    pane.images.set_draft(draft(1))
    (chip,) = desk.tray.row.chips
    name = chip.accessibleName().replace("\N{NO-BREAK SPACE}", " ")
    assert name == "photo 1.jpg, 1.8 MB · tokens not known yet"
    assert "the server tells with the reply, not before it" in chip.toolTip()
    assert chip.accessibleDescription().endswith("Delete removes it.")
    assert chip.close_button.accessibleName() == "Remove photo 1.jpg"


def test_a_chip_tells_what_is_sent_of_an_image_and_what_the_last_ones_took(
    desk: ImageDesk, pane: ChatPane, qtbot: QtBot
) -> None:
    pane.images.set_draft(draft(1))
    (chip,) = desk.tray.row.chips
    width = chip.sizeHint().width()
    pane.images.set_token_rates(TokenRates(1.0, 1_256))
    name = chip.accessibleName().replace("\N{NO-BREAK SPACE}", " ")
    assert name == "photo 1.jpg, 1.8 MB · about 1.3k tokens"
    assert chip.sizeHint().width() != width
    assert chip.width() == chip.sizeHint().width()
    assert "Its tokens are what the last images took with this model." in chip.toolTip()
    desk.pictures.want_whole(attachment(1).sent)
    desk.pictures.thumbnail(attachment(1).sent)
    pane.images.take_file(StoredFile(attachment(1).sent, encoded(picture(640, 480), b"PNG")))
    qtbot.waitUntil(lambda: "640 by 480 pixels are sent." in chip.toolTip())
    pane.images.set_draft(draft(1, 2))
    assert "1.3k" in desk.tray.row.chips[1].accessibleName(), "also one that comes later"


def test_sending_waits_until_images_are_read_and_kept(pane: ChatPane, desk: ImageDesk, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setImageData(picture())
    with qtbot.waitSignal(pane.images.prepared) as told:
        pane.images.attach(mime)
        assert pane.composer.send_button.toolTip() == "A file is still being read"
    prepared = told.args[0]
    assert prepared.chat_id == samples.hex_id(1)
    assert not pane.composer.send_button.isEnabled()
    pane.images.forget(prepared.id)
    assert not desk.tray.row.chips
    assert pane.composer.send_button.toolTip() == "Write a message first"


def test_an_image_that_is_taken_out_while_it_is_read_stays_out(
    pane: ChatPane, desk: ImageDesk, qtbot: QtBot
) -> None:
    mime = QMimeData()
    mime.setImageData(picture())
    with qtbot.assertNotEmitted(pane.images.prepared), qtbot.waitSignal(desk.worker.reading_done):
        pane.images.attach(mime)
        qtbot.keyClick(pane.composer.edit, Qt.Key.Key_Backspace)
    assert not desk.tray.row.chips


def test_chips_go_into_as_many_lines_as_they_need(
    window: MainWindow, desk: ImageDesk, pane: ChatPane, theme: Theme, qtbot: QtBot
) -> None:
    pane.images.set_draft(draft(*range(8)))
    qtbot.waitUntil(lambda: len(desk.tray.row.chips) == 8)
    for scale in (1.0, 1.5):
        theme.set_text_scale(scale)
        row = desk.tray.row
        assert all(chip.width() == chip.sizeHint().width() for chip in row.chips)
        desk.tray.layout().activate()
        boxes = [chip.geometry() for chip in row.chips]
        assert not any(a.intersects(b) for at, a in enumerate(boxes) for b in boxes[:at])
        assert len({box.top() for box in boxes}) > 1
        assert max(box.right() for box in boxes) < row.width()


def test_fifty_files_leave_room_for_the_message_and_are_all_reached(
    window: MainWindow, desk: ImageDesk, pane: ChatPane, qtbot: QtBot
) -> None:
    window.resize(880, 560)
    pane.images.set_draft(draft(*range(50)))
    edit, transcript = pane.composer.edit, pane.transcript
    qtbot.waitUntil(lambda: len(desk.tray.row.chips) == 50)
    window.grab()
    assert edit.height() == edit.wanted_height()
    assert transcript.height() > 200
    assert transcript.geometry().bottom() < pane.composer.geometry().top()
    first, last = desk.tray.row.chips[0], desk.tray.row.chips[-1]
    qtbot.waitUntil(lambda: is_seen(last))  # what was attached last
    assert not is_seen(first)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert is_seen(first)
    assert not is_seen(last)


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("a line\n" * 300, ["Keep as text", "Dismiss"]),
        ("a line\n" * 30_000, ["Dismiss"]),
        ("x" * 30_000, ["Dismiss"]),
    ],
)
def test_a_paste_that_the_field_cannot_bear_stays_a_file(
    pane: ChatPane, desk: ImageDesk, text: str, offers: list[str]
) -> None:
    pane.composer.edit.long_pasted.emit(text)
    assert "attached as a file" in desk.tray.paste.text
    assert [button.accessibleName() for button in desk.tray.paste.buttons] == offers


def test_files_of_the_draft_are_no_part_of_a_sent_message(
    pane: ChatPane, desk: ImageDesk, qtbot: QtBot
) -> None:
    composer = pane.composer
    pane.images.set_draft(draft(1))
    pane.versions.edit_last()
    assert "those shown here wait for the next message" in shown_texts(composer)
    composer.edit.clear()
    assert composer.send_button.toolTip() == "Write a message first"
    with qtbot.assertNotEmitted(composer.edit_submitted):
        qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    composer.edit.long_pasted.emit("a line\n" * 300)
    assert composer.text == "a line\n" * 300, "it would not go with the message as a file"
    assert len(desk.tray.row.chips) == 1
    pane.images.set_draft(draft())
    assert "wait for the next message" not in shown_texts(composer)
    composer.end_edit()
    composer.begin_edit("", has_files=True)
    with qtbot.waitSignal(composer.edit_submitted):
        qtbot.keyClick(composer.edit, Qt.Key.Key_Return)


def test_what_becomes_of_files_is_said_to_a_screen_reader(
    pane: ChatPane, desk: ImageDesk, qtbot: QtBot
) -> None:
    said: list[str] = []
    desk.announced.connect(said.append)
    mime = QMimeData()
    mime.setImageData(picture())
    with qtbot.waitSignal(pane.images.prepared) as told:
        pane.images.attach(mime)
    image = DraftImage(told.args[0].id, replace(attachment(1), name=told.args[0].name))
    pane.images.set_draft(DraftImages(samples.hex_id(1), (image,)))
    desk.tell((ImageTrouble(ImageFault.MISSING, "gone.jpg"),))
    desk.tell(())
    pane.composer.edit.long_pasted.emit("a line\n" * 300)
    assert said[:2] == ["Pasted image.png is attached", "gone.jpg is not there any more."]
    assert "attached as a file" in said[2]
    assert len(said) == 3


def test_a_chip_shows_the_name_that_a_file_has(desk: ImageDesk, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.worker.reading_done):
        desk.attach_files([str(tmp_path / "evil\u202efdp.exe")])
        assert [chip.name for chip in desk.tray.row.chips] == ["evilfdp.exe"]


def test_what_is_pasted_again_has_a_name_of_its_own(pane: ChatPane, desk: ImageDesk, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setImageData(picture())
    with qtbot.waitSignals([desk.worker.reading_done] * 2):
        for _ in range(2):
            pane.images.attach(mime)
            pane.composer.edit.long_pasted.emit("a line\n" * 300)
        names = [chip.name for chip in desk.tray.row.chips]
    assert names == ["Pasted image.png", "Pasted text.txt", "Pasted image 2.png", "Pasted text 2.txt"]


def test_chips_are_not_placed_anew_whenever_a_layout_asks(desk: ImageDesk, theme: Theme) -> None:
    class Counted(ImageChip):
        asked = 0

        def sizeHint(self) -> QSize:
            self.asked += 1
            return super().sizeHint()

    chip = Counted(theme, desk.pictures, "id", "photo.jpg", attachment(1))
    row = ChipRow()
    row.set_chips([chip])
    height = row.heightForWidth(300)
    asked = chip.asked
    assert [row.heightForWidth(300) for _ in range(20)] == [height] * 20
    assert chip.asked == asked
    theme.set_text_scale(1.5)
    row.measure_again()
    assert row.heightForWidth(300) > height
    row.deleteLater()


def is_seen(widget: QWidget) -> bool:
    """Whether all of it is in view."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def test_what_the_model_can_see_is_asked_again_when_something_changes(
    pane: ChatPane, desk: ImageDesk
) -> None:
    pane.images.set_draft(draft(1, 2))
    assert not desk.tray.sight.isVisible()
    pane.set_model("smollm2:135m")  # of which the list tells nothing
    assert not desk.tray.sight.isVisible()
    facts = ModelFacts("smollm2:135m", True, capabilities=("completion",))
    pane.set_model_facts(facts)
    assert desk.tray.sight.title == "smollm2:135m cannot see images."
    assert desk.tray.sight.text == "Switch the model or remove the images."
    use = desk.tray.sight.buttons[0]
    pane.set_server(samples.ready(version="0.13.3"))
    assert desk.tray.sight.buttons[0] is use, "a button must not go away under the finger"
    pane.set_model_facts(replace(facts, capabilities=("completion", "vision")))
    assert not desk.tray.sight.isVisible()
    pane.set_model(samples.MODEL)
    assert desk.tray.sight.isVisible()


def test_a_file_that_is_gone_is_shown_as_missing(pane: ChatPane, qtbot: QtBot) -> None:
    view = samples.finished_view()
    question = replace(view.messages[0], attachments=(attachment(1), attachment(2)))
    files = {attachment(1).sha256: encoded(picture(), b"png")}
    wanted: list[str] = []
    pane.images.file_wanted.connect(wanted.append)
    pane.show_chat(replace(view, messages=(question, view.messages[1])))
    there, gone = pane.transcript.turns[0].pictures.thumbnails  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: len(wanted) == 2)
    for sha256 in wanted:
        pane.images.take_file(StoredFile(sha256, files.get(sha256)))
    qtbot.waitUntil(lambda: there.is_read)
    assert gone.is_missing
    assert gone.accessibleName() == "Image photo 2.jpg, missing"
    assert there.grab().toImage().pixelColor(10, 40).red() > 150


def test_images_of_a_reply_stand_below_its_words_and_open_in_the_viewer(pane: ChatPane, qtbot: QtBot) -> None:
    view = samples.finished_view()
    question = replace(view.messages[0], attachments=(attachment(1),))
    answer = replace(view.messages[1], content="Here they are.", attachments=(attachment(2), attachment(3)))
    wanted: list[str] = []
    pane.images.file_wanted.connect(wanted.append)
    pane.show_chat(replace(view, messages=(question, answer)))
    (drawn,) = (each for each in pane.transcript.findChildren(TurnPictures) if len(each.thumbnails) == 2)
    assert [each.attachment for each in drawn.thumbnails] == list(answer.attachments)
    qtbot.waitUntil(lambda: {attachment(2).sha256, attachment(3).sha256} <= set(wanted))
    for sha256 in wanted:
        pane.images.take_file(StoredFile(sha256, encoded(picture(), b"png")))
    qtbot.waitUntil(lambda: all(thumbnail.is_read for thumbnail in drawn.thumbnails))
    assert drawn.isVisible()
    reply = pane.transcript.last_reply
    assert reply is not None
    assert reply.footer is not None
    words = reply.parts[reply.part_of_leaf(0)[0]]
    assert words.height < drawn.y() < drawn.geometry().bottom() < reply.footer.y()
    qtbot.mouseClick(drawn.thumbnails[1], Qt.MouseButton.LeftButton)
    viewer = pane.images.desk.viewer
    assert viewer.shown == attachment(3)
    viewer.show_next()
    assert viewer.shown == attachment(1), "the images of the whole chat, in their order"
    viewer.close_viewer()


def test_an_image_without_words_is_a_whole_reply(pane: ChatPane) -> None:
    view = samples.finished_view()
    result = replace(view.messages[1], role="tool", content="", thinking="", attachments=(attachment(2),))
    pane.show_chat(replace(view, messages=(view.messages[0], result)))
    thumbnails = [each for drawn in pane.transcript.findChildren(TurnPictures) for each in drawn.thumbnails]
    assert [each.attachment for each in thumbnails if each.isVisible()] == [attachment(2)]


def test_pictures_of_a_message_out_of_view_stay_away_when_the_page_comes_back(
    window: MainWindow, pane: ChatPane
) -> None:
    view = samples.finished_view()
    question = replace(view.messages[0], attachments=(attachment(1),))
    window.content.show_transfers_page()
    pane.show_chat(replace(view, messages=(question, view.messages[1])))
    window.content.show_chat_page()
    transcript = pane.transcript
    assert transcript.verticalScrollBar().value() > 0, "the question is out of view"
    assert not [each for each in transcript.findChildren(TurnPictures) if each.isVisible()]


def test_a_table_is_pasted_as_text_and_a_link_is_not_attached() -> None:
    table, link, file, image = QMimeData(), QMimeData(), QMimeData(), QMimeData()
    table.setText("a\tb")
    table.setImageData(QImage(1, 1, QImage.Format.Format_RGB32))
    link.setUrls([QUrl("https://example.org/a.png")])
    file.setUrls([QUrl.fromLocalFile("/a.png")])
    image.setImageData(QImage(1, 1, QImage.Format.Format_RGB32))
    assert [is_pasted_image(mime) for mime in (table, link, file, image)] == [False, False, True, True]
    assert [is_dragged_image(mime) for mime in (table, link, file, image)] == [True, False, True, True]
