"""Tries a frozen program: `python packaging/frozen_check.py PROGRAM`.

From another folder, with an environment of almost nothing, offscreen and in a real X window where there is
Xvfb: `--self-test` against the scripted server of the tests, then `--demo` with the built-in engine and its
starter model, without a network where the system allows that.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.replies import Pause, Stream, delta, done
from tests.helpers.xvfb import XvfbMissing, xvfb

LIMIT_S = 240
PIECE = 12
SEEING_MODEL = "gemma3:4b"
REPLY = ROOT / "tests" / "helpers" / "self_test_reply.md"
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS")


class CheckFailed(Exception):
    """The frozen program did not do what it must; what it said is in the text."""


@contextmanager
def answering_server(reply: str = "") -> Iterator[str]:
    """A server with one model that sees; yields its address.

    Its first reply has code, a table and formulas, or is the one given.
    """
    text = reply or REPLY.read_text(encoding="utf-8")
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    with ThreadedOllamaServer() as server:
        server.state.models[:] = [each for each in server.state.models if each.name == SEEING_MODEL]
        steps = [step for piece in pieces for step in (delta(piece), Pause(0.01))]
        server.script("/api/chat", Stream((*steps, done())))
        yield server.url


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a program cannot do without, and nothing of this one's."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    names = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_RUNTIME_DIR", "TMPDIR", "TEMP", "TMP")
    return kept | {name: str(home) for name in names} | more


def without_network() -> list[str]:
    """What to put before a command so that it reaches no network; nothing where that is not allowed."""
    command = ["unshare", "--net", "--map-root-user"] if os.geteuid() else ["unshare", "--net"]
    if sys.platform != "linux" or shutil.which("unshare") is None or shutil.which("ip") is None:
        return []
    allowed = subprocess.run([*command, "ip", "link", "set", "lo", "up"], capture_output=True)
    return [*command, "sh", "-c", 'ip link set lo up && exec "$0" "$@"'] if allowed.returncode == 0 else []


def run(command: list[str], surroundings: dict[str, str], folder: Path) -> str:
    """Run the program in a folder; returns what it said.

    Raises:
        CheckFailed: it ended with another code than 0, or not in time.
    """
    try:
        ended = subprocess.run(
            command,
            cwd=folder,
            env=surroundings,
            timeout=LIMIT_S,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CheckFailed(f"not in {LIMIT_S} s: {command}") from error
    if ended.returncode != 0:
        raise CheckFailed(f"exit code {ended.returncode}: {command}\n{ended.stdout}")
    return ended.stdout


def self_test(program: Path, name: str, **more: str) -> None:
    """`--self-test` against the scripted server.

    Raises:
        CheckFailed: see `run`; also where the program complained on the way.
    """
    with tempfile.TemporaryDirectory(prefix="arriero-check-") as home, answering_server() as url:
        command = [str(program), "--self-test", "--server", url]
        said = run(command, environment(Path(home), **more), Path(home))
    strange = [line for line in said.splitlines() if line and not line.startswith("ok ")]
    if strange:
        raise CheckFailed(f"self-test, {name}, said:\n{said}")
    print(f"self-test, {name}: {len(said.splitlines())} parts ok", flush=True)


def demo(program: Path, name: str, prefix: list[str], **more: str) -> None:
    """`--demo` with the built-in engine: a real reply of a real model.

    Raises:
        CheckFailed: see `run`.
    """
    with tempfile.TemporaryDirectory(prefix="arriero-check-") as home:
        command = [*prefix, str(program), "--demo", "--data-dir", str(Path(home) / "data")]
        path = {"PATH": os.environ["PATH"]} if prefix else {}
        said = run(command, environment(Path(home), **path, **more), Path(home))
        if not (Path(home) / "data" / "demo" / "arriero-demo.png").is_file():
            raise CheckFailed(f"demo, {name}: no picture\n{said}")
    print(f"demo, {name}: {said.strip().splitlines()[-2]}", flush=True)


def check(program: Path, *, with_engine: bool = True) -> None:
    """Everything that this system allows.

    Raises:
        CheckFailed: see `run`.
    """
    if sys.platform != "linux":
        self_test(program, "offscreen", QT_QPA_PLATFORM="offscreen")
        self_test(program, "window")
        if with_engine:
            demo(program, "window", [])
        return
    self_test(program, "offscreen", QT_QPA_PLATFORM="offscreen")
    try:
        with xvfb() as display:
            self_test(program, "X window", DISPLAY=display)
    except XvfbMissing as error:
        print(f"Not tried in an X window: {error}", flush=True)
    if with_engine:
        prefix = without_network()
        name = "offscreen, no network" if prefix else "offscreen (the network cannot be cut off here)"
        demo(program, name, prefix, QT_QPA_PLATFORM="offscreen")


def main() -> int:
    """Try what the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--no-engine", action="store_true", help="the program was built without the engine")
    given = parser.parse_args()
    try:
        check(given.program.resolve(), with_engine=not given.no_engine)
    except CheckFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
