"""What kind of file the first bytes show; names and endings may lie."""

import re

from app.domain.attachment import ImageFault

HEAD_BYTES = 4096
MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "ico": "image/vnd.microsoft.icon",
    "svg": "image/svg+xml",
}
ENDINGS = ("png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "ico", "svg")
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\0\0\1\0", "ico"),
)
_BMP_RESERVED = b"\0\0\0\0"  # else it is a text that begins with these letters
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+)?html\b", re.IGNORECASE)
_SVG = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?svg[\s/>]", re.IGNORECASE)


def kind_of(head: bytes) -> str | ImageFault:
    """A key of `MEDIA_TYPES` (each also Qt's name of the format), or why it is none.

    Sources: the signatures of the PNG, GIF, TIFF, RIFF and ISO base media specifications; the brands of
    ISO/IEC 23008-12 (HEIF) and of AVIF.
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (kind != "bmp" or head[6:10] == _BMP_RESERVED):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(len(head), 64), 4))}
        if brands & _AVIF_BRANDS:
            return ImageFault.AVIF
        if brands & _HEIC_BRANDS:
            return ImageFault.HEIC
    if b"<" in head[:8] and not _HTML.match(head) and _SVG.search(head):
        return "svg"
    return ImageFault.NOT_AN_IMAGE
