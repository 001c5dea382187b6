"""Whether something that is pasted or dropped is for the chips, or is text."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextDocumentFragment

_DRAWING = "image/svg+xml"  # no image for Qt, which cannot decode it from a clipboard
_PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"


def has_files(mime: QMimeData) -> bool:
    """Whether it names files of this computer."""
    return mime.hasUrls() and any(url.isLocalFile() for url in mime.urls())


def is_pasted_image(mime: QMimeData) -> bool:
    """Whether a paste is to be attached: a table or a formula comes as text with a picture of it."""
    has_image = mime.hasImage() or mime.hasFormat(_DRAWING)
    return has_files(mime) or (has_image and not mime.hasText())


def is_dragged_image(mime: QMimeData) -> bool:
    """Whether a drag is to be attached: a browser drags a picture with its address."""
    return has_files(mime) or mime.hasImage()


def pasted_text(mime: QMimeData) -> str:
    """The words of a paste: of rich text what can be read of it, and nothing that no text has."""
    if mime.hasText():
        return mime.text().replace("\0", "")
    return QTextDocumentFragment.fromHtml(mime.html()).toPlainText().replace(_PICTURE, "")
