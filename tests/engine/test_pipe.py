"""How the program starts itself."""

import sys
from pathlib import Path

import pytest

from app.engine.pipe import command, source_path


@pytest.mark.parametrize("role", ["engine", "engine-worker"])
def test_a_frozen_program_starts_itself_with_an_argument(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command(role) == [sys.executable, f"--{role}"]


def test_from_source_each_role_is_a_module() -> None:
    assert command("engine") == [sys.executable, "-m", "app.engine.main"]
    assert command("engine-worker") == [sys.executable, "-m", "app.engine.worker"]


def test_the_program_is_found_wherever_it_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    root = str(Path(__file__).resolve().parents[2])
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert source_path().split(":" if sys.platform != "win32" else ";") == [root, "/elsewhere"]
    monkeypatch.setenv("PYTHONPATH", root)
    assert source_path() == root
    monkeypatch.delenv("PYTHONPATH")
    assert source_path() == root
