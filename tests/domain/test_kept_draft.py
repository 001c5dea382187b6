"""What is filled in of a new model outlives the program."""

from dataclasses import replace

import pytest

from app.domain.chat import ChatMessage
from app.domain.kept_draft import KeptDraft
from app.domain.model_draft import DraftFile, DraftSource, DraftStep, ModelDraft

DRAFT = ModelDraft(
    DraftSource.GGUF,
    files=(DraftFile("/models/a.gguf", "a.gguf"), DraftFile("/models/b.gguf", "b.gguf")),
    adapter="/models/lora.gguf",
    draft_model="/models/small.gguf",
    template="{{ .Prompt }}",
    system='Say """hi""".',
    parameters={"temperature": 0.5, "num_ctx": 4096, "stop": ("a", "b"), "use_mmap": False},
    messages=(ChatMessage("user", "Hello"), ChatMessage("assistant", "Gruß")),
    licenses=("MIT", "another"),
    quantize="q4_K_M",
    renderer="qwen3",
    parser="qwen3",
    requires="0.14.0",
    draft_quantize="q8_0",
    remote_host="ollama.com",
    info='{"base_name": "x"}',
    name="mine:1b",
)


@pytest.mark.parametrize(
    "draft",
    [
        DRAFT,
        replace(DRAFT, source=DraftSource.SAFETENSORS, folder="/models/a b"),
        ModelDraft(base="gemma3:4b"),
    ],
)
def test_all_of_it_comes_back(draft: ModelDraft) -> None:
    kept = KeptDraft(draft, DraftStep.NAME, "FROM ./x.gguf", "/models/Modelfile")
    assert KeptDraft.from_text(kept.to_text()) == kept


def test_nothing_is_kept_as_nothing() -> None:
    assert KeptDraft(step=DraftStep.FILES).to_text() == ""
    assert KeptDraft.from_text("") == KeptDraft()


def test_what_a_file_holds_is_not_kept() -> None:
    known = DraftFile("/models/a.gguf", "a.gguf", 100, least_bytes=50)
    kept = KeptDraft.from_text(KeptDraft(ModelDraft(DraftSource.GGUF, files=(known,))).to_text())
    assert kept.draft.files == (DraftFile("/models/a.gguf", "a.gguf"),)


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"step": "nowhere"}', '{"source": 5}', "[" * 100_000],
)
def test_what_cannot_be_read_is_nothing(text: str) -> None:
    assert KeptDraft.from_text(text) == KeptDraft()


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ('{"name": 5, "base": "smol"}', ModelDraft(base="smol")),
        ('{"files": [["a"], "b", [1, 2], ["/a", "a"]]}', ModelDraft(files=(DraftFile("/a", "a"),))),
        ('{"files": 3, "parameters": 4, "licenses": [1, "MIT"]}', ModelDraft(licenses=("MIT",))),
        (
            '{"parameters": {"a": null, "b": [1], "c": ["x"], "d": 1}}',
            ModelDraft(parameters={"c": ("x",), "d": 1}),
        ),
    ],
)
def test_odd_values_are_left_out(text: str, draft: ModelDraft) -> None:
    assert KeptDraft.from_text(text).draft == draft
