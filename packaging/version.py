"""Version and names of the product as each system wants them: from pyproject.toml and `app` only."""

import re
import sys
import tomllib
from dataclasses import dataclass
from typing import Any

from environment import ROOT

sys.path.insert(0, str(ROOT))

from app import APPLICATION_ID as APPLICATION_ID  # for the others here

PRODUCT = "Arriero"
COMMAND = "arriero"
PUBLISHER = "The Arriero contributors"
SCHEME = "arriero"
MACOS_FLOOR = "13.0"


@dataclass(frozen=True)
class Facts:
    """What pyproject.toml says of the product."""

    version: str
    description: str
    licence: str

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """The version as Windows wants it; what follows the digits ("rc1") is left out."""
        found = [int(part) for part in re.findall(r"\d+", re.split(r"[a-z+-]", self.version)[0])]
        first, second, third, fourth = [*found, 0, 0, 0, 0][:4]
        return first, second, third, fourth


def facts() -> Facts:
    """Read them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Facts(project["version"], project["description"], project["license"])


def info_plist(facts: Facts) -> dict[str, Any]:
    """The keys of macOS's Info.plist beside those that PyInstaller writes."""
    return {
        "CFBundleDisplayName": PRODUCT,
        "CFBundleShortVersionString": facts.version,
        "CFBundleURLTypes": [{"CFBundleURLName": APPLICATION_ID, "CFBundleURLSchemes": [SCHEME]}],
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": MACOS_FLOOR,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"{PUBLISHER}. {facts.licence} licence.",
        "NSRequiresAquaSystemAppearance": False,
    }


def windows_version_info(facts: Facts) -> str:
    """The version resource of the Windows program, as PyInstaller reads it."""
    strings = {
        "CompanyName": PUBLISHER,
        "FileDescription": PRODUCT,
        "FileVersion": facts.version,
        "InternalName": COMMAND,
        "LegalCopyright": f"{PUBLISHER}. {facts.licence} licence.",
        "OriginalFilename": f"{COMMAND}.exe",
        "ProductName": PRODUCT,
        "ProductVersion": facts.version,
    }
    entries = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    return (
        "VSVersionInfo(\n"
        f"  ffi=FixedFileInfo(filevers={facts.numbers}, prodvers={facts.numbers}, mask=0x3F, flags=0x0,"
        " OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)),\n"
        f"  kids=[StringFileInfo([StringTable('040904B0', [{entries}])]),\n"
        "        VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )
