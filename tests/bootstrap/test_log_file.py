"""The log in the data folder: what is in it, who can read it, and what never is in it."""

import asyncio
import logging
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.api.remote_image import fetch_image
from app.bootstrap import log_file
from app.bootstrap.log_file import end_log, set_log_level, start_log
from tests.helpers.ollama_server import OllamaServer

log = logging.getLogger("tests.log")


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    end_log()
    root.setLevel(level)


def test_lines_from_the_level_on_are_written_without_secrets(tmp_path: Path) -> None:
    path = start_log(tmp_path / "data", "info")
    log.debug("too small")
    log.info("hello %s", "Authorization: Bearer s3cr3t")
    try:
        int("Bearer s3cr3t")
    except ValueError:
        log.exception("it broke")
    set_log_level("error")
    log.warning("not now")
    end_log()
    log.error("after the end")
    text = path.read_text(encoding="utf-8")
    assert "INFO tests.log: hello" in text
    assert "Traceback" in text
    assert "s3cr3t" not in text
    for absent in ("too small", "not now", "after the end"):
        assert absent not in text


@pytest.mark.parametrize("level", ["info", "debug"])
def test_addresses_out_of_replies_are_never_in_it(tmp_path: Path, level: str) -> None:
    async def loopback(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async def fetch() -> bytes:
        async with OllamaServer() as server:
            address = f"http://pictures.example:{server.port}/of-my-illness.png"
            return (await fetch_image(address, resolve=loopback, allows=lambda _: True)).data

    path = start_log(tmp_path / "data", level)
    asyncio.run(fetch())
    log.info("after it")
    end_log()
    text = path.read_text(encoding="utf-8")
    assert "after it" in text
    assert "illness" not in text


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_every_log_file_is_for_this_user_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "MOST_BYTES", 200)
    start_log(tmp_path / "data", "info")
    for number in range(30):
        log.info("line %d", number)
    files = sorted(path.name for path in (tmp_path / "data").iterdir())
    assert files == ["arriero.log", "arriero.log.1", "arriero.log.2"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()} == {0o600}


def test_a_folder_that_cannot_be_used_is_told_on_the_terminal_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data").touch()
    start_log(tmp_path / "data", "warning")
    assert "There is no log file" in caplog.text
