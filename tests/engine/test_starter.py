"""The starter model: checked, linked, and cheap at later starts."""

import hashlib
import json
import logging
import os
from pathlib import Path

import pytest

from app.domain.model_name import parse_model_name
from app.engine.starter import install_starter
from app.engine.store import Store
from tests.engine.gguf_files import small_model

NAME = parse_model_name("smollm2:135m")


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """A small model file with its facts beside it."""
    path = tmp_path / "shipped" / "starter.gguf"
    path.parent.mkdir()
    path.write_bytes(small_model())
    facts = {"sha256": hashlib.sha256(small_model()).hexdigest()}
    path.with_name("starter.json").write_text(json.dumps(facts), encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    root = tmp_path / "store"
    root.mkdir()
    return Store(root)


def test_the_starter_is_linked_and_listed_with_its_parameters(store: Store, starter: Path) -> None:
    assert install_starter(store, starter, NAME)
    (model,) = store.models()
    assert model.name.display == "smollm2:135m"
    assert model.params == {"temperature": 0.2, "top_p": 0.9, "repeat_penalty": 1.1}
    assert "Apache-2.0" in model.license
    assert model.weights.samefile(starter)


def test_another_file_is_not_taken(store: Store, starter: Path, caplog: pytest.LogCaptureFixture) -> None:
    starter.write_bytes(small_model() + b"x")
    with caplog.at_level(logging.ERROR):
        assert not install_starter(store, starter, NAME)
    assert "is not the file it should be" in caplog.text
    assert store.models() == []


def test_a_changed_file_is_checked_again(
    store: Store, starter: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert install_starter(store, starter, NAME)
    os.utime(starter, (1_000_000_000, 1_000_000_000))
    starter.write_bytes(small_model() + b"x")
    with caplog.at_level(logging.ERROR):
        assert not install_starter(store, starter, NAME)


def test_without_its_facts_nothing_is_taken(
    store: Store, starter: Path, caplog: pytest.LogCaptureFixture
) -> None:
    starter.with_name("starter.json").unlink()
    with caplog.at_level(logging.WARNING):
        assert not install_starter(store, starter, NAME)
    assert "could not be installed" in caplog.text


@pytest.mark.parametrize("facts", ["", "[]", "{}", '{"sha256": 5}', '{"sha256": "../../x"}'])
def test_facts_that_make_no_sense_take_nothing(store: Store, starter: Path, facts: str) -> None:
    starter.with_name("starter.json").write_text(facts, encoding="utf-8")
    assert not install_starter(store, starter, NAME)


def test_a_later_start_reads_the_record_and_not_the_file(store: Store, starter: Path) -> None:
    assert install_starter(store, starter, NAME)
    manifest = next(path for path in (store.root / "manifests").rglob("*") if path.is_file())
    os.utime(manifest, (1_000_000_000, 1_000_000_000))
    # Same length and time: only a reading of its bytes could tell the difference.
    facts = starter.stat()
    starter.unlink()
    starter.write_bytes(small_model()[:-1] + b"?")
    os.utime(starter, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert install_starter(store, starter, NAME)
    assert manifest.stat().st_mtime == 1_000_000_000


def test_a_broken_record_only_costs_a_check(store: Store, starter: Path) -> None:
    for record in ("", "[]", "{}", "5"):
        (store.root / "starter-checked.json").write_text(record, encoding="utf-8")
        assert install_starter(store, starter, NAME)


def test_a_blob_of_the_wrong_length_is_replaced(store: Store, starter: Path) -> None:
    blob = store.blob("sha256:" + hashlib.sha256(small_model()).hexdigest())
    blob.parent.mkdir()
    blob.write_bytes(b"half")
    assert install_starter(store, starter, NAME)
    assert blob.read_bytes() == small_model()
