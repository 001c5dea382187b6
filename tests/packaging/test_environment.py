"""The environment is made once for a lock, and made anew when the lock changes."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import environment
import pytest
from environment import (
    LOCK_TO_RUN,
    LOCK_TO_TEST,
    SetupError,
    fingerprint,
    is_installed,
    is_outdated,
    read_stamp,
    without_engine,
)

RUN_STAMP = {LOCK_TO_RUN.name: fingerprint(LOCK_TO_RUN)}
TEST_STAMP = {LOCK_TO_TEST.name: fingerprint(LOCK_TO_TEST)}


def test_line_endings_do_not_change_the_fingerprint(tmp_path: Path) -> None:
    unix, windows, other = tmp_path / "unix", tmp_path / "windows", tmp_path / "other"
    unix.write_bytes(b"a==1\nb==2\n")
    windows.write_bytes(b"a==1\r\nb==2\r\n")
    other.write_bytes(b"a==1\nb==3\n")
    assert fingerprint(unix) == fingerprint(windows) != fingerprint(other)


@pytest.mark.parametrize("content", [None, "", "{", "[]"])
def test_an_interrupted_set_up_counts_as_none(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "locks.json").write_text(content, encoding="utf-8")
    assert read_stamp(tmp_path) == {}


@pytest.mark.parametrize(
    ("lock", "stamp", "installed"),
    [
        (LOCK_TO_RUN, {}, False),
        (LOCK_TO_RUN, RUN_STAMP, True),
        (LOCK_TO_RUN, TEST_STAMP, True),
        (LOCK_TO_TEST, RUN_STAMP, False),
        (LOCK_TO_TEST, TEST_STAMP, True),
        (LOCK_TO_TEST, {LOCK_TO_TEST.name: "older"}, False),
    ],
)
def test_a_lock_is_installed_when_the_stamp_has_it(
    lock: Path, stamp: dict[str, str], installed: bool
) -> None:
    assert is_installed(lock, stamp) is installed


@pytest.mark.parametrize(
    ("stamp", "outdated"),
    [
        ({}, True),
        (RUN_STAMP, False),
        (RUN_STAMP | TEST_STAMP, False),
        (RUN_STAMP | {LOCK_TO_TEST.name: "older"}, True),
        ({"requirements-gone.txt": "any"}, True),
    ],
)
def test_an_environment_of_another_lock_is_outdated(stamp: dict[str, str], outdated: bool) -> None:
    assert is_outdated(stamp, LOCK_TO_RUN.parent) is outdated


def test_only_the_engine_is_left_out() -> None:
    lock = LOCK_TO_RUN.read_text(encoding="utf-8")
    rest = without_engine(lock)
    removed = set(lock.splitlines()) - set(rest.splitlines())
    assert [line.split("==")[0] for line in removed if "==" in line] == ["xllamacpp"]
    assert all(line.startswith(("xllamacpp==", "    --hash=")) for line in removed)
    assert without_engine(rest) == rest


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one wheel, the only place that installers may look into: no test needs the network."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": str(folder)}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
        monkeypatch.setenv(f"UV_{name}", value)
    with zipfile.ZipFile(folder / "sample-1.0-py3-none-any.whl", "w") as wheel:
        about = "sample-1.0.dist-info"
        wheel.writestr("sample.py", "answer = 42\n")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    return folder


def lock_the_sample(folder: Path, digest: str = "", comment: str = "") -> Path:
    """Write a lock for the one wheel, with its own SHA-256 or another."""
    lock = folder.parent / "requirements.txt"
    digest = digest or hashlib.sha256((folder / "sample-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    lock.write_text(f"{comment}sample==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    return lock


def test_the_environment_is_made_once_for_a_lock(wheels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    venv = wheels.parent / "venv"
    lock = lock_the_sample(wheels)
    environment.provide(lock, venv)
    assert "Installing the packages of requirements.txt" in capsys.readouterr().out
    code = [str(environment.venv_python(venv)), "-c", "import sample; print(sample.answer)"]
    assert subprocess.run(code, check=True, capture_output=True, text=True).stdout == "42\n"

    (venv / "mark").touch()
    environment.provide(lock, venv)
    assert capsys.readouterr().out == ""
    assert (venv / "mark").exists()

    environment.provide(lock_the_sample(wheels, comment="# another\n"), venv)
    assert not (venv / "mark").exists()


def test_a_package_with_another_hash_is_refused(wheels: Path) -> None:
    venv = wheels.parent / "venv"
    with pytest.raises(SetupError, match=r"(?s)sample.*type the same command again"):
        environment.provide(lock_the_sample(wheels, digest="0" * 64), venv)
    assert read_stamp(venv) == {}


def test_a_package_can_be_taken_into_a_plain_folder(wheels: Path) -> None:
    target = wheels.parent / "target"
    assert environment.install(lock_the_sample(wheels), Path(sys.prefix), target) == ""
    assert (target / "sample.py").read_text(encoding="utf-8") == "answer = 42\n"
