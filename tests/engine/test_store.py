"""The folder of models: what is found in it, and that nothing outside is."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.domain.model_name import parse_model_name
from app.engine.listing import show_answer, tags_row
from app.engine.store import MEDIA_TYPE, Store
from tests.engine.gguf_files import small_model


def add(store: Store, name: str, data: bytes = small_model(), **layers: Any) -> None:
    """Install a model with the extra layers given."""
    found = [{"mediaType": MEDIA_TYPE + "model"} | store.add_blob(data)]
    for kind, content in layers.items():
        raw = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        found.append({"mediaType": MEDIA_TYPE + kind} | store.add_blob(raw))
    store.add_manifest(parse_model_name(name), {"schemaVersion": 2, "layers": found})


def model_layer(digest: str) -> str:
    """A manifest with one layer of weights."""
    return json.dumps({"layers": [{"mediaType": MEDIA_TYPE + "model", "digest": digest, "size": 1}]})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_an_empty_or_missing_folder_has_no_models(store: Store) -> None:
    assert store.models() == []
    assert store.find(parse_model_name("x")) is None


def test_a_model_has_size_digest_and_details(store: Store) -> None:
    add(
        store,
        "me/tiny:v1",
        params={"temperature": 0.5, "stop": ["a", 'b"']},
        system="Be good.",
        license="Free",
    )
    (model,) = store.models()
    manifest = store.root / "manifests" / "registry.ollama.ai" / "me" / "tiny" / "v1"
    assert model.digest == hashlib.sha256(manifest.read_bytes()).hexdigest()
    row = tags_row(model)
    assert row["name"] == row["model"] == "me/tiny:v1"
    assert row["size"] == sum(layer["size"] for layer in json.loads(manifest.read_text("utf-8"))["layers"])
    assert row["details"] == {
        "parent_model": "",
        "format": "gguf",
        "family": "llama",
        "families": ["llama"],
        "parameter_size": "128K",
        "quantization_level": "Q4_K_M",
        "context_length": 2048,
        "embedding_length": 64,
    }
    shown = show_answer(model, "", verbose=False)
    assert (shown["system"], shown["license"]) == ("Be good.", "Free")
    lines = [line.split(" ", 1) for line in shown["parameters"].splitlines()]
    assert [(key, rest.strip()) for key, rest in lines] == [
        ("temperature", "0.5"),
        ("stop", '"a"'),
        ("stop", '"b\\""'),
    ]
    assert shown["model_info"]["tokenizer.ggml.tokens"] is None
    assert show_answer(model, "Other", verbose=True)["model_info"]["tokenizer.ggml.tokens"] == ["a", "b"]
    assert show_answer(model, "Other", verbose=True)["system"] == "Other"


def test_names_are_found_in_any_case(store: Store) -> None:
    add(store, "Tiny:V1")
    found = store.find(parse_model_name("tINY:v1"))
    assert found is not None
    assert found.name.display == "Tiny:V1"
    assert store.find(parse_model_name("tiny")) is None


def test_the_newest_comes_first(store: Store) -> None:
    for age, name in enumerate(("old", "older", "new")):
        add(store, name)
        path = store.root / "manifests" / "registry.ollama.ai" / "library" / name / "latest"
        os.utime(path, (1_000_000_000 - age * 100 if name != "new" else 2_000_000_000,) * 2)
    assert [model.name.model for model in store.models()] == ["new", "old", "older"]


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", "nonsense", '{"layers": 5}', '{"layers": [{}]}', '{"layers": []}', "null",
        model_layer("sha256:../../x"), model_layer("/etc/passwd"), model_layer("sha256:" + "0" * 64),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out(store: Store, content: str) -> None:
    add(store, "good")
    bad = store.root / "manifests" / "registry.ollama.ai" / "library" / "bad" / "latest"
    bad.parent.mkdir(parents=True)
    bad.write_text(content, encoding="utf-8")
    assert [model.name.model for model in store.models()] == ["good"]
    assert store.find(parse_model_name("bad")) is None


def test_a_file_that_is_no_gguf_is_left_out(store: Store) -> None:
    add(store, "bad", b"not a model")
    assert store.models() == []


def test_a_manifest_that_is_a_link_is_left_out(store: Store, tmp_path: Path) -> None:
    add(store, "good")
    good = store.root / "manifests" / "registry.ollama.ai" / "library" / "good" / "latest"
    outside = tmp_path / "outside"
    good.rename(outside)
    try:
        good.symlink_to(outside)
    except OSError:
        pytest.skip("this system makes no symbolic links")
    assert store.models() == []


@pytest.mark.parametrize(
    "digest", ["", "sha256:x", "sha256:" + "0" * 63, "md5:" + "0" * 64, "sha256:../" + "0" * 61]
)
def test_a_blob_needs_a_digest(store: Store, digest: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        store.blob(digest)


def test_equal_blobs_and_manifests_are_written_once(store: Store) -> None:
    add(store, "x")
    manifest = store.root / "manifests" / "registry.ollama.ai" / "library" / "x" / "latest"
    os.utime(manifest, (1_000_000_000, 1_000_000_000))
    add(store, "x")
    assert manifest.stat().st_mtime == 1_000_000_000
    assert not [path for path in store.root.rglob(".new-*")]


def test_a_changed_file_is_read_again(store: Store) -> None:
    add(store, "x")
    model = store.find(parse_model_name("x"))
    assert model is not None
    model.weights.write_bytes(small_model("qwen2"))
    changed = store.find(parse_model_name("x"))
    assert changed is not None
    assert changed.header.architecture == "qwen2"


def test_capabilities_are_told_from_the_file(store: Store) -> None:
    add(store, "plain")
    add(store, "tools", small_model(template="{% if tools %}x{% endif %}<think></think>"))
    add(store, "embed", small_model("bert", pooling_type=1))
    add(store, "eyes", projector=small_model("clip").decode("latin-1"))
    found = {model.name.model: tags_row(model)["capabilities"] for model in store.models()}
    assert found == {
        "plain": ["completion"],
        "tools": ["completion", "tools", "thinking"],
        "embed": ["embedding"],
        "eyes": ["completion", "vision"],
    }
