"""Modules whose own tests go through every branch: all of `domain`, and a list that only grows; no mocks."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PERFECT = {
    "app/api/body.py": "tests/api/test_body.py",
    "app/api/errors.py": "tests/api/test_errors.py",
    "app/api/fields.py": "tests/api/test_wire.py tests/api/test_wire_others.py",
    "app/api/hosts.py": "tests/api/test_hosts.py",
    "app/api/ndjson.py": "tests/api/test_ndjson.py",
    "app/api/wire.py": "tests/api/test_wire.py tests/api/test_wire_calls.py tests/api/test_wire_others.py",
    "app/domain/remote_image.py": "tests/api/test_remote_image.py",  # values only
}

FEW = "--hypothesis-profile=few"
"""A branch that is taken by one of a hundred random values only would be open on some days."""


def test_every_branch_is_taken(tmp_path: Path) -> None:
    domain = [path.relative_to(ROOT).as_posix() for path in (ROOT / "app" / "domain").glob("[a-z]*.py")]
    tests = ["tests/domain", *sorted(set(" ".join(PERFECT.values()).split()))]
    modules = sorted({*PERFECT, *domain})
    data, report = f"--data-file={tmp_path / 'data'}", tmp_path / "report.json"
    for command in (
        ["run", data, "--branch", f"--include={','.join(modules)}", "-m", "pytest", "-q", FEW, *tests],
        ["json", data, "-o", str(report)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "coverage", *command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    assert sorted(path.replace("\\", "/") for path in files) == modules
    holes = {
        path: (found["missing_lines"], found["missing_branches"])
        for path, found in files.items()
        if found["missing_lines"] or found["missing_branches"]
    }
    assert holes == {}
