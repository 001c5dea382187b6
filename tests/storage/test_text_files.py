"""Files of every kind: what is read of them, and why some cannot be attached."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.domain.attached_text import MOST_TEXT_BYTES, PDF_TYPE, TEXT_TYPE, FileFault, FileNote
from app.storage.pdf_process import Stop, pdf_text
from app.storage.pdf_text import extract
from app.storage.text_files import CannotRead, TextReading, read_text_file
from tests.helpers.images import written
from tests.helpers.pdfs import bomb, locked, pdf
from tests.helpers.waiting import LIMIT_S, wait_until


def read(folder: Path, name: str, data: bytes) -> TextReading:
    return read_text_file(written(folder / name, data), name)


def fault(folder: Path, name: str, data: bytes) -> FileFault | FileNote:
    with pytest.raises(CannotRead) as raised:
        read(folder, name, data)
    return raised.value.trouble.fault


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"def f():\r\n    pass\r\n", "def f():\n    pass\n"),
        ("größer 駱馬 🦙".encode(), "größer 駱馬 🦙"),
        (b"\xef\xbb\xbfwith a mark", "with a mark"),
        ("größer".encode("utf-16"), "größer"),
        (b"\xfe\xff" + "駱馬".encode("utf-16-be"), "駱馬"),
        ("größer 🦙".encode("utf-32"), "größer 🦙"),
        (b"BMW is a text", "BMW is a text"),
        (b"\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"),
    ],
)
def test_text_is_read_in_its_encoding(tmp_path: Path, data: bytes, text: str) -> None:
    reading = read(tmp_path, "notes.txt", data)
    assert (reading.media_type, reading.original, reading.text) == (TEXT_TYPE, data, text)
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("größer".encode("latin-1"), "größer"),
        ("“größer” – 5 €".encode("cp1252"), "“größer” – 5 €"),
        (b"\xe9\x81", "é\x81"),
    ],
)
def test_other_bytes_are_read_as_latin_1_and_that_is_told(tmp_path: Path, data: bytes, text: str) -> None:
    reading = read(tmp_path, "alt.txt", data)
    assert reading.text == text
    assert [note.fault for note in reading.notes] == [FileNote.LATIN_1]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("report.docx", b"PK\x03\x04 and more", FileFault.OFFICE),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileFault.OFFICE),
        ("all.zip", b"PK\x03\x04 and more", FileFault.ARCHIVE),
        ("all.tar.gz", b"\x1f\x8b\x08", FileFault.ARCHIVE),
        ("song.mp3", b"ID3\x03", FileFault.MEDIA),
        ("film.mp4", b"\0\0\0\x18ftypisom", FileFault.MEDIA),
        ("sound.wav", b"RIFF\0\0\0\0WAVE", FileFault.MEDIA),
        ("program", b"\x7fELF\x02\x01\x01\x00", FileFault.BINARY),
        ("late.txt", b"x" * 100_000 + b"\0", FileFault.BINARY),
        ("half.txt", b"\xff\xfex", FileFault.BINARY),
        ("marked.txt", b"\xff\xfea\0\0\0\x01\0", FileFault.BINARY),
        ("nothing.txt", b"", FileFault.EMPTY),
        ("blank.txt", b" \n\n ", FileFault.EMPTY),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(
    tmp_path: Path, name: str, data: bytes, expected: FileFault
) -> None:
    assert fault(tmp_path, name, data) is expected


def test_a_text_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "huge.log", b"line\n" * 20_000)
    with path.open("r+b") as file:
        file.truncate(MOST_TEXT_BYTES + 1)
    with pytest.raises(CannotRead) as raised:
        read_text_file(path, "huge.log")
    assert raised.value.trouble.fault is FileFault.TOO_LARGE
    assert raised.value.trouble.size_bytes == MOST_TEXT_BYTES + 1


def test_what_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    for path, expected in ((tmp_path / "gone", FileFault.MISSING), (tmp_path, FileFault.BINARY)):
        with pytest.raises(CannotRead) as raised:
            read_text_file(path, path.name)
        assert raised.value.trouble.fault is expected


def test_a_pdf_gives_the_text_of_its_pages(tmp_path: Path) -> None:
    data = pdf(["Llamas eat hay.", "", "They hum."])
    reading = read(tmp_path, "llamas.pdf", data)
    assert (reading.media_type, reading.original) == (PDF_TYPE, data)
    assert reading.text.split("\f") == ["Llamas eat hay.\n", "\n\n", "\nThey hum."]
    assert [(note.fault, note.pages) for note in reading.notes] == [(FileNote.PDF_PAGES_WITHOUT_TEXT, 1)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (locked(["Secret."]), FileFault.PDF_ENCRYPTED),
        (pdf(["", ""]), FileFault.PDF_NO_TEXT),
        (b"%PDF-1.7 and nothing else", FileFault.PDF_BROKEN),
        (pdf(["Cut off."])[:200], FileFault.PDF_BROKEN),
        (bomb(80_000_000), FileFault.PDF_TOO_MUCH),
        (pdf([""] * 3_001), FileFault.PDF_TOO_MANY_PAGES),
    ],
    ids=["locked", "scanned", "empty", "cut", "bomb", "pages"],
)
def test_a_pdf_without_text_to_send_is_refused(data: bytes, expected: FileFault) -> None:
    assert extract(data).fault is expected


def test_a_pdf_that_takes_too_long_ends_its_process() -> None:
    assert pdf_text(pdf(["Llamas."]), timeout_s=0.001).fault is FileFault.PDF_TOO_MUCH


@pytest.mark.parametrize("is_started", [True, False], ids=["started", "not yet"])
def test_a_pdf_that_nobody_waits_for_ends_its_process(is_started: bool) -> None:
    stop = Stop()
    if not is_started:
        stop.now()
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(pdf_text, pdf(["Llamas eat hay."]), stop=stop)
        wait_until(lambda: stop.has_process, "the process is started")
        stop.now()
        assert reading.result(LIMIT_S).fault is FileFault.PDF_TOO_MUCH, "it would have been read"
