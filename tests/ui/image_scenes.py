"""The window with images: in a message, in the next one, dragged over it, looked at."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.domain.attachment import DraftImage, DraftImages, ImageFault, ImageTrouble, StoredFile
from app.domain.conversation import Attachment, ChatView
from app.ui.chat.image_gate import ImageGate
from app.ui.main_window import MainWindow
from tests.helpers.images import encoded, picture
from tests.ui import samples

TROUBLES = (
    ImageTrouble(ImageFault.NOT_AN_IMAGE, "notes.txt"),
    ImageTrouble(ImageFault.FILE_TOO_LARGE, "orthophoto.png", 200_000_000),
)


def attachment(number: int, name: str) -> Attachment:
    """An image; those with an even number are not there any more."""
    return Attachment(f"{number:064x}", name, "image/png", 1_800_000 * number)


def view() -> ChatView:
    """A question about one image and one about several; a reply that was imported with one."""
    whole = samples.finished_view()
    question, answer = whole.messages
    answer = replace(answer, attachments=(attachment(9, "the-knee.png"),))
    several = (attachment(3, "floor-plan.png"), attachment(4, "gone.png"), attachment(5, "kitchen.png"))
    first = replace(question, attachments=(attachment(1, "p99-last-night.png"),))
    second = replace(question, id=samples.hex_id(103), content="And these?", attachments=several)
    return replace(whole, messages=(first, answer, second))


def draft() -> DraftImages:
    """Two images that are not sent yet, one with a long name."""
    long = "photograph-of-the-wiring-behind-the-panel-in-the-basement.jpg"
    images = (DraftImage("1", attachment(1, "wiring-photo.jpg")), DraftImage("7", attachment(7, long)))
    return DraftImages(samples.hex_id(1), images)


class _Files(QObject):
    """Stands where the store would hand over files."""

    def __init__(self, gate: ImageGate) -> None:
        super().__init__(gate)
        self._gate = gate

    @Slot(str)
    def tell(self, sha256: str) -> None:
        """Hand over a file in the next turn."""
        data = encoded(picture(800, 510), b"png") if int(sha256, 16) % 2 else None
        QTimer.singleShot(0, self._gate, partial(self._gate.take_file, StoredFile(sha256, data)))


def images(window: MainWindow) -> None:
    """Images in messages and in the next one, with all that can be said about them."""
    window.chat_list.set_chats(samples.chats())
    window.chat_list.set_current(samples.hex_id(1))
    window.status_strip.set_server(samples.ready())
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.set_model(samples.MODEL)
    pane.set_sending_allowed(True, "")
    pane.images.file_wanted.connect(_Files(pane.images).tell)
    pane.show_chat(view())
    pane.set_draft("What does the red wire connect to?")
    pane.images.set_draft(draft())
    pane.images.desk.tell(TROUBLES)
    for _ in range(3):  # notices learn their width, with it their height, and with it their column's
        QApplication.sendPostedEvents()


def images_dropped(window: MainWindow) -> None:
    """Something is dragged over the window."""
    images(window)
    window.chat_pane.images.desk.show_drop_hint(window.content)


def image_viewer(window: MainWindow) -> None:
    """One image of several, large."""
    images(window)
    window.chat_pane.images.desk.pictures.open(attachment(3, "floor-plan.png"))


SCENES = (images, images_dropped, image_viewer)
