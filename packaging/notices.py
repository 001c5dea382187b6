"""Licences of everything in the frozen folder, and a bill of materials (CycloneDX 1.6, JSON).

Python packages come from the lock, with the texts that they bring; what is inside of them, fonts, icons and
the model from resources/licences/THIRD-PARTY.json; libraries of the system with the copyright file of the
Debian package that they were taken from.
"""

import importlib.metadata
import json
import platform
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import distributions
import version
from environment import ROOT

LICENCES = ROOT / "resources" / "licences"
LIST = LICENCES / "THIRD-PARTY.json"
STARTER = ROOT / "resources" / "models" / "starter.json"
RULE = "\n\n" + "=" * 78 + "\n"
_TEXT_NAMES = ("licen", "copying", "notice")


@dataclass(frozen=True)
class Component:
    """Something that is shipped; `licence` is an SPDX expression, or empty where only the text says it."""

    name: str
    version: str
    licence: str
    text: str
    kind: str = "library"
    purl: str = ""


def components(frozen: Path) -> list[Component]:
    """Everything of others in the frozen folder."""
    listed = json.loads(LIST.read_text(encoding="utf-8"))
    found = [python_itself(), boot_loader()]
    # A package that brings no text of its own stands among those with a notice, too.
    own = {entry["name"]: _notice(entry) for entry in listed["bundled"]}
    found += [
        _distribution(name, listed["packages"][name], own.get(name, "")) for name in distributions.to_run()
    ]
    shipped = {component.name for component in found}
    for entry in listed["bundled"]:
        if entry["inside"] in shipped and entry["name"] not in shipped:
            found.append(Component(entry["name"], "", entry["licence"], _notice(entry)))
    starter = json.loads(STARTER.read_text(encoding="utf-8"))
    for entry in listed["files"]:
        is_model = entry["files"].endswith(".gguf")
        if not is_model or (frozen_resources(frozen) / "models" / starter["file"]).is_file():
            kind = "machine-learning-model" if is_model else "file"
            found.append(Component(entry["name"], "", entry["licence"], _notice(entry), kind))
    return found + system_components(frozen)


def frozen_resources(frozen: Path) -> Path:
    """The resources inside a frozen folder; a bundle of macOS has them elsewhere."""
    inside = frozen / "_internal" / "resources"
    return inside if inside.is_dir() else frozen / "Contents" / "Resources" / "resources"


def python_itself() -> Component:
    """The interpreter and its library."""
    text = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    base = Path(sys.base_prefix)
    found = next((path for path in (text, base / "LICENSE.txt", base / "LICENSE") if path.is_file()), None)
    told = found.read_text(encoding="utf-8") if found else "Python Software Foundation License Version 2."
    return Component("Python", platform.python_version(), "PSF-2.0", told)


def boot_loader() -> Component:
    """The small program that starts Python."""
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    return Component(
        "PyInstaller boot loader", importlib.metadata.version("pyinstaller"), licence, texts_of("pyinstaller")
    )


def system_components(frozen: Path) -> list[Component]:
    """The libraries that were taken from this system, by Debian package; none where there is no dpkg."""
    if shutil.which("dpkg-query") is None:
        return []
    found: dict[str, Component] = {}
    for path in sorted((frozen / "_internal").glob("lib*.so*")):
        # Qt and its ICU come from wheels, the library of Python with the interpreter.
        is_other = path.is_symlink() or path.name.startswith("libpython")
        package = "" if is_other else _debian_package(path.name)
        if package and package not in found:
            file = Path("/usr/share/doc") / package.split(":")[0] / "copyright"
            text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
            told = _output(["dpkg-query", "-W", "-f", "${Version}", package])
            found[package] = Component(
                package.split(":")[0], told, "", text, purl=f"pkg:deb/debian/{package}"
            )
    return list(found.values())


def texts_of(package: str) -> str:
    """The licence texts that a package brings."""
    texts = []
    for file in importlib.metadata.distribution(package).files or []:
        if any(part in file.name.lower() for part in _TEXT_NAMES) and file.suffix not in (".py", ".pyc"):
            path = Path(str(file.locate()))
            if path.is_file():
                texts.append(path.read_text(encoding="utf-8", errors="replace").strip())
    return "\n\n".join(texts)


def notices(found: list[Component], facts: version.Facts) -> str:
    """One text with all of them, our own licence first."""
    own = (ROOT / "LICENSE").read_text(encoding="utf-8").strip()
    pieces = [f"{version.PRODUCT} {facts.version}\n\n{own}\n\nIt is made with the following."]
    for component in found:
        head = f"{component.name} {component.version}".strip()
        licence = f"\nLicence: {component.licence}" if component.licence else ""
        pieces.append(f"{head}{licence}\n\n{component.text.strip()}".strip())
    return RULE.join(pieces) + "\n"


def bill(found: list[Component], facts: version.Facts) -> dict[str, Any]:
    """The bill of materials."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": version.COMMAND,
                "name": version.PRODUCT,
                "version": facts.version,
                "licenses": [{"license": {"id": facts.licence}}],
            }
        },
        "components": [_as_object(component, number) for number, component in enumerate(found)],
    }


def _as_object(component: Component, number: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": component.kind,
        "bom-ref": f"{number}-{component.name}",
        "name": component.name,
    }
    if component.version:
        told["version"] = component.version
    if component.licence:
        told["licenses"] = [{"expression": component.licence}]
    if component.purl:
        told["purl"] = component.purl
    return told


def _distribution(name: str, licence: str, notice: str) -> Component:
    number = importlib.metadata.version(name)
    own = {"Apache-2.0": "Apache-2.0.txt", "LGPL-3.0-only": "LGPL-3.0.txt"}.get(licence)
    text = texts_of(name) or notice
    if own and (licence == "LGPL-3.0-only" or not text):
        text = "\n\n".join(part for part in (text, (LICENCES / own).read_text(encoding="utf-8")) if part)
    if licence == "LGPL-3.0-only":
        text += "\n\n" + (LICENCES / "GPL-3.0.txt").read_text(encoding="utf-8")
    return Component(name, number, licence, text, purl=f"pkg:pypi/{name}@{number}")


def _notice(entry: dict[str, str]) -> str:
    path = ROOT / entry["notice"] if entry.get("notice") else None
    return path.read_text(encoding="utf-8") if path else ""


def _debian_package(library: str) -> str:
    for line in _output(["dpkg-query", "-S", f"*/{library}*"]).splitlines():
        package, _, path = line.partition(": ")
        if Path(path).name.startswith(library) and "/lib/" in path:
            return package.split(",")[0]
    return ""


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
