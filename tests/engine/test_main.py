"""The engine program: its handshake, its failures, and that it never outlives its parent."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.program import MODEL, ROOT, children, hello, is_alive, spawn, start_engine
from tests.helpers.waiting import wait_until

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("engine_here")]


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"nonsense\n",
        b"[]\n",
        b"{}\n",
        b'{"token": "x"}\n',
        b'{"token": "", "store": "/nowhere"}\n',
        b'{"token": "x", "store": "s", "starter": "a.gguf", "starter_name": "has space"}\n',
        b"x" * (64 * 1024) + b"\n",
    ],
)
def test_a_bad_line_is_a_failure_with_a_reason(line: bytes) -> None:
    process, answer = spawn(line)
    with process:
        assert answer["failure"] == "engine_stopped"
        assert answer["detail"]
        assert process.wait(90) != 0


def test_the_end_of_input_before_a_line_is_a_failure() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.engine.main"],
        input=b"",
        capture_output=True,
        cwd=ROOT,
        timeout=90,
        check=False,
    )
    assert done.returncode != 0
    assert json.loads(done.stdout)["failure"] == "engine_stopped"


def test_the_program_starts_through_its_argument_too(tmp_path: Path) -> None:
    line = json.dumps(hello(tmp_path, None)).encode() + b"\n"
    with subprocess.Popen(
        [sys.executable, "-m", "app", "--engine"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["port"] > 0
        process.stdin.close()
        assert process.wait(30) == 0
        assert process.stdout.read() == b""


FAILING = {
    "engine_library": (
        "raise ImportError('libgomp.so.1: cannot open shared object file: No such file or directory')",
        "libgomp1",
    ),
    # What a processor without AVX2 does to the program.
    "engine_cpu": ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "status"),
    "engine_stopped": ("import os; os._exit(3)", "status 3"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="has no signals like these")
@pytest.mark.parametrize("code", FAILING)
def test_a_library_that_does_not_load_is_told_before_anything_else(tmp_path: Path, code: str) -> None:
    module, word = FAILING[code]
    (tmp_path / "xllamacpp.py").write_text(module, encoding="utf-8")
    line = json.dumps(hello(tmp_path / "store", None)).encode() + b"\n"
    process, answer = spawn(line, modules=tmp_path)
    with process:
        assert answer["failure"] == code
        assert word in answer["detail"]
        assert process.wait(90) != 0


def test_a_missing_package_is_told_by_name(tmp_path: Path) -> None:
    # Without the folder of installed packages nothing of the engine's libraries is found.
    process, answer = spawn(json.dumps(hello(tmp_path, None)).encode() + b"\n", flags=["-S"])
    with process:
        assert answer == {"failure": "engine_missing", "detail": "xllamacpp"}
        assert process.wait(90) != 0


def test_a_store_that_cannot_be_made_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    process, answer = spawn(json.dumps(hello(tmp_path / "file" / "store", None)).encode() + b"\n")
    with process:
        assert answer["failure"] == "engine_stopped"
        assert process.wait(90) != 0


def test_a_parent_that_is_gone_at_once_leaves_nothing(tmp_path: Path) -> None:
    line = json.dumps(hello(tmp_path, None)).encode() + b"\n"
    command = [sys.executable, "-m", "app.engine.main"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        process.stdin.write(line)
        process.stdin.close()
        assert process.wait(30) == 0


def test_nothing_of_the_library_is_loaded_into_the_engine(linux: None, tmp_path: Path) -> None:
    engine = start_engine(tmp_path, None)
    maps = Path(f"/proc/{engine.process.pid}/maps").read_text(encoding="utf-8")
    engine.close()
    assert "xllamacpp" not in maps


def test_the_token_is_neither_in_arguments_nor_in_the_environment(
    linux: None, tmp_path: Path, starter_model: Path
) -> None:
    engine = start_engine(tmp_path, starter_model)
    with engine.client() as client:
        client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    for pid in (engine.process.pid, engine.worker_pid()):
        for name in ("cmdline", "environ"):
            assert engine.token.encode() not in Path(f"/proc/{pid}/{name}").read_bytes()
    engine.close()


def test_closing_the_pipe_ends_engine_and_worker(linux: None, tmp_path: Path, starter_model: Path) -> None:
    engine = start_engine(tmp_path, starter_model)
    with engine.client() as client:
        client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    worker = engine.worker_pid()
    assert engine.close() == 0
    assert not is_alive(worker)


def test_closing_the_pipe_ends_a_running_reply(linux: None, tmp_path: Path, starter_model: Path) -> None:
    engine = start_engine(tmp_path, starter_model)
    body = {"model": MODEL, "prompt": "Tell a long story.", "options": {"num_thread": 1}}
    with engine.client() as client, client.stream("POST", "/api/generate", json=body) as response:
        found = response.iter_lines()  # held: dropping it would close the connection
        next(found)
        worker = engine.worker_pid()
        assert engine.close() == 0
    assert not is_alive(worker)


def test_a_killed_engine_takes_its_worker_along(linux: None, tmp_path: Path, starter_model: Path) -> None:
    engine = start_engine(tmp_path, starter_model)
    with engine.client() as client:
        client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    worker = engine.worker_pid()
    engine.process.kill()
    wait_until(lambda: not is_alive(worker), "the worker leaves")
    engine.close()


def test_a_killed_parent_takes_engine_and_worker_along(
    linux: None, tmp_path: Path, starter_model: Path
) -> None:
    code = (
        "import sys, time; from pathlib import Path; from tests.engine.program import MODEL, start_engine\n"
        "engine = start_engine(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "with engine.client() as client:\n"
        "    client.post('/api/generate', json={'model': MODEL}).raise_for_status()\n"
        "print(engine.process.pid, engine.worker_pid(), flush=True)\n"
        "time.sleep(600)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(starter_model)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        engine_pid, worker_pid = (int(pid) for pid in parent.stdout.readline().split())
        assert is_alive(engine_pid)
        assert is_alive(worker_pid)
        parent.kill()
    wait_until(lambda: not is_alive(engine_pid) and not is_alive(worker_pid), "engine and worker leave")


def test_a_parent_killed_while_the_model_loads_leaves_nothing(
    linux: None, tmp_path: Path, starter_model: Path
) -> None:
    engine = start_engine(tmp_path, starter_model)
    code = (
        "import httpx, sys\n"
        "httpx.post(sys.argv[1] + '/api/generate', json={'model': sys.argv[2]},"
        " headers={'Authorization': 'Bearer ' + sys.argv[3]}, trust_env=False)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, engine.url, MODEL, engine.token], stderr=subprocess.DEVNULL
    ):
        wait_until(lambda: bool(children(engine.process.pid)), "a worker starts")
        worker = engine.worker_pid()
        engine.process.kill()
    wait_until(lambda: not is_alive(worker), "the worker leaves")
    engine.close()


def test_a_signal_ends_engine_and_worker(linux: None, tmp_path: Path, starter_model: Path) -> None:
    engine = start_engine(tmp_path, starter_model)
    with engine.client() as client:
        client.post("/api/generate", json={"model": MODEL}).raise_for_status()
    worker = engine.worker_pid()
    os.kill(engine.process.pid, signal.SIGTERM)
    engine.process.wait(30)
    wait_until(lambda: not is_alive(worker), "the worker leaves")
    engine.close()
