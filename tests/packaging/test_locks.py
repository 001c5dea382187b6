"""The locks hold what pyproject.toml asks for, with hashes and without addresses."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
TO_RUN = ROOT / "packaging" / "requirements.txt"
TO_TEST = ROOT / "packaging" / "requirements-dev.txt"
TO_PACKAGE = ROOT / "packaging" / "requirements-package.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Locked:
    """One entry of a lock."""

    version: str
    marker: str
    hashes: int


def read(lock: Path) -> dict[str, Locked]:
    """Return the entries of a lock by name."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    entries = {}
    for line in text.splitlines():
        match = re.fullmatch(r"([a-z0-9-]+)==(\S+)(?: ; (.*?))?((?: +--hash=sha256:[0-9a-f]{64})+)", line)
        assert match, f"not an entry: {line}"
        entries[match[1]] = Locked(match[2], match[3] or "", match[4].count("--hash"))
    return entries


def wanted(group: str) -> list[Requirement]:
    """Return what pyproject.toml asks for: the program with its engine, and a group of tools."""
    texts = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["engine"]
    texts += PROJECT["dependency-groups"][group] if group else []
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize(("lock", "group"), [(TO_RUN, ""), (TO_TEST, "dev"), (TO_PACKAGE, "package")])
def test_the_lock_satisfies_the_project(lock: Path, group: str) -> None:
    entries = read(lock)
    for requirement in wanted(group):
        assert requirement.specifier.contains(entries[canonicalize_name(requirement.name)].version), (
            requirement
        )


@pytest.mark.parametrize("lock", [TO_RUN, TO_TEST, TO_PACKAGE])
def test_a_lock_holds_no_address_and_no_path(lock: Path) -> None:
    assert not re.search(r"://|@|--(?:extra-)?index|--find-links|/", lock.read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", [TO_TEST, TO_PACKAGE])
def test_the_other_locks_hold_what_runs_in_the_same_versions(lock: Path) -> None:
    to_run, larger = read(TO_RUN), read(lock)
    for name, entry in to_run.items():  # markers may be wider there
        assert (larger[name].version, larger[name].hashes) == (entry.version, entry.hashes), name
    assert set(larger) > set(to_run)


def test_the_engine_is_left_out_where_it_has_no_wheel() -> None:
    marker = Marker(read(TO_RUN)["xllamacpp"].marker)
    assert not marker.evaluate({"sys_platform": "win32", "platform_machine": "ARM64"})
    assert marker.evaluate({"sys_platform": "win32", "platform_machine": "AMD64"})
    assert marker.evaluate({"sys_platform": "linux", "platform_machine": "aarch64"})
