"""Windows and macOS: what can be tried on another system."""

import ast
import plistlib
import shutil
import tomllib
from pathlib import Path

import installers_elsewhere
import pytest
import version

FACTS = version.facts()


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((installers_elsewhere.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert FACTS.version == project["project"]["version"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2", (1, 2, 0, 0)), ("1.2.3rc4", (1, 2, 3, 0)), ("2.0.1+g12", (2, 0, 1, 0))],
)
def test_windows_gets_four_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert version.Facts(text, "", "MIT").numbers == numbers


def test_the_version_resource_can_be_read() -> None:
    tree = ast.parse(version.windows_version_info(FACTS), mode="eval")
    strings = {node.args[0].value: node.args[1].value for node in ast.walk(tree) if _is_string(node)}  # type: ignore[attr-defined]
    assert strings["ProductVersion"] == FACTS.version
    assert strings["OriginalFilename"] == "arriero.exe"


def _is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "StringStruct"


def test_the_plist_of_macos_can_be_written() -> None:
    plist = plistlib.loads(plistlib.dumps(version.info_plist(FACTS)))
    assert plist["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == [version.SCHEME]
    assert plist["CFBundleShortVersionString"] == FACTS.version


def test_the_entitlements_ask_for_one_thing() -> None:
    plist = plistlib.loads(installers_elsewhere.ENTITLEMENTS.read_bytes())
    assert plist == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


def test_the_installer_of_windows_compiles(tmp_path: Path) -> None:
    if shutil.which("makensis") is None:
        pytest.skip("makensis is not installed (Debian package nsis)")
    payload = tmp_path / "arriero"
    (payload / "_internal").mkdir(parents=True)
    for name in ("arriero.exe", "THIRD-PARTY-NOTICES.txt", "_internal/library.dll"):
        (payload / name).write_bytes(b"MZ")
    made = installers_elsewhere.windows(payload, tmp_path, FACTS)
    data = made.read_bytes()
    assert data[:2] == b"MZ"
    assert "Arriero installer".encode("utf-16-le") in data, "the version resource"


def test_a_page_cannot_add_options_on_windows() -> None:
    script = installers_elsewhere.NSIS_SCRIPT.read_text(encoding="utf-8")
    assert """'"$INSTDIR\\arriero.exe" --link "%1"'""" in script
    assert "RequestExecutionLevel user" in script
    assert "HKLM" not in script
