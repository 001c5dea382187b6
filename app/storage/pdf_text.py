"""The process that takes the text out of one PDF: its bytes come in, one JSON object goes out."""

import io
import json
import logging
import sys
import warnings
from collections.abc import Iterable
from dataclasses import asdict

from app.domain.attached_text import MOST_PDF_PAGES, MOST_TEXT_BYTES, FileFault
from app.storage.pdf_process import PdfText

MEMORY_BYTES = 2_000_000_000


def main() -> int:
    """Read standard input to its end, answer on standard output."""
    bound_memory(MEMORY_BYTES)
    logging.disable()
    warnings.simplefilter("ignore")
    json.dump(asdict(extract(sys.stdin.buffer.read())), sys.stdout)
    return 0


def bound_memory(most_bytes: int) -> None:
    """Let allocations beyond so much fail, where the system has such a bound."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def extract(data: bytes) -> PdfText:
    """The text of every page, parted by form feeds as `pdftotext` does, or why there is none.

    What one packed stream may unpack to is bounded by the library (75 MB).
    """
    # Nothing else in the program needs it.
    from pypdf import PdfReader
    from pypdf.errors import (
        DependencyError,
        FileNotDecryptedError,
        LimitReachedError,
        PyPdfError,
        WrongPasswordError,
    )

    count = 0
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfText(fault=FileFault.PDF_ENCRYPTED)
        count = len(reader.pages)
        if count > MOST_PDF_PAGES:
            return PdfText(pages=count, fault=FileFault.PDF_TOO_MANY_PAGES)
        return _joined(page.extract_text() for page in reader.pages)
    except (FileNotDecryptedError, WrongPasswordError, DependencyError):
        return PdfText(fault=FileFault.PDF_ENCRYPTED)
    except (LimitReachedError, MemoryError, RecursionError):
        return PdfText(pages=count, fault=FileFault.PDF_TOO_MUCH)
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, OSError):
        # Whatever a damaged file makes of the library's own assumptions.
        return PdfText(pages=count, fault=FileFault.PDF_BROKEN)
    except RuntimeError:
        return PdfText(pages=count, fault=FileFault.PDF_ENCRYPTED)  # a cipher that it does not know


def _joined(pages: Iterable[str]) -> PdfText:
    texts: list[str] = []
    left, count, empty, is_cut = MOST_TEXT_BYTES, 0, 0, False
    for page in pages:
        count += 1
        text = page.encode("utf-8", "ignore").decode().strip()
        empty += not text
        size = len(text.encode())
        if size > left:
            texts.append(text.encode()[:left].decode("utf-8", "ignore"))
            is_cut = True
            break
        left -= size
        texts.append(text)
    if not any(texts):
        return PdfText(pages=count, fault=FileFault.PDF_NO_TEXT)
    return PdfText("\n\f\n".join(texts), count, empty, is_cut)
