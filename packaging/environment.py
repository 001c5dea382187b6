"""The project's own Python environment, `.venv`: made from a lock, left alone while the lock is the same."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import system_libraries

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP_NAME = "locks.json"
LOCK_TO_RUN = ROOT / "packaging" / "requirements.txt"
LOCK_TO_TEST = ROOT / "packaging" / "requirements-dev.txt"
"""Everything of LOCK_TO_RUN in the same versions, and the tools."""
LOCK_TO_PACKAGE = ROOT / "packaging" / "requirements-package.txt"
"""Everything of LOCK_TO_RUN in the same versions, and what makes installers: an environment of its own."""
ENGINE_PACKAGE = "xllamacpp"


class SetupError(Exception):
    """Set-up cannot go on; the text says what failed and what to do."""


def venv_python(venv: Path = VENV) -> Path:
    """Return the interpreter inside a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(lock: Path) -> str:
    """Return the SHA-256 of a lock file, as it is written into the stamp; line endings do not count."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def read_stamp(venv: Path) -> dict[str, str]:
    """Return which locks are installed (file name to fingerprint); empty after an interrupted set-up."""
    try:
        content = json.loads((venv / STAMP_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in content.items()} if isinstance(content, dict) else {}


def is_installed(lock: Path, stamp: dict[str, str]) -> bool:
    """Whether the environment holds that lock; the test lock holds the other one too."""
    wanted = {LOCK_TO_TEST} if lock == LOCK_TO_TEST else {lock, LOCK_TO_TEST}
    return any(stamp.get(path.name) == fingerprint(path) for path in wanted)


def is_outdated(stamp: dict[str, str], folder: Path) -> bool:
    """Whether other versions are installed than the locks in `folder` say; what is old would stay."""
    locks = {folder / name: value for name, value in stamp.items()}
    return not stamp or any(not lock.is_file() or fingerprint(lock) != value for lock, value in locks.items())


def without_engine(lock_text: str) -> str:
    """Return the lock without the engine's package (its first line and the hashes below it)."""
    kept: list[str] = []
    inside = False
    for line in lock_text.splitlines(keepends=True):
        if not line.startswith(" "):
            inside = line.startswith(f"{ENGINE_PACKAGE}==")
        if not inside:
            kept.append(line)
    return "".join(kept)


def provide(lock: Path, venv: Path = VENV) -> None:
    """Make the environment hold that lock. Returns at once when it does.

    Raises:
        SetupError: the environment cannot be made, or a package cannot be installed.
    """
    stamp = read_stamp(venv)
    if is_installed(lock, stamp) and venv_python(venv).exists():
        return
    if is_outdated(stamp, lock.parent) or not _can_install(venv):
        stamp = {}
        _make_venv(venv)
    place = venv.relative_to(ROOT) if venv.is_relative_to(ROOT) else venv
    print(
        f"Installing the packages of {lock.name} into {place} (about 130 MB the first time) ...", flush=True
    )
    (venv / STAMP_NAME).unlink(missing_ok=True)
    error = install(lock, venv)
    if error and ENGINE_PACKAGE in error:
        print("The built-in engine has no build for this computer. Going on without it.", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            rest = Path(folder) / lock.name
            rest.write_text(without_engine(lock.read_text(encoding="utf-8")), encoding="utf-8")
            error = install(rest, venv)
    if error:
        raise SetupError(
            f"{error[-2000:].rstrip()}\nThe Python packages could not be installed (above). "
            "Check the network connection, then type the same command again."
        )
    installed = stamp | {lock.name: fingerprint(lock)}
    (venv / STAMP_NAME).write_text(json.dumps(installed), encoding="utf-8")


def install(requirements: Path, venv: Path = VENV, target: Path | None = None) -> str:
    """Install a hashed requirements file, wheels only, into the environment or into a plain folder.

    Returns:
        "" or what the installer said when it failed.
    """
    uv = shutil.which("uv")
    if uv is None:
        command = [str(venv_python(venv)), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        command += ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(requirements)]
    elif target is None:
        command = [uv, "pip", "sync", "-q", "--python", str(venv_python(venv))]
        command += ["--no-build", "--require-hashes", str(requirements)]
    else:
        command = [uv, "pip", "install", "-q", "--python", str(venv_python(venv))]
        command += ["--no-deps", "--no-build", "--require-hashes", "-r", str(requirements)]
    if target is not None:
        command += ["--target", str(target)]
    result = subprocess.run(
        command, check=False, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return "" if result.returncode == 0 else result.stdout or "the installer failed without a word"


def _can_install(venv: Path) -> bool:
    """Whether there is an environment to install into, by uv or by its own pip (uv puts none there)."""
    if not venv_python(venv).exists():
        return False
    if shutil.which("uv"):
        return True
    return subprocess.run([str(venv_python(venv)), "-c", "import pip"], capture_output=True).returncode == 0


def _make_venv(venv: Path) -> None:
    """Make an empty environment, over an old one too; Debian keeps that part of Python apart."""
    uv = shutil.which("uv")
    if uv is not None:
        command = [uv, "venv", "-q", "--clear", "--python", sys.executable, str(venv)]
    else:
        command = [sys.executable, "-m", "venv", "--clear", str(venv)]
        if importlib.util.find_spec("ensurepip") is None:
            package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            if not system_libraries.install([package], "This Python cannot make a virtual environment yet."):
                raise SetupError("Then type the same command again.")
    result = subprocess.run(
        command, check=False, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if result.returncode != 0:
        raise SetupError(f"{result.stdout}\nThe environment {venv.name} could not be made (above).")
