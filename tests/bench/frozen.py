"""The start of the frozen program against the start from source: `make package` must have been run.

Both open the window, fill it, paint it and end: `--self-test window`. From source the compiled modules are
there already, as after a first start.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.measure import ROOT, BenchResult, burn_cpu_s, python, run_in_turns

RUNS = 9
NOBODY = "http://127.0.0.1:9"


def lack() -> str:
    """What is missing for it, or an empty text."""
    return "" if _program().is_file() else "there is no frozen program; make package makes it"


def run() -> BenchResult:
    """Measure both.

    Raises:
        FileNotFoundError: there is no frozen program.
    """
    if lack():
        raise FileNotFoundError(lack())
    frozen = _program()
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("--self-test", "window", "--server", NOBODY, "--data-dir")
        usages = run_in_turns(
            {
                "frozen": [str(frozen), *arguments, str(Path(folder) / "frozen")],
                "source": python("-m", "app", *arguments, str(Path(folder) / "source")),
            },
            RUNS,
        )
    figures: dict[str, float] = {}
    for what in ("wall_s", "cpu_s", "max_rss_bytes"):
        for name, found in usages.items():
            figures[f"{name}_{what}"] = median(getattr(usage, what) for usage in found)
    figures["start_ratio"] = figures["frozen_wall_s"] / figures["source_wall_s"]
    figures["control_burn_cpu_s"] = burn_cpu_s()
    return BenchResult("frozen", figures, {"start_ratio": 1.0})


def _program() -> Path:
    if sys.platform == "darwin":
        return ROOT / "dist" / "Arriero.app" / "Contents" / "MacOS" / "arriero"
    return ROOT / "dist" / "arriero" / ("arriero.exe" if sys.platform == "win32" else "arriero")
