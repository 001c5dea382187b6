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


def wanted(*, tools: bool) -> list[Requirement]:
    """Return what pyproject.toml asks for: the program with its engine, and the tools too for the tests."""
    texts = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["engine"]
    texts += PROJECT["dependency-groups"]["dev"] if tools else []
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize(("lock", "tools"), [(TO_RUN, False), (TO_TEST, True)])
def test_the_lock_satisfies_the_project(lock: Path, tools: bool) -> None:
    entries = read(lock)
    for requirement in wanted(tools=tools):
        assert requirement.specifier.contains(entries[canonicalize_name(requirement.name)].version), (
            requirement
        )


@pytest.mark.parametrize("lock", [TO_RUN, TO_TEST])
def test_a_lock_holds_no_address_and_no_path(lock: Path) -> None:
    assert not re.search(r"://|@|--(?:extra-)?index|--find-links|/", lock.read_text(encoding="utf-8"))


def test_the_test_lock_holds_the_other_in_the_same_versions() -> None:
    to_run, to_test = read(TO_RUN), read(TO_TEST)
    for name, entry in to_run.items():  # markers may be wider there
        assert (to_test[name].version, to_test[name].hashes) == (entry.version, entry.hashes), name
    assert set(to_test) > set(to_run)


def test_the_engine_is_left_out_where_it_has_no_wheel() -> None:
    marker = Marker(read(TO_RUN)["xllamacpp"].marker)
    assert not marker.evaluate({"sys_platform": "win32", "platform_machine": "ARM64"})
    assert marker.evaluate({"sys_platform": "win32", "platform_machine": "AMD64"})
    assert marker.evaluate({"sys_platform": "linux", "platform_machine": "aarch64"})
