"""What is said about images that cannot be attached, one sentence each."""

from PySide6.QtCore import QCoreApplication

from app.domain.attachment import MOST_FILE_BYTES, MOST_PIXELS, ImageFault, ImageTrouble
from app.ui import words
from app.ui.failure_kinds import QT_TRANSLATE_NOOP


def _noop(text: str) -> str:
    return QT_TRANSLATE_NOOP("images", text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("images", text)


_NAME_CHARS = 60
_SENTENCES: dict[ImageFault, str] = {
    ImageFault.NOT_AN_IMAGE: _noop(
        "{name} is neither an image, nor text, nor a PDF. Files of this kind cannot be attached."
    ),
    ImageFault.FOLDER: _noop("{name} is a folder. Attach the files in it instead."),
    ImageFault.MISSING: _noop("{name} is not there any more."),
    ImageFault.FORBIDDEN: _noop("{name} cannot be read: its permissions do not allow it."),
    ImageFault.UNREADABLE: _noop("{name} cannot be read from the disk."),
    ImageFault.EMPTY: _noop("{name} is empty: the file has 0 bytes."),
    ImageFault.BROKEN: _noop("{name} is damaged and cannot be shown."),
    ImageFault.HEIC: _noop("{name} is a HEIC image, which cannot be read here. Save it as JPEG or PNG."),
    ImageFault.AVIF: _noop("{name} is an AVIF image, which cannot be read here. Save it as JPEG or PNG."),
    ImageFault.FILE_TOO_LARGE: _noop("{name} has {size}. An image file can have at most {most_size}."),
    ImageFault.TOO_MANY_PIXELS: _noop(
        "{name} has {pixels} megapixels ({width} by {height}). At most {most_pixels} can be read."
    ),
    ImageFault.FIRST_FRAME_ONLY: _noop("{name} is animated. Only its first frame is sent."),
}


def trouble_text(trouble: ImageTrouble) -> str:
    """The sentence for one file."""
    name = " ".join(trouble.name.split()) or _tr("The image")
    if len(name) > _NAME_CHARS:
        name = f"{name[: _NAME_CHARS // 2]}…{name[-_NAME_CHARS // 2 :]}"
    return _tr(_SENTENCES[trouble.fault]).format(
        name=name,
        size=words.size(trouble.size_bytes),
        most_size=words.size(MOST_FILE_BYTES),
        pixels=round(trouble.width_px * trouble.height_px / 1_000_000),
        most_pixels=MOST_PIXELS // 1_000_000,
        width=trouble.width_px,
        height=trouble.height_px,
    )
