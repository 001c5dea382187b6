"""A started Ollama: what it writes into its log, and who may read that."""

import stat
import sys
from pathlib import Path

import pytest

from app.services.ollama_program import MOST_LOG_BYTES, OllamaProgram

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the program")


def written_program(folder: Path, words: str) -> str:
    """A program that says something and ends."""
    path = folder / "ollama"
    path.write_text(f"#!/bin/sh\nprintf '%s' '{words}'\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


async def ran(program: OllamaProgram) -> None:
    program.start("127.0.0.1:1")
    assert program._process is not None
    program._process.wait(10)
    await program.aclose()


async def test_the_log_is_for_this_user_only_and_goes_on(tmp_path: Path) -> None:
    program = OllamaProgram(written_program(tmp_path, "one\n"), tmp_path / "ollama.log")
    for _ in range(2):
        await ran(program)
    assert program.log_file.read_text(encoding="utf-8") == "one\none\n"
    assert stat.S_IMODE(program.log_file.stat().st_mode) == 0o600


async def test_a_log_that_grew_long_is_begun_again_at_a_start(tmp_path: Path) -> None:
    program = OllamaProgram(written_program(tmp_path, "new\n"), tmp_path / "ollama.log")
    program.log_file.write_bytes(b"o" * (MOST_LOG_BYTES + 1))
    await ran(program)
    assert program.log_file.read_text(encoding="utf-8") == "new\n"
    assert (tmp_path / "ollama.log.1").stat().st_size == MOST_LOG_BYTES + 1


async def test_the_last_words_are_the_last_line(tmp_path: Path) -> None:
    program = OllamaProgram(written_program(tmp_path, "listening\nno room\n"), tmp_path / "ollama.log")
    assert program.last_words() == ""
    program.log_file.write_bytes(b"\xff" * 10_000 + b"\n")
    await ran(program)
    assert program.last_words() == "no room"
