"""Missing libraries are found, named by their packages, and installed or told."""

import os
import shutil
import sys
from pathlib import Path

import pytest
import system_libraries
from system_libraries import Need, is_there, missing, packages_for, release_codename

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="wheels are complete elsewhere")

GLIB = Need("libglib-2.0.so.0", "libglib2.0-0", "libglib2.0-0t64")
EGL = Need("libEGL.so.1", "libegl1")
NOWHERE = Need("libarriero-nowhere.so.9", "libarriero-nowhere9")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it but `env`; tests add what they need."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "env").symlink_to(shutil.which("env") or "/usr/bin/env")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def add_program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("name", "there"),
    [("libc.so.6", True), ("libarriero-nowhere.so.9", False), ("sh", True), ("arriero-nowhere", False)],
)
def test_a_library_or_program_is_there_or_not(name: str, there: bool) -> None:
    assert is_there(name) is there


@pytest.mark.parametrize(("code", "there"), [(0, True), (1, False)])
def test_a_font_is_there_when_fontconfig_finds_one(programs: Path, code: int, there: bool) -> None:
    add_program(programs, "fc-list", f'test "$1 $2" = "-q :lang=ja" && exit {code}; exit 7')
    assert is_there(":lang=ja") is there


def test_without_fontconfig_no_font_is_there(programs: Path) -> None:
    assert not is_there(":lang=ja")


def test_missing_keeps_order_and_names_each_once() -> None:
    assert missing([EGL, GLIB, NOWHERE, EGL], probe=lambda name: name == GLIB.name) == [EGL, NOWHERE]


@pytest.mark.parametrize(
    ("codename", "package"),
    [
        ("bookworm", "libglib2.0-0"),
        ("jammy", "libglib2.0-0"),
        ("trixie", "libglib2.0-0t64"),
        ("noble", "libglib2.0-0t64"),
        ("", "libglib2.0-0t64"),
    ],
)
def test_packages_have_their_name_in_the_release(codename: str, package: str) -> None:
    assert packages_for([GLIB, EGL, GLIB], codename) == sorted(["libegl1", package])


@pytest.mark.parametrize(
    ("os_release", "codename"),
    [
        ({"ID": "debian", "VERSION_CODENAME": "bookworm"}, "bookworm"),
        ({"ID": "linuxmint", "VERSION_CODENAME": "wilma", "UBUNTU_CODENAME": "noble"}, "noble"),
        ({"ID": "linuxmint", "VERSION_CODENAME": "faye", "DEBIAN_CODENAME": "bookworm"}, "bookworm"),
        ({"ID": "fedora"}, ""),
    ],
)
def test_a_derived_system_counts_as_what_it_is_made_from(os_release: dict[str, str], codename: str) -> None:
    assert release_codename(os_release) == codename


def test_installers_of_debians_own_python_need_its_shared_library() -> None:
    more = set(system_libraries.to_package("/usr")) - set(system_libraries.to_package("/opt/python"))
    assert [need.name for need in more] == [f"libpython{sys.version_info[0]}.{sys.version_info[1]}.so.1.0"]


def test_nothing_missing_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert system_libraries.provide((Need("libc.so.6", "libc6"),)) == []
    assert capsys.readouterr().out == ""


def test_without_apt_the_missing_are_named(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert system_libraries.provide((NOWHERE,)) == [NOWHERE]
    assert NOWHERE.name in capsys.readouterr().out


def test_without_a_right_to_install_the_line_to_type_is_printed(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    add_program(programs, "apt-get", "exit 9")
    add_program(programs, "sudo", "exit 1")
    assert system_libraries.provide((NOWHERE,)) == [NOWHERE]
    line = f"sudo apt-get install -y --no-install-recommends {NOWHERE.package}"
    assert line in capsys.readouterr().out


@pytest.mark.parametrize("user", [0, 1000])
def test_apt_installs_only_the_missing(
    user: int,
    programs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = tmp_path / "calls"
    monkeypatch.setattr(os, "geteuid", lambda: user)
    add_program(programs, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {log}')
    add_program(programs, "sudo", f'test "$2" = true && exit 0; echo sudo >> {log}; shift; exec "$@"')
    assert system_libraries.provide((Need("libc.so.6", "libc6"), NOWHERE)) == [NOWHERE]
    calls = log.read_text(encoding="utf-8").splitlines()
    assert [call for call in calls if call == "sudo"] == ["sudo"] * (2 if user else 0)
    assert calls[-1].startswith("noninteractive ")
    assert calls[-1].endswith(f" install -y --no-install-recommends {NOWHERE.package}")
    assert "Still missing" in capsys.readouterr().out


def test_a_failing_apt_shows_its_words_and_the_line(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    add_program(programs, "apt-get", 'echo "E: no such package"; exit 100')
    assert system_libraries.provide((NOWHERE,)) == [NOWHERE]
    said = capsys.readouterr().out
    assert "E: no such package" in said
    assert f"sudo apt-get install -y --no-install-recommends {NOWHERE.package}" in said
