"""The runner of measurements: what it prints, and that a missed budget is its exit code."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.bench
from tests.bench import __main__ as runner
from tests.bench.measure import BenchResult, cpu_of_s, resident_bytes, run_in_turns, running

MEASUREMENT = """
from tests.bench.measure import BenchResult

def run():
    return BenchResult({name!r}, {{"ratio": {ratio}, "seconds": 0.5}}, {{"ratio": 1.3}})
"""


@pytest.fixture
def samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two measurements that only say figures, in place of the real ones."""
    for name, ratio in {"sample_good": 1.3, "sample_bad": 1.31}.items():
        (tmp_path / f"{name}.py").write_text(MEASUREMENT.format(name=name, ratio=ratio), encoding="utf-8")
    monkeypatch.setattr(tests.bench, "__path__", [str(tmp_path)])
    yield
    for name in ("sample_good", "sample_bad"):
        sys.modules.pop(f"tests.bench.{name}", None)


@pytest.mark.usefixtures("samples")
def test_one_measurement_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.main(["sample_good", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "name": "sample_good",
        "figures": {"ratio": 1.3, "seconds": 0.5},
        "budgets": {"ratio": 1.3},
        "met": True,
    }


@pytest.mark.usefixtures("samples")
def test_a_missed_budget_is_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.main(["sample_bad", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["met"] is False


@pytest.mark.usefixtures("samples")
def test_without_names_all_run_even_after_a_miss(capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.main([]) == 1
    said = capsys.readouterr().out
    assert "sample_bad: MISSED" in said
    assert "sample_good: met" in said


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        runner.main(["nothing"])
    assert ended.value.code == 2
    assert "there is no measurement nothing" in capsys.readouterr().err


def test_only_figures_over_their_budget_are_missed() -> None:
    result = BenchResult("x", {"a": 2.0, "b": 1.0, "c": 9.0}, {"a": 1.9, "b": 1.0})
    assert result.missed == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="measurements need POSIX")
def test_programs_run_in_turns_and_are_measured() -> None:
    code = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass\nprint(7)"
    commands = {name: [sys.executable, "-c", code.format(s)] for name, s in {"short": 0, "long": 0.2}.items()}
    usages = run_in_turns(commands, runs=1)
    assert [usage.output for usage in usages["short"] + usages["long"]] == ["7\n", "7\n"]
    assert usages["long"][0].cpu_s >= 0.2
    assert usages["short"][0].max_rss_bytes > 1_000_000


@pytest.mark.skipif(sys.platform == "win32", reason="measurements need POSIX")
def test_a_failing_program_is_not_measured() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_in_turns({"bad": [sys.executable, "-c", "raise SystemExit(1)"]}, runs=1)


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_a_running_process_is_measured() -> None:
    assert resident_bytes(os.getpid()) > 1_000_000
    before = time.process_time()
    measured = cpu_of_s(os.getpid())
    assert before <= measured <= time.process_time()


@pytest.mark.skipif(sys.platform == "win32", reason="measurements need POSIX")
def test_a_program_beside_is_ended() -> None:
    with running([sys.executable, "-c", "import time; time.sleep(60)"]) as [process]:
        assert process.poll() is None
    assert process.returncode is not None
