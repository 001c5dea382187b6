"""The log of a started Ollama, read while it grows."""

from pathlib import Path
from typing import Any

from app.services.ollama_log import MOST_LINES, OllamaLog
from tests.helpers.services import anything, heard


async def test_the_last_lines_come_and_then_what_is_added(loop: Any, tmp_path: Path) -> None:
    file = tmp_path / "ollama.log"
    file.write_text("".join(f"line {number}\n" for number in range(700)), encoding="utf-8")
    log = OllamaLog(file)
    begun, grew = heard(log.begun), heard(log.grew)
    log.set_shown(True)
    first = await begun.until(anything)
    assert first.splitlines() == [f"line {number}" for number in range(700 - MOST_LINES, 700)]
    with file.open("ab") as more:
        more.write("neu: Zürich \N{GRINNING FACE}\nhal".encode())
    assert await grew.until() == "neu: Zürich \N{GRINNING FACE}"
    with file.open("ab") as more:
        more.write(b"f\n")
    assert await grew.until(lambda text: text == "half")
    log.set_shown(False)
    await log.aclose()


async def test_a_file_that_begins_again_is_read_from_its_beginning(loop: Any, tmp_path: Path) -> None:
    file = tmp_path / "ollama.log"
    log = OllamaLog(file)
    begun, grew = heard(log.begun), heard(log.grew)
    log.set_shown(True)
    assert await begun.until(anything) == ""
    file.write_text("first line of the first run\n", encoding="utf-8")
    await grew.until()
    file.write_text("second\n", encoding="utf-8")
    assert await begun.until() == "second"
    log.set_shown(False)
    await log.aclose()


async def test_what_is_no_text_is_shown_all_the_same(loop: Any, tmp_path: Path) -> None:
    file = tmp_path / "ollama.log"
    file.write_bytes(b"\xff\xfe\x00 odd\n")
    log = OllamaLog(file)
    begun = heard(log.begun)
    log.set_shown(True)
    assert "odd" in await begun.until(anything)
    log.set_shown(False)
    await log.aclose()
