"""The licences of what is not ours: the list under `resources/`, and where each text is."""

import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QCoreApplication

from app.ui.theme.resources import resource_path

_TEXT_NAMES = ("licen", "copying", "notice")
_OWN_TEXTS = {"Apache-2.0": "Apache-2.0.txt", "LGPL-3.0-only": "LGPL-3.0.txt"}


@dataclass(frozen=True, slots=True)
class Licence:
    """One thing that is used.

    Args:
        licence: an SPDX expression.
        package: the Python package that brings the text, or empty.
        notice: path of the text below `resources/`, or empty.
    """

    name: str
    licence: str
    package: str = ""
    notice: str = ""


def licences() -> tuple[Licence, ...]:
    """Our own, then everything on the list that this program has, in alphabetical order."""
    listed = json.loads(resource_path("licences", "THIRD-PARTY.json").read_text(encoding="utf-8"))
    there = _packages()
    bundled = [entry for entry in listed["bundled"] if entry["inside"] in there]
    with_notice = {entry["name"] for entry in bundled}
    packages = [name for name in listed["packages"] if name in there - with_notice]
    found = [Licence(name, listed["packages"][name], name) for name in packages]
    for entry in (*bundled, *listed["files"]):
        notice = entry.get("notice", "").removeprefix("resources/")
        found.append(Licence(entry["name"], entry["licence"], entry.get("inside", ""), notice))
    return (Licence("Arriero", "MIT", notice="../LICENSE"), *sorted(found, key=_by_name))


def licence_text(licence: Licence) -> str:
    """The text of a licence: its notice, else what the package brings, else the standard text.

    Where there is none of them a sentence says under what it may be used.
    """
    notice = resource_path(*PurePosixPath(licence.notice).parts)
    if licence.notice and notice.is_file():
        return notice.read_text(encoding="utf-8")
    texts = _texts_of(licence.package)
    own = _OWN_TEXTS.get(licence.licence)
    if not texts and own is not None:
        texts = [resource_path("licences", own).read_text(encoding="utf-8")]
    if not texts:
        sentence = QCoreApplication.translate(
            "settings", "{name} is used under {licence}. Its package brings no text of it."
        )
        texts = [sentence.format(name=licence.name, licence=licence.licence)]
    return "\n\n".join(text.strip() for text in texts) + "\n"


def _packages() -> set[str]:
    """The installed packages; a frozen program has none of the tools on the list.

    Only names are looked at: asking the library for each package takes 50 ms.
    """
    folders = [entry for path in sys.path for entry in Path(path).glob("*.dist-info")]
    return {re.sub(r"[._]+", "-", folder.name.split("-")[0]).lower() for folder in folders}


def _texts_of(package: str) -> list[str]:
    try:
        files = distribution(package).files or []
    except (PackageNotFoundError, ValueError):
        return []
    texts = []
    for file in files:
        if any(part in file.name.lower() for part in _TEXT_NAMES) and file.suffix not in (".py", ".pyc"):
            path = Path(str(file.locate()))
            if path.is_file():
                texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return texts


def _by_name(licence: Licence) -> str:
    return licence.name.lower()
