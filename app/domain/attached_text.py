"""Files whose text goes into a message: which can, what is sent of them, why some cannot."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_TEXT_BYTES = 8_000_000
"""More than the context of any model holds; a longer text is refused as a file and cut in a PDF."""
MOST_PDF_BYTES = 100_000_000
MOST_PDF_PAGES = 3_000
LONG_PASTE_CHARS = 10_000
LONG_PASTE_LINES = 200
MOST_TYPED_CHARS = 200_000
MOST_TYPED_LINE_CHARS = 20_000
"""In a longer line every key takes seconds: Qt lays it out as a whole."""
PDF_TYPE = "application/pdf"
TEXT_TYPE = "text/plain"

_TICKS = re.compile(r"`{3,}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_TURNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class FileFault(StrEnum):
    """Why a file cannot be attached as text."""

    BINARY = "binary"  # neither text nor a format that is read here
    OFFICE = "office"  # `kind` is the ending
    ARCHIVE = "archive"
    MEDIA = "media"  # sound or film
    EMPTY = "empty"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"  # more than `most_bytes`
    NOT_KEPT = "not_kept"  # it was read but not stored
    PDF_ENCRYPTED = "pdf_encrypted"
    PDF_NO_TEXT = "pdf_no_text"  # pictures of pages
    PDF_BROKEN = "pdf_broken"
    PDF_TOO_MUCH = "pdf_too_much"  # it takes more time or memory than any honest file
    PDF_TOO_MANY_PAGES = "pdf_too_many_pages"


class FileNote(StrEnum):
    """What a person should know of a file that was attached all the same."""

    LATIN_1 = "latin_1"  # neither UTF-8 nor UTF-16: read as Latin-1
    PDF_CUT = "pdf_cut"  # only the first MOST_TEXT_BYTES are sent
    PDF_PAGES_WITHOUT_TEXT = "pdf_pages_without_text"  # some pages are pictures


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """A fault or a note, with the values that its sentence needs."""

    fault: FileFault | FileNote
    name: str
    kind: str = ""
    size_bytes: int = 0
    most_bytes: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class FileWish:
    """A file (or a pasted text) to attach to the draft of a chat; an empty chat id means the new one.

    `attached_at_ns` as in `DraftImage`.
    """

    id: str
    chat_id: str
    name: str
    path: str = ""
    text: str = ""  # where there is no path
    attached_at_ns: int = 0


@dataclass(frozen=True, slots=True)
class FileTold:
    """What there is to say of a wish: with a fault it is not in the draft, with a note it is."""

    id: str
    chat_id: str
    trouble: FileTrouble


def is_long_paste(text: str) -> bool:
    """Whether a pasted text is better a file."""
    return len(text) > LONG_PASTE_CHARS or text.count("\n") >= LONG_PASTE_LINES


def can_be_typed(text: str) -> bool:
    """Whether the field of a message bears a long text."""
    return len(text) <= MOST_TYPED_CHARS and max(map(len, text.split("\n"))) <= MOST_TYPED_LINE_CHARS


def shown_name(name: str) -> str:
    """The name of a file in one line, without what would turn its letters round: "evil[turn]fdp.exe"."""
    return _CONTROLS.sub(" ", _TURNS.sub("", name)).strip()


def with_files(content: str, files: Iterable[tuple[str, str]]) -> str:
    """What a model gets of a message: each file (name, text) in a fence of its own, then the words.

    The fence is longer than any in the text, so that no file can end its own block.
    """
    blocks = []
    for name, text in files:
        longest = max((len(run) for run in _TICKS.findall(text)), default=2)
        fence = "`" * (longest + 1)
        blocks.append(f'File "{shown_name(name)}":\n{fence}\n{text.removesuffix(chr(10))}\n{fence}')
    return "\n\n".join([*blocks, content] if content else blocks)
