"""Everything that is not ours is listed with a licence we may ship under."""

import fnmatch
import importlib.metadata
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = json.loads((ROOT / "resources" / "licences" / "THIRD-PARTY.json").read_text(encoding="utf-8"))
STARTER = json.loads((ROOT / "resources" / "models" / "starter.json").read_text(encoding="utf-8"))
OWN = ("resources/app-icon/*", "resources/licences/*", "*/README.md", "*/LICENSE*", "*.json")
ALLOWED = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Bitstream-Vera",
    "ISC",
    "LGPL-3.0-only",
    "LPPL-1.3c",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
    "Unicode-DFS-2016",
}


TOOLS_LOCK = "requirements-package.txt"
TOOLS_ALLOWED = {"GPL-2.0-or-later WITH Bootloader-exception", "GPL-2.0-or-later OR Apache-2.0"}
"""PyInstaller and its hooks make the frozen program and are no part of it, save the boot loader and run-time
hooks: their licences allow those in a program under any licence."""


def locked_packages(*, tools: bool = True) -> set[str]:
    """The names of every package in any lock, with or without those that only make installers."""
    names = set()
    for path in (ROOT / "packaging").glob("requirements*.txt"):
        if tools or path.name != TOOLS_LOCK:
            text = path.read_text(encoding="utf-8")
            names |= set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))
    return names


def refused(expression: str) -> set[str]:
    """The parts of a licence expression that are not allowed."""
    return set(re.split(r" (?:AND|OR) ", expression)) - ALLOWED


def uncovered(names: set[str], entries: list[dict[str, str]]) -> set[str]:
    """The resource files (paths from the root) that are neither ours nor matched by an entry."""
    patterns = [*OWN, *(entry["files"] for entry in entries)]
    return {name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)}


def resource_files() -> set[str]:
    """Every file below resources/ that others made, as a path from the root; screenshots are ours."""
    paths = (ROOT / "resources").rglob("*")
    names = {path.relative_to(ROOT).as_posix() for path in paths if path.is_file()}
    return {name for name in names if "/." not in name and not name.startswith("resources/screenshots/")}


def test_every_locked_package_is_listed_and_no_other() -> None:
    assert set(LIST["packages"]) == locked_packages(tools=False)
    assert set(LIST["packages"]) | set(LIST["tools"]) == locked_packages()


def test_only_what_makes_installers_may_be_under_the_gpl_with_an_exception() -> None:
    assert not set(LIST["tools"]) & set(LIST["packages"])
    refusable = {name: licence for name, licence in LIST["tools"].items() if refused(licence)}
    assert set(refusable) == {"pyinstaller", "pyinstaller-hooks-contrib"}
    assert set(refusable.values()) == TOOLS_ALLOWED


def test_no_licence_is_refused() -> None:
    listed = list(LIST["packages"].values()) + [entry["licence"] for entry in LIST["bundled"] + LIST["files"]]
    assert not {expression for expression in listed if refused(expression)}
    assert refused("GPL-3.0-only")
    assert refused("AGPL-3.0-or-later")
    assert refused("MIT AND GPL-2.0-only")
    assert not refused("ISC AND MIT")


def test_listed_licences_are_what_the_packages_say_themselves() -> None:
    wrong = {}
    for name, licence in LIST["packages"].items():
        try:
            said = importlib.metadata.metadata(name).get("License-Expression")
        except importlib.metadata.PackageNotFoundError:
            continue  # not for this system
        if said and licence not in {said, *said.split(" OR ")}:
            wrong[name] = said
    assert not wrong


def test_every_font_icon_and_model_is_listed() -> None:
    assert not uncovered(resource_files(), LIST["files"])
    assert uncovered({"resources/fonts/Other.ttf"}, LIST["files"]) == {"resources/fonts/Other.ttf"}


def test_every_entry_is_about_something_that_is_there() -> None:
    present = resource_files() | {f"resources/models/{STARTER['file']}"}
    for entry in LIST["files"]:
        assert fnmatch.filter(present, entry["files"]), entry["name"]
    for entry in LIST["bundled"]:
        assert entry["inside"] in LIST["packages"], entry["name"]
    for entry in LIST["bundled"] + LIST["files"]:
        assert (ROOT / entry.get("notice", "")).exists(), entry["name"]


def test_the_starter_model_has_the_licence_it_was_fetched_under() -> None:
    model = next(entry for entry in LIST["files"] if entry["files"].endswith(".gguf"))
    assert model["licence"] == STARTER["licence"]
