"""Set up and do one thing: `python packaging/dev.py COMMAND [ARGUMENTS]`. Standard library only.

    run        start the program; arguments go to it (--server URL ...)
    test       every check and test but the long ones; arguments go to pytest
    test-long  the long tests
    lint       the checks without the tests
    bench      every measurement against its budget; arguments go to tests.bench
    package    make the installers of this system in dist/ and try them (packaging/build.py)
    model      only fetch the starter model
    lock       renew the locked versions (packaging/requirements*.txt)
    clean      remove what was made here, save the fetched model

Each first provides what it needs: libraries of the system (apt, where it asks nothing), `.venv` from the
lock, the starter model. What is there is left alone, so a second run starts at once.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PYTHON_FLOOR = (3, 11)

if sys.version_info < PYTHON_FLOOR:  # before the imports below, which an older Python cannot read
    for _minor in range(14, 10, -1):
        _newer = shutil.which(f"python3.{_minor}")
        if _newer:
            sys.exit(subprocess.call([_newer, *sys.argv]))
    sys.exit("Arriero needs Python 3.11 or newer; this is %d.%d. Please install one." % sys.version_info[:2])

import environment
import starter_model
import system_libraries
from environment import LOCK_TO_PACKAGE, LOCK_TO_RUN, LOCK_TO_TEST, ROOT, SetupError

PACKAGE_VENV = ROOT / "build" / "environment"
WINDOWLESS = {"--check", "--version", "--help", "-h"}
"""Arguments with which the program opens no window."""
IMPORT_LINTER = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"
SIDE_BY_SIDE = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
TESTS_FAILED = 1
"""Exit code of pytest when all tests ran and some failed."""
MOST_TO_REPEAT = 3
LAST_FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
MADE_HERE = (
    ".venv",
    "build",
    "dist",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
    ".coverage",
)


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    commands = {
        "run": run,
        "test": test,
        "test-long": test_long,
        "lint": lint,
        "bench": bench,
        "package": package,
        "model": model,
        "lock": lock,
        "clean": clean,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 0 if arguments in (["-h"], ["--help"], ["help"]) else 2
    try:
        return commands[arguments[0]](arguments[1:])
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Start the program; on a Linux without a display, its demonstration."""
    lacking = system_libraries.provide(system_libraries.TO_RUN)
    environment.provide(LOCK_TO_RUN)
    problem = starter_model.provide()
    if problem:
        print(f"{problem} Going on without it.", flush=True)
    surroundings = _surroundings()
    if WINDOWLESS.isdisjoint(arguments):
        _refuse_without_qt(lacking)
        arguments = ["--use-engine", *arguments]
        if not _has_display():
            surroundings.setdefault("QT_QPA_PLATFORM", "offscreen")
            if "--demo" not in arguments:
                print("There is no display here: running the demonstration offscreen instead.", flush=True)
                arguments = ["--demo", *arguments]
    return _become(["-m", "app", *arguments], surroundings)


def test(arguments: list[str]) -> int:
    """Run the whole gate; every stage runs even when one before it failed.

    Without arguments the files of the tests run side by side, in as many processes as there are cores, and
    `_look_again` follows.
    """
    lacking = _provide_to_test()
    LAST_FAILED.unlink(missing_ok=True)
    stages = [*_static_stages(), ("tests", ["-m", "pytest", "-q", *(arguments or SIDE_BY_SIDE)])]
    if set(lacking) & set(system_libraries.QT):
        stages.pop()
        print("The tests cannot run without those libraries; running the checks.", flush=True)
    code = _run_stages(stages, _look_again if not arguments else None)
    return code or int(stages[-1][0] != "tests")


def test_long(arguments: list[str]) -> int:
    """Run the tests that take minutes."""
    _refuse_without_qt(_provide_to_test())
    return _run_stages([("long tests", ["-m", "pytest", "-m", "long", *arguments])])


def lint(arguments: list[str]) -> int:
    """Run the checks that read the code only."""
    environment.provide(LOCK_TO_TEST)
    return _run_stages(_static_stages())


def bench(arguments: list[str]) -> int:
    """Measure, and compare with the budgets."""
    _refuse_without_qt(_provide_to_test())
    return _call(["-m", "tests.bench", *arguments], _test_surroundings())


def package(arguments: list[str]) -> int:
    """Make the installers, in an environment without anything of the tests."""
    _refuse_without_qt(system_libraries.provide(system_libraries.to_package()))
    PACKAGE_VENV.parent.mkdir(exist_ok=True)
    environment.provide(LOCK_TO_PACKAGE, PACKAGE_VENV)
    problem = starter_model.provide(venv=PACKAGE_VENV)
    if problem:
        print(f"{problem} Going on without it.", flush=True)
    command = [str(environment.venv_python(PACKAGE_VENV)), "packaging/build.py", *arguments]
    return subprocess.call(command, cwd=ROOT, env=_surroundings())


def model(arguments: list[str]) -> int:
    """Fetch the starter model."""
    environment.provide(LOCK_TO_RUN)
    problem = starter_model.provide()
    print(problem or f"The starter model is in {starter_model.FOLDER.relative_to(ROOT)}.")
    return int(bool(problem))


def lock(arguments: list[str]) -> int:
    """Write the lock files anew with uv, which resolves for every system at once."""
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv")
        if uv is None:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            tools = environment.venv_python(Path(folder))
            subprocess.run([str(tools), "-m", "pip", "install", "-q", "uv"], check=True)
            uv = str(tools.with_name("uv"))
        command = [uv, "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes"]
        # No address of a package index gets into the files.
        command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate", *arguments]
        command += ["pyproject.toml", "--extra", "engine"]
        for options in (
            ["-o", str(LOCK_TO_RUN)],
            ["--group", "dev", "-c", str(LOCK_TO_RUN), "-o", str(LOCK_TO_TEST)],
            ["--group", "package", "-c", str(LOCK_TO_RUN), "-o", str(LOCK_TO_PACKAGE)],
        ):
            if subprocess.call([*command, *options], cwd=ROOT) != 0:
                raise SetupError("The versions could not be resolved (above).")
    return 0


def clean(arguments: list[str]) -> int:
    """Remove the environment, the caches and the builds."""
    for name in MADE_HERE:
        path = ROOT / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for top in ("app", "packaging", "tests"):
        for cache in (ROOT / top).rglob("__pycache__"):
            shutil.rmtree(cache)
    print("Removed .venv, caches and builds. The fetched model stays in resources/models.")
    return 0


def _provide_to_test() -> list[system_libraries.Need]:
    """Provide everything the tests use; returns what the system still lacks."""
    lacking = system_libraries.provide(system_libraries.TO_TEST)
    environment.provide(LOCK_TO_TEST)
    problem = starter_model.provide()
    if problem:
        print(f"{problem} Tests that need it are skipped.", flush=True)
    return lacking


def _refuse_without_qt(lacking: list[system_libraries.Need]) -> None:
    missing = [need.name for need in lacking if need in system_libraries.QT]
    if missing:
        raise SetupError(
            f"Qt cannot start without {', '.join(missing)}. Install them (above), then try again."
        )


def _static_stages() -> list[tuple[str, list[str]]]:
    return [
        ("ruff check", ["-m", "ruff", "check", "--output-format", "concise", "."]),
        ("ruff format", ["-m", "ruff", "format", "--check", "."]),
        ("mypy", ["-m", "mypy", "--no-error-summary"]),
        (
            "import-linter",
            ["-c", IMPORT_LINTER],
        ),
    ]


def _look_again(code: int) -> tuple[int, str]:
    """Run the few tests that failed beside others once more, alone, and say so; returns (code, what to say).

    A busy machine can hold one process back for longer than a test waits. Such a test is named, so that it
    can be made to wait for the right thing; more than `MOST_TO_REPEAT` are no accident and fail at once.
    """
    names: list[str] = []
    if code == TESTS_FAILED and LAST_FAILED.is_file():
        names = sorted(json.loads(LAST_FAILED.read_text(encoding="utf-8")))
    if not 0 < len(names) <= MOST_TO_REPEAT:
        return code, ""
    print("== tests that failed beside others, alone", flush=True)
    again = _call(["-m", "pytest", "-q", *names], _test_surroundings())
    return again, "" if again else f"Failed beside others and passed alone: {', '.join(names)}"


def _run_stages(
    stages: list[tuple[str, list[str]]], look_again: Callable[[int], tuple[int, str]] | None = None
) -> int:
    """Run each, then print how long each took and which failed; returns 1 when one did.

    Args:
        look_again: takes the code of the last stage; returns another one and what to print of it.
    """
    said = ""
    lines: list[str] = []
    failed: list[str] = []
    for name, command in stages:
        print(f"== {name}", flush=True)
        begin = time.monotonic()
        code = _call(command, _test_surroundings())
        if look_again is not None and name == stages[-1][0]:
            code, said = look_again(code)
        lines.append(
            f"{name:<16}{time.monotonic() - begin:7.1f} s  {'ok' if code == 0 else f'FAILED ({code})'}"
        )
        if code != 0:
            failed.append(name)
    print("\n" + "\n".join([*lines, said] if said else lines))
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll passed.", flush=True)
    return int(bool(failed))


def _has_display() -> bool:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _surroundings() -> dict[str, str]:
    """Return the environment for what is started; with no locale set at all, Qt would print a warning."""
    surroundings = dict(os.environ)
    if not any(surroundings.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        surroundings["LANG"] = "C.UTF-8"
    return surroundings


def _test_surroundings() -> dict[str, str]:
    return _surroundings() | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}


def _call(arguments: list[str], surroundings: dict[str, str]) -> int:
    return subprocess.call([str(environment.venv_python()), *arguments], cwd=ROOT, env=surroundings)


def _become(arguments: list[str], surroundings: dict[str, str]) -> int:
    """Turn into the program, so that signals reach it; Windows cannot, and waits for it instead."""
    if os.name == "nt":
        return _call(arguments, surroundings)
    os.chdir(ROOT)
    python = str(environment.venv_python())
    os.execve(python, [python, *arguments], surroundings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
