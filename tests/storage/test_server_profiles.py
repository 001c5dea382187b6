"""The list of servers and the file for secrets."""

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from app.domain.failure import FailureCode
from app.domain.server_profile import (
    ENGINE_ID,
    LOCAL_ID,
    SecretPlace,
    ServerProfile,
    ServerTimeouts,
    TlsTrust,
)
from app.storage.server_profiles import SecretsFile, ServersFile
from app.storage.settings_file import SettingsFileError

STUDIO = ServerProfile(
    "a1",
    "Studio",
    "https://studio.lan:8443/ollama",
    TlsTrust("/etc/studio.pem", "ab" * 32),
    True,
    ("X-Team", "X-Key"),
    SecretPlace.KEY_STORE,
    ServerTimeouts(30, 60, 600),
)
LOCAL = ServerProfile(LOCAL_ID, "", "http://127.0.0.1:11434")


def test_without_a_file_there_is_no_list(tmp_path: Path) -> None:
    kept = ServersFile(tmp_path).read()
    assert (kept.profiles, kept.default_id, kept.failure) == (None, LOCAL_ID, None)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    ServersFile(tmp_path).write((LOCAL, STUDIO), "a1")
    kept = ServersFile(tmp_path).read()
    assert kept.profiles == (LOCAL, STUDIO)
    assert kept.default_id == "a1"
    rows = json.loads((tmp_path / "servers.json").read_text(encoding="utf-8"))
    assert rows["servers"][0] == {"id": LOCAL_ID, "address": "http://127.0.0.1:11434"}


@pytest.mark.parametrize("seconds", [0, -1, 1.5, "30", True, None, 10**9])
def test_a_timeout_that_cannot_be_is_the_usual_one(tmp_path: Path, seconds: Any) -> None:
    row = {"id": "a1", "address": "http://b:1", "connect_timeout_s": seconds, "answer_timeout_s": 40}
    (tmp_path / "servers.json").write_text(json.dumps({"servers": [row]}), encoding="utf-8")
    profiles = ServersFile(tmp_path).read().profiles
    assert profiles is not None
    assert profiles[0].timeouts == ServerTimeouts(5, 40, 0)


def test_an_empty_list_stays_empty(tmp_path: Path) -> None:
    ServersFile(tmp_path).write((), ENGINE_ID)
    kept = ServersFile(tmp_path).read()
    assert (kept.profiles, kept.default_id) == ((), ENGINE_ID)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"id": "x"},
        {"id": 7, "address": "http://a:1"},
        {"id": "engine", "address": "http://a:1"},
        {"id": "x", "address": "http://a:1", "headers": "X-Key"},
        "http://a:1",
    ],
)
def test_what_is_no_server_is_left_out(tmp_path: Path, row: Any) -> None:
    good = {"id": "a1", "address": "http://b:1", "secrets": "elsewhere", "headers": [7, "X-Key"]}
    content = {"default": "gone", "servers": [row, good]}
    (tmp_path / "servers.json").write_text(json.dumps(content), encoding="utf-8")
    kept = ServersFile(tmp_path).read()
    assert kept.profiles == (ServerProfile("a1", "", "http://b:1", header_names=("X-Key",)),)
    assert kept.default_id == "a1"


def test_a_damaged_list_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "servers.json").write_text("{", encoding="utf-8")
    kept = ServersFile(tmp_path).read()
    assert kept.profiles is None
    assert kept.failure is not None
    assert kept.failure.code is FailureCode.SERVERS_DAMAGED
    assert (tmp_path / "servers-damaged-1.json").read_text(encoding="utf-8") == "{"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsFileError) as caught:
        ServersFile(tmp_path / "file").write((LOCAL,), LOCAL_ID)
    assert caught.value.failure.code is FailureCode.SERVERS_UNUSABLE
    with pytest.raises(SettingsFileError):
        SecretsFile(tmp_path / "file").write("a1", "secret")


def test_secrets_are_kept_one_by_one(tmp_path: Path) -> None:
    file = SecretsFile(tmp_path)
    file.write("a1", None)
    assert not (tmp_path / "secrets.json").exists()
    assert file.read("a1") is None
    file.write("a1", "one")
    file.write("b2", "two")
    file.write("a1", None)
    assert (file.read("a1"), file.read("b2")) == (None, "two")


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder's owner rules")
def test_only_this_user_may_read_them(tmp_path: Path) -> None:
    SecretsFile(tmp_path).write("a1", "one")
    ServersFile(tmp_path).write((LOCAL,), LOCAL_ID)
    for name in ("secrets.json", "servers.json"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_damaged_secrets_are_told(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{", encoding="utf-8")
    with pytest.raises(SettingsFileError):
        SecretsFile(tmp_path).read("a1")
