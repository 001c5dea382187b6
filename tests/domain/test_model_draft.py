"""Models to be made: what is missing, what is sent, and the Modelfile that says the same."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.blob import FileFault
from app.domain.chat import ChatMessage
from app.domain.create import CreateRequest, UploadFile
from app.domain.gguf import GgufFault, GgufHeader
from app.domain.model_draft import (
    DraftFault,
    DraftFile,
    DraftProblem,
    DraftSource,
    DraftStep,
    GgufFacts,
    ModelDraft,
    gguf_facts,
)
from app.domain.modelfile import parse_modelfile, write_modelfile

FACTS = GgufFacts("llama", 8_000_000_000, "Q8_0", 8192, "{{ messages }}")
F16 = replace(FACTS, quantization="F16")
PROJECTOR = GgufFacts("clip", is_projector=True)
ADAPTER = GgufFacts("llama", is_adapter=True)


def gguf(name: str, facts: GgufFacts = FACTS, **more: object) -> DraftFile:
    return DraftFile(f"/models/{name}", name, 100, facts, **more)  # type: ignore[arg-type]


def plain(name: str, **more: object) -> DraftFile:
    return DraftFile(f"/models/x/{name}", name, 100, **more)  # type: ignore[arg-type]


def part(number: int, count: int = 3) -> DraftFile:
    return gguf(f"Big-{number:05}-of-{count:05}.gguf")


def of_gguf(*files: DraftFile, **more: object) -> ModelDraft:
    return ModelDraft(DraftSource.GGUF, files=files, name="x", **more)  # type: ignore[arg-type]


def of_folder(*files: DraftFile, folder: str = "/models/x") -> ModelDraft:
    return ModelDraft(DraftSource.SAFETENSORS, folder=folder, folder_files=files, name="x")


@pytest.mark.parametrize(
    ("draft", "step", "fault", "detail"),
    [
        (ModelDraft(name="x"), DraftStep.FILES, DraftFault.NO_BASE, ""),
        (ModelDraft(base="has space", name="x"), DraftStep.FILES, DraftFault.BAD_BASE, ""),
        (of_gguf(), DraftStep.FILES, DraftFault.NO_FILES, ""),
        (of_gguf(gguf("a.gguf", fault=GgufFault.CUT_SHORT)), DraftStep.FILES, DraftFault.BAD_FILE, ""),
        (of_gguf(part(1)), DraftStep.FILES, DraftFault.SPLIT_PARTS_MISSING, "2, 3"),
        (of_gguf(gguf("a.gguf", PROJECTOR)), DraftStep.FILES, DraftFault.NO_MODEL_FILE, ""),
        (of_gguf(gguf("a.gguf"), gguf("b.gguf")), DraftStep.FILES, DraftFault.SEVERAL_MODELS, ""),
        (of_gguf(gguf("a.gguf"), part(1)), DraftStep.FILES, DraftFault.SEVERAL_MODELS, ""),
        (
            of_gguf(gguf("a.gguf"), replace(gguf("a.gguf"), path="/b/a.gguf")),
            DraftStep.FILES,
            DraftFault.SAME_NAMES,
            "",
        ),
        (of_folder(folder=""), DraftStep.FILES, DraftFault.NO_FILES, ""),
        (of_folder(plain("config.json")), DraftStep.FILES, DraftFault.NO_WEIGHTS, ""),
        (of_folder(plain("model.safetensors")), DraftStep.FILES, DraftFault.NO_CONFIG, ""),
        (
            of_gguf(gguf("a.gguf"), quantize="q4_K_M"),
            DraftStep.BEHAVIOUR,
            DraftFault.CANNOT_QUANTIZE,
            "Q8_0",
        ),
        (
            of_gguf(gguf("a.gguf"), parameters={"top_p": 7.0, "own": "x", "top_k": 3}),
            DraftStep.BEHAVIOUR,
            DraftFault.BAD_PARAMETERS,
            "top_p",
        ),
        (
            of_gguf(gguf("a.gguf"), adapter_files=(plain("a", fault=FileFault.MISSING),)),
            DraftStep.BEHAVIOUR,
            DraftFault.BAD_FILE,
            "",
        ),
        (replace(of_gguf(gguf("a.gguf")), name=" "), DraftStep.NAME, DraftFault.NO_NAME, ""),
        (replace(of_gguf(gguf("a.gguf")), name="a b"), DraftStep.NAME, DraftFault.BAD_NAME, "model"),
    ],
)
def test_what_is_missing(draft: ModelDraft, step: DraftStep, fault: DraftFault, detail: str) -> None:
    (problem,) = draft.problems()
    assert (problem.step, problem.fault, problem.detail) == (step, fault, detail)


@pytest.mark.parametrize(
    "draft",
    [
        ModelDraft(base="llama3.2", name="x"),
        of_gguf(gguf("a.gguf")),
        of_gguf(gguf("a.gguf"), gguf("mmproj.gguf", PROJECTOR), gguf("lora.gguf", ADAPTER)),
        of_gguf(part(1), part(2), part(3)),
        of_gguf(gguf("a.gguf", F16), quantize="q8_0"),
        of_folder(plain("model.safetensors"), plain("config.json")),
    ],
)
def test_what_is_whole(draft: ModelDraft) -> None:
    assert not draft.problems()


def test_the_facts_are_those_of_the_model() -> None:
    assert of_gguf(gguf("mmproj.gguf", PROJECTOR), gguf("a.gguf", F16)).main_facts == F16
    assert of_gguf(gguf("mmproj.gguf", PROJECTOR)).main_facts is None
    assert replace(of_gguf(gguf("a.gguf")), source=DraftSource.MODEL).main_facts is None


FULL = of_gguf(
    gguf("a.gguf", F16),
    template="{{ .Prompt }}",
    system="Be brief.",
    parameters={"temperature": 0.7, "stop": ("<|a|>", "b"), "use_mmap": True},
    messages=(ChatMessage("user", "hi: you"), ChatMessage("assistant", "Hello\nthere")),
    licenses=("MIT", "another\nline"),
    quantize="q4_K_M",
    renderer="qwen3",
    parser="qwen3",
    requires="v0.14.0",
    adapter="/models/lora",
    adapter_files=(plain("adapter_model.safetensors"), plain("adapter_config.json")),
    draft_model="/models/small.gguf",
    draft_model_files=(plain("small.gguf"),),
    draft_quantize="q8_0",
    remote_host="ollama.com",
    info='{"base_name": "x", "own": [null]}',
)


def test_all_of_it_is_sent() -> None:
    job = FULL.job()
    assert job.request == CreateRequest(
        "x:latest",
        template="{{ .Prompt }}",
        license=("MIT", "another\nline"),
        system="Be brief.",
        parameters={"temperature": 0.7, "stop": ["<|a|>", "b"], "use_mmap": True},
        messages=FULL.messages,
        quantize="q4_K_M",
        renderer="qwen3",
        parser="qwen3",
        requires="0.14.0",
        draft_quantize="q8_0",
        info={"base_name": "x", "own": [None]},
    )
    assert job.files == (UploadFile("a.gguf", "/models/a.gguf", 100),)
    assert [file.name for file in job.adapters] == ["adapter_model.safetensors", "adapter_config.json"]
    assert [file.name for file in job.draft_files] == ["small.gguf"]
    assert FULL.uploads == (*FULL.files, *FULL.adapter_files, *FULL.draft_model_files)


def test_a_base_is_sent_without_files() -> None:
    job = replace(FULL, source=DraftSource.MODEL, base=" llama3.2 ", parameters={}).job()
    assert (job.request.from_, job.request.parameters, job.files) == ("llama3.2", None, ())
    assert job.request.remote_host == "ollama.com", "a stub needs a base; files are never one"


def test_a_quantisation_without_a_draft_model_is_not_sent() -> None:
    assert replace(FULL, draft_model="", draft_model_files=()).job().request.draft_quantize == ""


@pytest.mark.parametrize(
    ("changes", "fault", "detail"),
    [
        ({"remote_host": "not a host"}, DraftFault.BAD_REMOTE_HOST, ""),
        ({"remote_host": "ftp://example.com"}, DraftFault.BAD_REMOTE_HOST, ""),
        ({"remote_host": "example.com:port"}, DraftFault.BAD_REMOTE_HOST, ""),
        ({"info": "{"}, DraftFault.BAD_INFO, ""),
        ({"info": "[1]"}, DraftFault.BAD_INFO, ""),
        ({"info": '{"own": NaN}'}, DraftFault.BAD_INFO, ""),
        ({"info": '{"own": 1e999}'}, DraftFault.BAD_INFO, ""),
        ({"info": '{"context_length": "8k"}'}, DraftFault.BAD_INFO_VALUE, "context_length"),
        ({"info": '{"embedding_length": true}'}, DraftFault.BAD_INFO_VALUE, "embedding_length"),
        (
            {"info": '{"capabilities": [1], "base_name": null}'},
            DraftFault.BAD_INFO_VALUE,
            "capabilities, base_name",
        ),
    ],
)
def test_what_a_server_would_stumble_over(changes: dict[str, Any], fault: DraftFault, detail: str) -> None:
    draft = replace(ModelDraft(base="m", name="x"), **changes)
    assert draft.problems() == (DraftProblem(DraftStep.BEHAVIOUR, fault, detail),)


@pytest.mark.parametrize(
    "host", ["ollama.com", "https://ollama.com:443", "http://10.0.0.2:11434", "[::1]:11434"]
)
def test_hosts_of_stubs(host: str) -> None:
    assert not ModelDraft(base="m", name="x", remote_host=host).problems()


@pytest.mark.parametrize(
    ("draft", "sources"),
    [
        (FULL, ("/models/a.gguf",)),
        (replace(FULL, source=DraftSource.MODEL, base="llama3.2"), ("llama3.2",)),
        (replace(FULL, source=DraftSource.SAFETENSORS, folder="/models/a b"), ("/models/a b",)),
    ],
)
def test_the_modelfile_says_the_same(draft: ModelDraft, sources: tuple[str, ...]) -> None:
    read = parse_modelfile(write_modelfile(draft.instructions()))
    assert not read.findings
    assert read.values("from") == sources
    assert read.values("adapter") == ("/models/lora",)
    assert read.values("draft") == ("/models/small.gguf",)
    assert ModelDraft().behaving(read).job is not None
    behaves = replace(draft, parameters={}, messages=(), licenses=()).behaving(read)
    assert behaves == draft


@pytest.mark.parametrize(
    ("pairs", "facts"),
    [
        ({}, GgufFacts()),
        (
            {
                "general.architecture": "llama",
                "general.file_type": 7,
                "general.parameter_count": 12,
                "llama.context_length": 4096,
                "tokenizer.chat_template": "{{ x }}",
            },
            GgufFacts("llama", 12, "Q8_0", 4096, "{{ x }}"),
        ),
        ({"general.architecture": "clip"}, GgufFacts("clip", is_projector=True)),
        ({"general.type": "mmproj"}, GgufFacts(is_projector=True)),
        ({"general.type": "adapter"}, GgufFacts(is_adapter=True)),
    ],
)
def test_what_a_header_says(pairs: dict[str, object], facts: GgufFacts) -> None:
    assert gguf_facts(GgufHeader(pairs, ())) == facts
