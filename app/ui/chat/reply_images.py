"""Images in replies: shown once a person has seen their whole address and wants them."""

import binascii
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QSaveFile, Qt, QUrl, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.attachment import SENT_EDGE_PX, StoredFile
from app.domain.conversation import Attachment
from app.domain.remote_image import IMAGE_TIMEOUT_S, MOST_IMAGE_BYTES, ImageFetchFault, RemoteImage
from app.ui import words
from app.ui.chat.reply_links import breakable, shown_address

if TYPE_CHECKING:
    from app.ui.images.pictures import Pictures
    from app.ui.images.viewer import Viewer
    from app.ui.images.worker import ImageWorker, ReadingDone
    from app.ui.theme.theme import Theme
    from app.ui.widgets.question import Question

_WEB = frozenset({"http", "https"})
_MOST_DATA_CHARS = 2 * MOST_IMAGE_BYTES
_NAME_CHARS = 60


class ReplyImages(QObject):
    """Asks before anything is fetched, reads it in the thread for images, and shows it in the viewer."""

    fetch_requested = Signal(str)  # address
    told = Signal(str)  # words for a short message

    def __init__(self, theme: "Theme", pane: QWidget) -> None:
        super().__init__(pane)
        self._theme = theme
        self._pane = pane
        self._question: Question | None = None
        self._asked = ""
        self._name = ""
        self._worker: ImageWorker | None = None
        self._pictures: Pictures | None = None
        self._viewer: Viewer | None = None
        self._shown: tuple[Attachment, ...] = ()
        self._files: dict[str, bytes] = {}  # by SHA-256, of the images shown so far in this run

    @property
    def question(self) -> "Question | None":
        """What is asked before an image is fetched; None before the first time."""
        return self._question

    @property
    def viewer(self) -> "Viewer | None":
        """Where images are shown; None before the first one."""
        return self._viewer

    @Slot(str, str)
    def want(self, address: str, description: str) -> None:
        """A person clicked an image: ask, show it, or say why not."""
        self._name = " ".join(description.split())[:_NAME_CHARS] or self.tr("Image")
        url = QUrl(address.strip())
        if address.strip()[:5].lower() == "data:":
            self._read(_data_of(address.strip()))
        elif url.isValid() and url.scheme() in _WEB and url.host() and not url.userInfo():
            self._ask(shown_address(address))
        else:
            text = self.tr("Images like this are never loaded from a message: {address}")
            self.told.emit(text.format(address=shown_address(address)[:200]))

    @Slot(RemoteImage)
    def take(self, image: RemoteImage) -> None:
        """An image came, or did not."""
        if image.fault is not None:
            self.told.emit(_fault_text(image))
        else:
            self._read(image.data)

    def close(self) -> None:
        """End the thread."""
        if self._worker is not None:
            self._worker.close()

    def _ask(self, address: str) -> None:
        if self._question is None:
            from app.ui.widgets.question import Question  # with the first image

            self._question = Question(self._theme, self._pane.window(), self.tr("Cancel"))
            self._question.confirmed.connect(self._on_confirmed)
        self._asked = address
        title = self.tr("Show image from {host}?").format(host=QUrl(address).host())
        text = self.tr("That host will see your address on the internet and that you read this message.")
        self._question.ask(title, f"{breakable(address)}\n\n{text}", self.tr("Show image"))

    @Slot()
    def _on_confirmed(self) -> None:
        self.told.emit(self.tr("The image is being loaded"))
        self.fetch_requested.emit(self._asked)

    def _read(self, data: bytes) -> None:
        # With the first image: most chats have none.
        from app.ui.images.pictures import Pictures
        from app.ui.images.reading import Source
        from app.ui.images.worker import ImageWorker

        if self._worker is None:
            self._worker = ImageWorker(self)
            self._worker.reading_done.connect(self._on_read)
            self._pictures = Pictures(self._worker, self)
            # Answered later, as by the store: the wish is noted down behind the signal.
            self._pictures.file_wanted.connect(self._on_file_wanted, Qt.ConnectionType.QueuedConnection)
        self._worker.read(self._name, Source(self._name, data=QByteArray(data)), SENT_EDGE_PX)

    @Slot(object)
    def _on_read(self, done: "ReadingDone") -> None:
        # OpenSSL is large, and no start needs it.
        from hashlib import sha256

        from app.ui.images.image_words import trouble_text  # with the first image
        from app.ui.images.viewer import Viewer  # with the first image

        if done.reading is None or self._pictures is None:
            if done.trouble is not None:
                self.told.emit(trouble_text(done.trouble))
            return
        reading = done.reading
        digests = [sha256(data).hexdigest() for data in (reading.original, reading.sent)]
        self._files.update(zip(digests, (reading.original, reading.sent), strict=True))
        image = Attachment(digests[0], done.id, reading.media_type, len(reading.original), digests[1])
        if image not in self._shown:
            self._shown = (*self._shown, image)
        if self._viewer is None:
            self._viewer = Viewer(self._theme, self._pictures, self._pane.window())
            self._viewer.save_requested.connect(self._on_save_requested)
        self._viewer.open_viewer(self._shown, self._shown.index(image))

    @Slot(str)
    def _on_file_wanted(self, sha256: str) -> None:
        if self._pictures is not None:
            self._pictures.take_file(StoredFile(sha256, self._files.get(sha256)))

    @Slot(str, str)
    def _on_save_requested(self, sha256: str, path: str) -> None:
        file = QSaveFile(path)
        data = self._files.get(sha256, b"")
        if file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(data) == len(data) and file.commit():
            self.told.emit(self.tr("Image saved"))
        else:
            text = self.tr("The image could not be saved: {reason}. Choose another folder.")
            self.told.emit(text.format(reason=file.errorString()))


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReplyImages", text)


def _data_of(address: str) -> bytes:
    """The bytes in a `data:` address; none where it is malformed or too long."""
    head, comma, data = address.partition(",")
    if not comma or len(data) > _MOST_DATA_CHARS:
        return b""
    raw = unquote_to_bytes(data)
    if not head.lower().endswith(";base64"):
        return raw
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return b""


def _fault_text(image: RemoteImage) -> str:
    sentences = {
        ImageFetchFault.ADDRESS: _tr("The image has no address that can be loaded."),
        ImageFetchFault.PRIVATE: _tr(
            "The image is not loaded: {host} leads to this computer or the network around it."
        ),
        ImageFetchFault.UNREACHABLE: _tr("{host} cannot be reached. The image was not loaded."),
        ImageFetchFault.TIMEOUT: _tr("{host} did not send the image within {seconds} seconds."),
        ImageFetchFault.STATUS: _tr("{host} refused the image ({status})."),
        ImageFetchFault.TOO_LARGE: _tr("The image has more than {size}, the most that is loaded."),
        ImageFetchFault.REDIRECTS: _tr("{host} sends from one address to the next: nothing was loaded."),
    }
    assert image.fault is not None
    return sentences[image.fault].format(
        host=QUrl(image.address).host(),
        seconds=round(IMAGE_TIMEOUT_S),
        status=image.status,
        size=words.size(MOST_IMAGE_BYTES),
    )
