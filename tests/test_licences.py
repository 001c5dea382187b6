"""Everything that is not ours is listed with a licence we may ship under."""

import fnmatch
import importlib.metadata
import json
import re
import sys
from pathlib import Path

import pytest
from distributions import to_run
from notices import texts_of

ROOT = Path(__file__).resolve().parents[1]
LIST = json.loads((ROOT / "resources" / "licences" / "THIRD-PARTY.json").read_text(encoding="utf-8"))
STARTER = json.loads((ROOT / "resources" / "models" / "starter.json").read_text(encoding="utf-8"))
OWN = ("resources/app-icon/*", "resources/licences/*", "*/README.md", "*/LICENSE*", "*.json")
ALLOWED = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Bitstream-Vera",
    "CC0-1.0",
    "FTL",
    "HPND",
    "HPND-sell-variant",
    "IJG",
    "ISC",
    "LGPL-3.0-only",
    "LPPL-1.3c",
    "Libpng",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
    "Unicode-DFS-2016",
    "Zlib",
    "libtiff",
}

WORDS = {
    "Apache-2.0": (
        "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
        "END OF TERMS AND CONDITIONS",
    ),
    "BSD-2-Clause": ("Redistribution and use in source and binary forms", "POSSIBILITY OF SUCH DAMAGE"),
    "BSD-3-Clause": ("contributors may be used to endorse or promote products", "POSSIBILITY OF SUCH DAMAGE"),
    "Bitstream-Vera": ("Bitstream Vera Fonts Copyright", "BITSTREAM OR THE GNOME FOUNDATION BE LIABLE"),
    "CC0-1.0": ("CC0", "waive"),
    "FTL": ("The FreeType Project LICENSE", "legal terms"),
    "HPND": ("suitability of this software for any purpose", "express or implied warranty"),
    "HPND-sell-variant": ("use, copy, modify, distribute, and sell", "express or implied warranty"),
    "IJG": ("Independent JPEG Group",),
    "ISC": (
        "Permission to use, copy, modify, and/or distribute this software",
        "PERFORMANCE OF THIS SOFTWARE",
    ),
    "LGPL-3.0-only": ("GNU LESSER GENERAL PUBLIC LICENSE", "to choose that version for the Library"),
    "LPPL-1.3c": ("LPPL Version 1.3c", "WHETHER AND HOW TO DISTRIBUTE WORKS UNDER THIS LICENSE"),
    "Libpng": ("libpng",),
    "MIT": (
        "Permission is hereby granted, free of charge",
        "The above copyright notice",
        "OTHER DEALINGS IN THE",
    ),
    "MIT-0": ("Permission is hereby granted, free of charge", "OTHER DEALINGS IN THE"),
    "OFL-1.1": (
        "SIL OPEN FONT LICENSE Version 1.1",
        "CONDITIONS Permission is hereby granted, free of charge",
        "OTHER DEALINGS IN THE FONT SOFTWARE",
    ),
    "Unicode-DFS-2016": (
        "Unicode",
        "DATA FILES AND SOFTWARE",
        "written authorization of the copyright holder",
    ),
    "Zlib": ("This software is provided 'as-is'", "altered from any source distribution"),
    "libtiff": ("Sam Leffler", "Silicon Graphics"),
}
"""Of each licence, words from its beginning and its end: who has them has the text."""


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


def flat(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


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


@pytest.mark.parametrize("entry", [*LIST["bundled"], *LIST["files"]], ids=lambda entry: str(entry["name"]))
def test_a_notice_has_the_whole_text_and_says_whose_it_is(entry: dict[str, str]) -> None:
    text = flat((ROOT / entry["notice"]).read_text(encoding="utf-8"))
    assert "copyright" in text.lower()
    apache = flat((ROOT / "resources" / "licences" / "Apache-2.0.txt").read_text(encoding="utf-8"))
    for licence in re.split(r" (?:AND|OR) ", entry["licence"]):
        # One text of it for all: a notice may name that file instead.
        where = text + apache if licence == "Apache-2.0" and "Apache-2.0.txt" in text else text
        lacking = [words for words in WORDS[licence] if words.lower() not in where.lower()]
        assert not lacking, licence


def test_every_package_that_is_shipped_has_the_text_of_its_licence() -> None:
    with_notice = {entry["name"] for entry in LIST["bundled"]} | {"pyside6-essentials", "shiboken6"}
    assert not [name for name in to_run() if name not in with_notice and len(texts_of(name)) < 500]


@pytest.mark.parametrize(
    ("font", "notice"),
    [("ziafont/fonts/DejaVuSans.ttf", "DejaVu"), ("ziamath/fonts/STIXTwoMath-Regular.ttf", "STIX")],
)
def test_a_font_in_a_package_says_itself_what_the_notice_says(font: str, notice: str) -> None:
    package = importlib.metadata.distribution(font.split("/")[0])
    told = Path(str(package.locate_file(font))).read_bytes()
    text = (ROOT / "resources" / "licences" / f"{notice}.txt").read_text(encoding="utf-8")
    own = text.split("\n\n\n")[0] if notice == "STIX" else text  # below it stands the licence that it names
    assert not [line for line in own.splitlines() if line.encode("utf-16-be") not in told]


def test_the_table_of_symbols_says_itself_what_the_notice_says() -> None:
    package = importlib.metadata.distribution("latex2mathml")
    head = Path(str(package.locate_file("latex2mathml/unimathsymbols.txt"))).read_text(encoding="utf-8")[:700]
    text = (ROOT / "resources" / "licences" / "unimathsymbols.txt").read_text(encoding="utf-8")
    for line in text.split("\n\n")[1].splitlines():
        assert line in head


def test_the_notices_of_the_engine_are_of_the_version_that_is_locked() -> None:
    lock = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
    assert re.findall(r"^xllamacpp==(\S+)", lock, re.MULTILINE) == [LIST["engine"]]


@pytest.mark.skipif(sys.platform != "linux", reason="the library holds other paths elsewhere")
def test_every_library_in_rust_that_the_engine_holds_is_named() -> None:
    try:
        package = importlib.metadata.distribution("xllamacpp")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("there is no engine for this computer")
    library = Path(str(package.locate_file("xllamacpp/xllamacpp.abi3.so"))).read_bytes()
    found = set(re.findall(rb"registry/src/[^/\0]+/([a-z0-9_-]+-\d+\.\d+\.\d+)", library))
    text = (ROOT / "resources" / "licences" / "rust-libraries.txt").read_text(encoding="utf-8")
    assert len(found) > 20
    assert not {name for name in found if name.decode() not in text}


@pytest.mark.parametrize("package", ["cryptography", "rpds-py"])
def test_every_library_in_rust_of_a_shipped_package_is_named(package: str) -> None:
    try:
        files = importlib.metadata.distribution(package).files or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("not for this system")
    bills = [Path(str(file.locate())) for file in files if file.name.endswith(".cyclonedx.json")]
    listed = [part for bill in bills for part in json.loads(bill.read_text(encoding="utf-8"))["components"]]
    text = (ROOT / "resources" / "licences" / "rust-in-packages.txt").read_text(encoding="utf-8")
    assert len(listed) > 10
    assert not [
        part["name"] for part in listed if part["name"] not in text and not part["name"].startswith(package)
    ]
