"""`--check`, `--version` and `--help`, as a person calls them."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app import __version__
from app.storage.server_profiles import SecretsFile
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.replies import html

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 90


def call(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        cwd=ROOT,
        env=os.environ | variables,
    )


def test_a_server_is_named_with_version_and_models() -> None:
    with ThreadedOllamaServer() as server:
        done = call("--check", "--server", server.url)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == f"{server.url}: Ollama 0.33.0, 4 models"
    assert "  smol:latest" in done.stdout.splitlines()
    assert done.stderr == ""


def test_ollama_host_is_asked_without_an_option() -> None:
    with ThreadedOllamaServer() as server:
        done = call("--check", OLLAMA_HOST=f"0.0.0.0:{server.port}")
    assert done.returncode == 0
    assert done.stdout.startswith(server.url)


def list_of_servers(folder: Path, *servers: dict[str, Any], default: str) -> None:
    content = {"default": default, "servers": servers}
    (folder / "servers.json").write_text(json.dumps(content), encoding="utf-8")


def test_the_default_of_the_list_is_asked_with_its_secrets(tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        studio = {"id": "b", "name": "Studio", "address": server.url, "token": True, "secrets": "file"}
        list_of_servers(tmp_path, {"id": "local", "address": "http://127.0.0.1:9"}, studio, default="b")
        kept = json.dumps({"origin": server.url, "token": "tok-2718", "headers": []})
        SecretsFile(tmp_path).write("b", kept)
        done = call("--check", "--data-dir", str(tmp_path))
        assert done.returncode == 0
        assert done.stdout.startswith(server.url)
        assert server.requests[-1].header("Authorization") == "Bearer tok-2718"
        assert "tok-2718" not in done.stdout + done.stderr
        named = call("--check", "--data-dir", str(tmp_path), "--server", "http://127.0.0.1:9")
        assert named.stdout.startswith("No answer from http://127.0.0.1:9")


def test_a_damaged_list_is_told_and_left_for_the_window_to_set_aside(tmp_path: Path) -> None:
    (tmp_path / "servers.json").write_text("{", encoding="utf-8")
    done = call("--check", "--data-dir", str(tmp_path), "--server", "http://127.0.0.1:9")
    assert str(tmp_path / "servers.json") in done.stderr
    assert done.returncode == 1
    assert [file.name for file in tmp_path.iterdir()] == ["servers.json"]


def test_secrets_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    studio = {"id": "b", "address": "http://127.0.0.1:9", "token": True, "secrets": "key_store"}
    list_of_servers(tmp_path, studio, default="b")
    done = call("--check", "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_no_server_is_one_plain_line() -> None:
    done = call("--check", "--server", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert done.stdout.startswith("No answer from http://127.0.0.1:9. ")
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        done = call("--check", "--server", "http://127.0.0.1:%d" % silent.getsockname()[1])
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


SLOW_NAMES = """
import socket, sys, time
socket.getaddrinfo = lambda *_, **__: time.sleep(600)
from app.bootstrap.check import run_check
from app.bootstrap.options import parse
sys.exit(run_check(parse(["--check", "--server", "http://slow.example"]), limit_s=0.2))
"""


def test_a_name_that_is_looked_up_for_ever_is_given_up() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SLOW_NAMES],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 1
    assert "http://slow.example:80" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


@pytest.mark.parametrize("path", ["/api/version", "/api/tags"])
def test_a_web_page_is_no_ollama(path: str) -> None:
    with ThreadedOllamaServer() as server:
        server.script(path, html(), html())
        done = call("--check", "--server", server.url)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("address", ["ftp://example.com", "http://user:secret@127.0.0.1"])
def test_what_is_no_address_is_told_without_its_password(address: str) -> None:
    done = call("--check", "--server", address)
    assert done.returncode == 1
    assert "is not a server address" in done.stdout
    assert "secret" not in done.stdout + done.stderr


def test_version_and_help_open_no_window() -> None:
    assert call("--version").stdout == f"Arriero {__version__}\n"
    assert "--server URL" in call("--help").stdout


def test_the_version_is_that_of_the_project() -> None:
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
