"""The worker program: what it sets, and how it fails."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.engine.worker import library_detail, server_params
from app.engine.worker_process import WorkerFailed, WorkerProcess, load_refusal, probe
from tests.engine.program import children

HELLO: dict[str, Any] = {
    "model": "/models/x.gguf",
    "projector": None,
    "api_key": "key",
    "context": 2048,
    "batch": 512,
    "threads": 1,
    "gpu_layers": -1,
}


@pytest.mark.engine
def test_the_installed_library_has_every_parameter_that_guards_the_port(engine_here: None) -> None:
    import xllamacpp  # not where the library is missing

    params = server_params(xllamacpp, HELLO | {"projector": "/models/eyes.gguf"})
    assert params.model.path == "/models/x.gguf"
    assert params.mmproj.path == "/models/eyes.gguf"
    assert list(params.api_keys) == ["key"]
    assert list(params.hostnames) == ["127.0.0.1"]
    assert (params.port, params.cors_origins, params.cors_credentials, params.offline) == (0, "", False, True)
    # These follow llama.cpp's names; a new version that renames one shows here.
    assert (params.ui, params.n_parallel, params.cache_ram_mib, params.n_ctx) == (False, 1, 512, 2048)
    assert (params.fit_params, params.prefill_assistant, params.endpoint_slots) == (False, False, False)
    assert (params.cpuparams.n_threads, params.cpuparams_batch.n_threads) == (1, 1)


def test_a_library_without_a_guard_is_refused() -> None:
    drifted = SimpleNamespace(CommonParams=lambda: SimpleNamespace(model=SimpleNamespace(path="")))
    with pytest.raises(AttributeError, match="api_keys"):
        server_params(drifted, HELLO)


@pytest.mark.parametrize(
    ("message", "package"),
    [
        ("libgomp.so.1: cannot open shared object file: No such file or directory", "libgomp1"),
        ("libstdc++.so.6: version `GLIBCXX_3.4.19' not found", "libstdc++6"),
        ("DLL load failed: MSVCP140.dll", "Visual C++"),
    ],
)
def test_a_missing_shared_library_names_its_package(message: str, package: str) -> None:
    assert library_detail(message).startswith(message)
    assert package in library_detail(message)


def test_another_import_error_is_told_as_it_is() -> None:
    assert library_detail("no module named x") == "no module named x"


@pytest.mark.engine
async def test_the_library_loads_here(engine_here: None) -> None:
    await probe()


@pytest.mark.engine
@pytest.mark.parametrize("content", [b"", b"not a model", b"GGUF"])
async def test_a_model_that_cannot_be_loaded_is_told(
    engine_here: None, tmp_path: Path, content: bytes
) -> None:
    model = tmp_path / "bad.gguf"
    model.write_bytes(content)
    with pytest.raises(WorkerFailed) as failed:
        await WorkerProcess.start(HELLO | {"model": str(model)})
    assert failed.value.code == "model_load"
    assert failed.value.detail
    refusal = load_refusal("bad:latest", failed.value)
    assert refusal.status == 500
    assert refusal.text.startswith("model 'bad:latest' could not be loaded: ")
    assert "code" not in refusal.body


@pytest.mark.engine
async def test_a_cut_model_names_the_cause(engine_here: None, tmp_path: Path, starter_model: Path) -> None:
    model = tmp_path / "cut.gguf"
    with starter_model.open("rb") as file:
        model.write_bytes(file.read(3_000_000))
    with pytest.raises(WorkerFailed, match="not within the file bounds"):
        await WorkerProcess.start(HELLO | {"model": str(model)})


@pytest.mark.engine
@pytest.mark.parametrize("steps", [0, 1, 2, 3, 5, 100, 10_000])
async def test_leaving_while_a_worker_starts_leaves_no_process(
    engine_here: None, linux: None, starter_model: Path, steps: int
) -> None:
    before = children(os.getpid())
    task = asyncio.create_task(WorkerProcess.start(HELLO | {"model": str(starter_model)}))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children(os.getpid()) == before


@pytest.mark.engine
@pytest.mark.skipif(sys.platform == "win32", reason="has no such signal")
async def test_an_illegal_instruction_is_a_processor_that_lacks_something(
    engine_here: None, linux: None, starter_model: Path
) -> None:
    before = set(children(os.getpid()))
    task = asyncio.create_task(WorkerProcess.start(HELLO | {"model": str(starter_model)}))
    await asyncio.sleep(0)
    (pid,) = set(children(os.getpid())) - before
    os.kill(pid, signal.SIGILL)
    with pytest.raises(WorkerFailed) as failed:
        await task
    assert failed.value.code == "engine_cpu"


@pytest.mark.parametrize(
    ("code", "word"),
    [("engine_cpu", "AVX2"), ("engine_library", "libgomp1"), ("engine_stopped", "could not be loaded")],
)
def test_the_app_learns_why_by_a_code(code: str, word: str) -> None:
    refusal = load_refusal("x", WorkerFailed(code, "install libgomp1"))
    assert word in refusal.text
    assert refusal.body.get("code", "") == ("" if code == "engine_stopped" else code)
    assert json.loads(json.dumps(refusal.body))["error"]
