"""The self-test of the frozen program, from source: it passes, and it can fail."""

import os
import subprocess
import sys
from pathlib import Path

import frozen_check
import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 120


def self_test(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "app", "--self-test", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        timeout=LIMIT_S,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_part_is_gone_through(tmp_path: Path) -> None:
    with frozen_check.answering_server() as url:
        ended = self_test("--server", url)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [line.removeprefix("ok     ") for line in ended.stdout.splitlines()] == [
        "window",
        "image attached",
        "reply streamed",
        "code, table and formula drawn",
        "exported, a PDF read back",
        "kept in the database and found",
        "licences",
    ]


def test_a_reply_without_a_table_fails() -> None:
    with frozen_check.answering_server("No table, but a word in several pieces.") as url:
        ended = self_test("--server", url)
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1] == "FAILED code, table and formula drawn: there is no table"


def test_the_short_one_ends_with_the_window() -> None:
    assert self_test("window", "--server", "http://127.0.0.1:9").returncode == 0


def test_a_frozen_program_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(frozen_check.CheckFailed, match="exit code 3"):
        frozen_check.run([sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ), tmp_path)
