"""The commands of packaging/dev.py, as a person types them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import dev
import environment
import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("run", "test", "test-long", "lint", "bench", "clean")


def call(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the script with the Python of the tests."""
    return subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "dev.py"), *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT.parent,
        env=os.environ | variables,
    )


@pytest.mark.parametrize("arguments", [(), ("--help",), ("fly",)])
def test_without_a_command_the_commands_are_listed(arguments: tuple[str, ...]) -> None:
    result = call(*arguments)
    assert result.returncode == (0 if arguments == ("--help",) else 2)
    assert all(re.search(rf"^    {command} ", result.stdout, re.MULTILINE) for command in COMMANDS)


def test_make_has_one_line_for_each_command() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    for command in COMMANDS:
        assert f"{command}: ; @$(PYTHON) packaging/dev.py {command} $(ARGS)" in lines


def test_ci_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "exec make test"
    assert os.access(script, os.X_OK)


def test_every_stage_runs_and_a_failed_one_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    stages = [("first", ["-c", "raise SystemExit(3)"]), ("second", ["-c", "print('second ran')"])]
    assert dev._run_stages(stages) == 1
    said = capfd.readouterr().out
    assert "second ran" in said
    assert re.search(r"^first +[\d.]+ s  FAILED \(3\)$", said, re.MULTILINE)
    assert "Failed: first\n" in said


def test_stages_that_pass_give_zero(capfd: pytest.CaptureFixture[str]) -> None:
    assert dev._run_stages([("only", ["-c", "import sys; assert sys.version"])]) == 0
    assert "All passed." in capfd.readouterr().out


def test_a_locale_is_given_only_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert dev._surroundings()["LANG"] == "C.UTF-8"
    monkeypatch.setenv("LC_CTYPE", "de_DE.UTF-8")
    assert "LANG" not in dev._surroundings()


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a display is a matter of variables on Linux only"
)
@pytest.mark.parametrize(
    ("variables", "has_display"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "vnc"}, True),
    ],
)
def test_a_display_is_known_by_its_variables(
    variables: dict[str, str], has_display: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert dev._has_display() is has_display


def test_a_missing_qt_library_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    lacking = [dev.system_libraries.QT[0], dev.system_libraries.X11[0]]
    with pytest.raises(dev.SetupError, match=r"without libEGL\.so\.1\. Install"):
        dev._refuse_without_qt(lacking)
    dev._refuse_without_qt(lacking[1:])


def test_an_older_python_is_told_what_is_needed(tmp_path: Path) -> None:
    """The floor is raised here, as no older Python is at hand."""
    source = (ROOT / "packaging" / "dev.py").read_text(encoding="utf-8")
    script = tmp_path / "dev.py"
    script.write_text(source.replace("PYTHON_FLOOR = (3, 11)", "PYTHON_FLOOR = (9, 0)"), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, str(script), "run"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(tmp_path)},
    )
    assert result.returncode == 1
    assert result.stderr.startswith("Arriero needs Python 3.11 or newer")


@pytest.mark.skipif(
    not environment.is_installed(environment.LOCK_TO_TEST, environment.read_stamp(Path(sys.prefix))),
    reason="this environment was not made by packaging/dev.py",
)
def test_a_second_run_says_nothing_and_starts_the_program(starter_model: Path) -> None:
    if dev.system_libraries.missing(dev.system_libraries.TO_RUN):
        pytest.skip("the libraries of a window are not all there, and this test installs none")
    result = call("run", "--version")
    assert re.fullmatch(r"Arriero \d+\.\d+\.\d+\n", result.stdout), result.stderr
    assert result.returncode == 0


@pytest.fixture
def last_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pytest would have noted what failed."""
    place = tmp_path / "lastfailed"
    monkeypatch.setattr(dev, "LAST_FAILED", place)
    return place


def note(place: Path, *sources: str) -> list[str]:
    """One file with one test for each source, noted as failed."""
    names = []
    for number, source in enumerate(sources):
        file = place.with_name(f"test_noted_{number}.py")
        file.write_text(f"def test_it():\n    {source}\n", encoding="utf-8")
        names.append(f"{file}::test_it")
    place.write_text(json.dumps(dict.fromkeys(names, True)), encoding="utf-8")
    return names


def test_what_failed_beside_others_gets_a_second_look_and_is_named(last_failed: Path) -> None:
    (name,) = note(last_failed, "pass")
    assert dev._look_again(1) == (0, f"Failed beside others and passed alone: {name}")


def test_what_fails_alone_too_stays_failed(last_failed: Path) -> None:
    note(last_failed, "pass", "raise ValueError")
    assert dev._look_again(1) == (1, "")


@pytest.mark.parametrize(("code", "count"), [(0, 0), (2, 1), (1, 0), (1, dev.MOST_TO_REPEAT + 1)])
def test_no_second_look(last_failed: Path, code: int, count: int) -> None:
    if count:
        note(last_failed, *["pass"] * count)
    assert dev._look_again(code) == (code, "")
