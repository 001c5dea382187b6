"""Images in replies: shown once a person has seen their whole address and wants them."""

import binascii
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.domain.attachment import SENT_EDGE_PX, StoredFile
from app.domain.conversation import Attachment
from app.domain.remote_image import (
    IMAGE_TIMEOUT_S,
    MOST_IMAGE_BYTES,
    ImageFetchFault,
    ImageSaved,
    ImageToSave,
    RemoteImage,
)
from app.ui import words
from app.ui.chat.reply_links import breakable
from app.ui.transcript.picture import Picture, PictureState
from app.ui.transcript.shown_address import shown_address

if TYPE_CHECKING:
    from app.ui.images.pictures import Pictures
    from app.ui.images.viewer import Viewer
    from app.ui.images.worker import ImageWorker, ReadingDone
    from app.ui.theme.theme import Theme
    from app.ui.widgets.question import Question

_WEB = frozenset({"http", "https"})
_MOST_DATA_CHARS = 2 * MOST_IMAGE_BYTES
_NAME_CHARS = 60
_IN_PLACE_KEPT = 24
_IN_PLACE = QSize(1520, 1120)
"""Twice the pixels of the widest image in the column."""


class ReplyImages(QObject):
    """Asks before anything is fetched, reads it in the thread for images, shows it in place or in the viewer.

    Images are told apart by their address as it is asked for.
    """

    changed = Signal()  # some image has another `picture`
    fetch_requested = Signal(str)  # address
    save_requested = Signal(ImageToSave)
    told = Signal(str)  # words for a short message

    def __init__(self, theme: "Theme", pane: QWidget) -> None:
        super().__init__(pane)
        self._theme = theme
        self._pane = pane
        self._question: Question | None = None
        self._asked = ""
        self._names: dict[str, str] = {}
        self._pictures_of: OrderedDict[str, Picture] = OrderedDict()  # of cards
        self._read_so_far: dict[str, Attachment] = {}
        self._in_place: set[str] = set()  # wanted there
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
        key = _key(address)
        self._names[key] = " ".join(description.split())[:_NAME_CHARS] or self.tr("Image")
        if _is_data(address):
            if key in self._in_place:
                self._set_picture(key, Picture(PictureState.LOADING))
            self._read(key, _data_of(key))
        elif _is_web(address):
            self._ask(key)
        else:
            self.told.emit(_never_text(address))

    @Slot(str, str)
    def want_in_place(self, address: str, description: str) -> None:
        """A person wants an image where it stands in the text, or large when it is there."""
        key, state = _key(address), self.picture(address).state
        if state is PictureState.SHOWN:
            self._open_viewer(self._read_so_far[key])
        elif state is not PictureState.LOADING:
            self._in_place.add(key)
            self.want(address, description)

    def picture(self, address: str) -> Picture:
        """What there is of an image for its place in the text."""
        key = _key(address)
        found = self._pictures_of.get(key)
        if found is not None:
            self._pictures_of.move_to_end(key)
            return found
        if key in self._read_so_far and key in self._in_place and self._pictures is not None:
            found = Picture(PictureState.LOADING, _host_of(key))  # it was let go of
            self._pictures.want_whole(self._read_so_far[key].sent)
        elif _is_data(address):
            found = Picture(PictureState.ASKS)
        elif _is_web(address):
            found = Picture(PictureState.ASKS, _host_of(key))
        else:
            found = Picture(PictureState.REFUSED, words=_never_text(address))
        self._pictures_of[key] = found
        return found

    def _set_picture(self, key: str, picture: Picture) -> None:
        self._pictures_of[key] = picture
        self._pictures_of.move_to_end(key)
        shown = [each for each, kept in self._pictures_of.items() if kept.state is PictureState.SHOWN]
        for each in shown[:-_IN_PLACE_KEPT]:
            del self._pictures_of[each]
        self.changed.emit()

    def _fail(self, key: str, words: str) -> None:
        if key in self._in_place:
            self._set_picture(key, Picture(PictureState.FAILED, _host_of(key), words))
        else:
            self.told.emit(words)

    @Slot(RemoteImage)
    def take(self, image: RemoteImage) -> None:
        """An image came, or did not."""
        if image.fault is not None:
            self._fail(image.address, _fault_text(image))
        else:
            self._read(image.address, image.data)

    @Slot(ImageSaved)
    def tell_saved(self, saved: ImageSaved) -> None:
        """An image was saved, or could not be."""
        if saved.reason:
            text = self.tr("The image could not be saved: {reason}. Choose another folder.")
            self.told.emit(text.format(reason=saved.reason))
        else:
            self.told.emit(self.tr("Image saved"))

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
        if self._asked in self._in_place:
            self._set_picture(self._asked, Picture(PictureState.LOADING, _host_of(self._asked)))
        else:
            self.told.emit(self.tr("The image is being loaded"))
        self.fetch_requested.emit(self._asked)

    def _read(self, key: str, data: bytes) -> None:
        # With the first image: most chats have none.
        from app.ui.images.pictures import Pictures
        from app.ui.images.reading import Source
        from app.ui.images.worker import ImageWorker

        if self._worker is None:
            self._worker = ImageWorker(self)
            self._worker.reading_done.connect(self._on_read)
            self._pictures = Pictures(self._worker, self)
            self._pictures.whole_read.connect(self._on_whole_read)
            # Answered later, as by the store: the wish is noted down behind the signal.
            self._pictures.file_wanted.connect(self._on_file_wanted, Qt.ConnectionType.QueuedConnection)
        name = self._names.get(key) or self.tr("Image")
        self._worker.read(key, Source(name, data=QByteArray(data)), SENT_EDGE_PX)

    @Slot(object)
    def _on_read(self, done: "ReadingDone") -> None:
        # OpenSSL is large, and no start needs it.
        from hashlib import sha256

        from app.ui.images.image_words import trouble_text  # with the first image

        if done.reading is None or self._pictures is None:
            if done.trouble is not None:
                self._fail(done.id, trouble_text(done.trouble))
            return
        reading = done.reading
        digests = [sha256(data).hexdigest() for data in (reading.original, reading.sent)]
        self._files.update(zip(digests, (reading.original, reading.sent), strict=True))
        name = self._names.get(done.id) or self.tr("Image")
        image = Attachment(digests[0], name, reading.media_type, len(reading.original), digests[1])
        self._read_so_far[done.id] = image
        if done.id in self._in_place:
            self._pictures.want_whole(image.sent)
        else:
            self._open_viewer(image)

    @Slot(str, QImage)
    def _on_whole_read(self, sha256: str, whole: QImage) -> None:
        for key, image in self._read_so_far.items():
            picture = self._pictures_of.get(key)
            if image.sent == sha256 and picture is not None and picture.state is PictureState.LOADING:
                small = whole
                if whole.width() > _IN_PLACE.width() or whole.height() > _IN_PLACE.height():
                    smooth = Qt.TransformationMode.SmoothTransformation
                    small = whole.scaled(_IN_PLACE, Qt.AspectRatioMode.KeepAspectRatio, smooth)
                self._set_picture(key, Picture(PictureState.SHOWN, picture.host, image=small))

    def _open_viewer(self, image: Attachment) -> None:
        from app.ui.images.viewer import Viewer  # with the first image

        assert self._pictures is not None
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
        self.save_requested.emit(ImageToSave(path, self._files.get(sha256, b"")))


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReplyImages", text)


def _key(address: str) -> str:
    return address.strip() if _is_data(address) else shown_address(address)


def _is_data(address: str) -> bool:
    return address.strip()[:5].lower() == "data:"


def _is_web(address: str) -> bool:
    url = QUrl(address.strip())
    return url.isValid() and url.scheme() in _WEB and bool(url.host()) and not url.userInfo()


def _host_of(key: str) -> str:
    """In punycode, as it is looked up; empty where the bytes are in the address."""
    return "" if _is_data(key) else QUrl(key).host(QUrl.ComponentFormattingOption.EncodeUnicode)


def _never_text(address: str) -> str:
    text = _tr("Images like this are never loaded from a message: {address}")
    return text.format(address=shown_address(address)[:200])


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
