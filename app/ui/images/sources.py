"""What is in a paste, a drop or a choice of files, as sources to read."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QImage, QPixmap

from app.domain.attached_text import shown_name
from app.ui.images.reading import Source

_TYPES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "image/bmp": "bmp",
}


def of_files(paths: Iterable[str]) -> list[Source]:
    """Files that a person named."""
    return [Source(shown_name(Path(path).name or path), path) for path in paths]


def of_mime(mime: QMimeData) -> list[Source]:
    """The files it names, else the picture it holds: as bytes where it can, to be decoded in a thread."""
    if files := [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]:
        return of_files(files)
    name = QCoreApplication.translate("images", "Pasted image")
    for media_type, ending in _TYPES.items():
        if mime.hasFormat(media_type):
            return [Source(f"{name}.{ending}", data=mime.data(media_type))]
    picture = mime.imageData() if mime.hasImage() else None
    if isinstance(picture, QPixmap):
        picture = picture.toImage()
    return [Source(f"{name}.png", image=picture)] if isinstance(picture, QImage) else []
