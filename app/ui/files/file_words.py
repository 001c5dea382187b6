"""What is said about attached files: sizes in tokens, kinds, and why one cannot be attached."""

from PySide6.QtCore import QCoreApplication

from app.domain.attached_text import (
    MOST_PDF_PAGES,
    PDF_TYPE,
    FileFault,
    FileNote,
    FileTrouble,
)
from app.ui import words
from app.ui.failure_kinds import QT_TRANSLATE_NOOP

_NAME_CHARS = 60
_CODE = frozenset(
    {
        *("bat", "c", "cc", "cfg", "cmake", "conf", "cpp", "cs", "css", "csv", "dart", "env", "go", "gradle"),
        *(
            "h",
            "hpp",
            "htm",
            "html",
            "ini",
            "ipynb",
            "java",
            "jl",
            "js",
            "json",
            "jsonl",
            "jsx",
            "kt",
            "less",
        ),
        *("lua", "m", "mjs", "nim", "php", "pl", "ps1", "py", "r", "rb", "rs", "scala", "scss", "sh", "sql"),
        *("svelte", "swift", "toml", "ts", "tsx", "vue", "xml", "yaml", "yml", "zig"),
    }
)


def _noop(text: str) -> str:
    return QT_TRANSLATE_NOOP("files", text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("files", text)


_SENTENCES: dict[FileFault | FileNote, str] = {
    FileFault.BINARY: _noop(
        "{name} is neither an image, nor text, nor a PDF. Files of this kind cannot be attached."
    ),
    FileFault.OFFICE: _noop(
        "{name} is a {kind} document, which cannot be read here. Save it as PDF or text."
    ),
    FileFault.ARCHIVE: _noop("{name} is an archive. Unpack it and attach the files in it."),
    FileFault.MEDIA: _noop("{name} is sound or film. Only images, text and PDF files can be attached."),
    FileFault.EMPTY: _noop("{name} has no text in it."),
    FileFault.MISSING: _noop("{name} is not there any more."),
    FileFault.FORBIDDEN: _noop("{name} cannot be read: its permissions do not allow it."),
    FileFault.UNREADABLE: _noop("{name} cannot be read from the disk."),
    FileFault.TOO_LARGE: _noop("{name} has {size}. A file of this kind can have at most {most_size}."),
    FileFault.NOT_KEPT: _noop("{name} was read but could not be stored, so it is not attached."),
    FileFault.PDF_ENCRYPTED: _noop("{name} is protected by a password. Save it without one and attach that."),
    FileFault.PDF_NO_TEXT: _noop(
        "{name} has no text in its pages; they may be scanned. Attach pictures of the pages instead."
    ),
    FileFault.PDF_BROKEN: _noop("{name} is damaged: no text can be read from it."),
    FileFault.PDF_TOO_MUCH: _noop("{name} takes too much time or memory to read. Attach a part of it."),
    FileFault.PDF_TOO_MANY_PAGES: _noop(
        "{name} has {pages} pages. At most {most_pages} can be read: attach a part of it."
    ),
    FileNote.LATIN_1: _noop(
        "{name} is not in UTF-8 and was read as Latin-1. Look whether its letters are right."
    ),
    FileNote.PDF_CUT: _noop("{name} is very long: only the text of its first {pages} pages is sent."),
    FileNote.PDF_PAGES_WITHOUT_TEXT: _noop("{name}: {pages} pages have no text and are left out."),
}


def file_size(size_bytes: int) -> str:
    """With tenths where whole megabytes would say little: "1.8 MB"."""
    if 950_000 <= size_bytes < 9_950_000:
        return f"{size_bytes / 1_000_000:.1f}{words.NO_BREAK_SPACE}MB"
    return words.size(size_bytes)


def trouble_text(trouble: FileTrouble) -> str:
    """The sentence for one file."""
    name = " ".join(trouble.name.split()) or _tr("The file")
    if len(name) > _NAME_CHARS:
        name = f"{name[: _NAME_CHARS // 2]}…{name[-_NAME_CHARS // 2 :]}"
    return _tr(_SENTENCES[trouble.fault]).format(
        name=name,
        kind=trouble.kind.upper(),
        size=words.size(trouble.size_bytes),
        most_size=words.size(trouble.most_bytes),
        pages=trouble.pages,
        most_pages=MOST_PDF_PAGES,
    )


def short_count(tokens: int) -> str:
    """Tokens in few letters: "870", "2.1k", "32k", "1.2M"; k are thousands."""
    if tokens < 1000:
        return str(tokens)
    for unit, one in (("k", 1_000), ("M", 1_000_000)):
        value = tokens / one
        if value < 9.95:
            return f"{value:.1f}".removesuffix(".0") + unit
        if value < 999.5:
            return f"{value:.0f}{unit}"
    return f"{tokens / 1_000_000:.0f}M"


def limit_count(tokens: int) -> str:
    """A length of a context as people call it: 32768 is "32k", 131072 "128k"."""
    return f"{tokens // 1024}k" if tokens >= 1024 and tokens % 1024 == 0 else short_count(tokens)


def about_tokens(tokens: int) -> str:
    """An estimate: "about 1.2k tokens"."""
    text = _tr("about 1 token") if tokens == 1 else _tr("about {count} tokens")
    text = text.format(count=short_count(tokens))
    return text.replace(" ", words.NO_BREAK_SPACE)


def icon_of(name: str, media_type: str) -> str:
    """The icon of a kind of file."""
    if media_type == PDF_TYPE:
        return "file-text"
    return "file-code" if name.rpartition(".")[2].lower() in _CODE else "file-text"
