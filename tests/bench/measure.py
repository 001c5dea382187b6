"""What every measurement uses: its result, and the cost of other processes.

POSIX; memory and the cost of a running process on Linux only. Ratios are between programs run in turns (a, b,
a, b, ...) in the same minutes, so that a busy machine slows both.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
OFFSCREEN = {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_LOGGING_RULES": "default.warning=false",  # the offscreen plugin complains of itself
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
}


@dataclass(frozen=True)
class BenchResult:
    """Figures by name, and for some of them the most they may be."""

    name: str
    figures: Mapping[str, float]
    budgets: Mapping[str, float]

    @property
    def missed(self) -> list[str]:
        """The figures over their budget."""
        return [name for name, limit in self.budgets.items() if self.figures[name] > limit]

    @property
    def met(self) -> bool:
        return not self.missed


@dataclass(frozen=True)
class Usage:
    """What one process cost from its start to its end."""

    cpu_s: float
    wall_s: float
    max_rss_bytes: int
    output: str


def python(*arguments: str) -> list[str]:
    """The command that runs this interpreter with arguments."""
    return [sys.executable, *arguments]


def surroundings(**more: str) -> dict[str, str]:
    """The environment of measured programs: offscreen, and without the person's own server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OLLAMA_")}
    return kept | OFFSCREEN | more


def run_once(command: Sequence[str]) -> Usage:
    """Run a program to its end.

    Raises:
        subprocess.CalledProcessError: it did not end with 0.
    """
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    in_kib = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes
    wall_s = time.monotonic() - begin
    return Usage(used.ru_utime + used.ru_stime, wall_s, used.ru_maxrss * in_kib, output)


def run_in_turns(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, list[Usage]]:
    """Run each program `runs` times, one after the other in turns, after one run each that does not count."""
    usages: dict[str, list[Usage]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            usage = run_once(command)
            if turn:
                usages[name].append(usage)
    return usages


def median_output(usages: Sequence[Usage]) -> float:
    """The median of what each run printed: one number."""
    return median(float(usage.output) for usage in usages)


def burn_cpu_s() -> float:
    """CPU seconds of a fixed amount of Python: the control that tells a slow machine."""
    begin = time.process_time()
    total = 0
    for number in range(2_000_000):
        total += number
    return time.process_time() - begin


@contextmanager
def running(*commands: Sequence[str]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Run programs beside this one; they are ended, by their ids, at the end."""
    processes = []
    try:
        for command in commands:
            processes.append(  # so that those begun are ended when the next does not begin
                subprocess.Popen(command, cwd=ROOT, env=surroundings(), stdout=subprocess.DEVNULL)
            )
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def resident_bytes(pid: int) -> int:
    """The resident memory of a process, shared pages included (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def cpu_of_s(pid: int) -> float:
    """CPU seconds a running process has used, to the nanosecond: see clock_getcpuclockid(3) (Linux)."""
    return time.clock_gettime((~pid << 3) | 2)
