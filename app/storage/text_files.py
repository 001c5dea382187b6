"""The text of files that a person attaches: what can be read, in which encoding, and why something cannot."""

import codecs
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from app.domain.attached_text import (
    MOST_PDF_BYTES,
    MOST_TEXT_BYTES,
    PDF_TYPE,
    TEXT_TYPE,
    FileFault,
    FileNote,
    FileTrouble,
)
from app.storage.pdf_process import Stop, pdf_text

_HEAD_BYTES = 64 * 1024
_OFFICE = frozenset(
    {"docx", "xlsx", "pptx", "doc", "xls", "ppt", "odt", "ods", "odp", "pages", "numbers", "key", "epub"}
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf", b"Rar!")
_MEDIA = (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"\xff\xfb", b"\xff\xf3")
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Besides tab, line breaks, form feed and escape: what no text has.
_NO_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_NO_TEXT_DECODED = re.compile(_NO_TEXT.pattern.decode("ascii"))


@dataclass(frozen=True, slots=True)
class TextReading:
    """A file that was read: as it came, and its text; `notes` say what a person should know of it."""

    media_type: str
    original: bytes
    text: str
    notes: tuple[FileTrouble, ...] = ()


class CannotRead(Exception):
    """Says why; `trouble` has the values for the sentence."""

    def __init__(self, trouble: FileTrouble) -> None:
        super().__init__(trouble.fault.value)
        self.trouble = trouble


def read_text_file(path: Path, name: str, stop: Stop | None = None) -> TextReading:
    """Read a file and take out its text. Blocks: seconds for a large PDF, unless it is stopped.

    Raises:
        CannotRead: for whatever reason; nothing else leaves this function.
    """
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise CannotRead(FileTrouble(FileFault.BINARY, name))
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            is_pdf = b"%PDF-" in head[:1024]
            fault = None if is_pdf else fault_of(head, name)
            if fault is not None:
                raise CannotRead(fault)
            most = MOST_PDF_BYTES if is_pdf else MOST_TEXT_BYTES
            if facts.st_size > most:
                too_large = FileFault.TOO_LARGE
                raise CannotRead(FileTrouble(too_large, name, size_bytes=facts.st_size, most_bytes=most))
            data = head + file.read(most)
    except FileNotFoundError:
        raise CannotRead(FileTrouble(FileFault.MISSING, name)) from None
    except PermissionError:
        raise CannotRead(FileTrouble(FileFault.FORBIDDEN, name)) from None
    except (OSError, ValueError):  # a name that no file can have is a ValueError
        raise CannotRead(FileTrouble(FileFault.UNREADABLE, name)) from None
    return _pdf(data, name, stop) if is_pdf else _text(data, name)


def fault_of(head: bytes, name: str) -> FileTrouble | None:
    """Why a file that begins so is no text, or None where it may be one."""
    ending = name.rpartition(".")[2].lower()
    if not head:
        return FileTrouble(FileFault.EMPTY, name)
    if head.startswith(_OLE) or (head.startswith(b"PK") and ending in _OFFICE):
        return FileTrouble(FileFault.OFFICE, name, kind=ending if ending in _OFFICE else "doc")
    if head.startswith(_ARCHIVES):
        return FileTrouble(FileFault.ARCHIVE, name)
    if head.startswith(_MEDIA) or head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] != b"WEBP"):
        return FileTrouble(FileFault.MEDIA, name)
    if _marked(head):
        return None
    return FileTrouble(FileFault.BINARY, name) if _NO_TEXT.search(head) else None


def decoded(data: bytes) -> tuple[str, bool]:
    """The text of bytes, and whether its encoding is certain: else it was read as Latin-1.

    As browsers do, with the quotation marks and the sign of the euro that Windows has in it. Source: WHATWG
    Encoding Standard, "Names and labels".

    Raises:
        ValueError: a mark of UTF-16 or UTF-32 stands before what is none.
    """
    if encoding := _marked(data):
        return data.decode(encoding), True
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), False
    except UnicodeDecodeError:  # five bytes are nothing there
        return data.decode("latin-1"), False


def _marked(data: bytes) -> str:
    """The encoding that the mark at the beginning tells, or empty."""
    return next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), "")


def _text(data: bytes, name: str) -> TextReading:
    is_marked = bool(_marked(data))
    if not is_marked and _NO_TEXT.search(data):
        raise CannotRead(FileTrouble(FileFault.BINARY, name))
    try:
        text, is_certain = decoded(data)
    except ValueError:
        raise CannotRead(FileTrouble(FileFault.BINARY, name)) from None
    if is_marked and _NO_TEXT_DECODED.search(text):
        raise CannotRead(FileTrouble(FileFault.BINARY, name))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise CannotRead(FileTrouble(FileFault.EMPTY, name))
    notes = () if is_certain else (FileTrouble(FileNote.LATIN_1, name),)
    return TextReading(TEXT_TYPE, data, text, notes)


def _pdf(data: bytes, name: str, stop: Stop | None) -> TextReading:
    result = pdf_text(data, stop=stop)
    if result.fault is not None:
        raise CannotRead(FileTrouble(result.fault, name, pages=result.pages))
    notes = []
    if result.is_cut:
        notes.append(FileTrouble(FileNote.PDF_CUT, name, pages=result.pages, most_bytes=MOST_TEXT_BYTES))
    elif result.pages_without_text:
        pages = result.pages_without_text
        notes.append(FileTrouble(FileNote.PDF_PAGES_WITHOUT_TEXT, name, pages=pages))
    return TextReading(PDF_TYPE, data, result.text, tuple(notes))
