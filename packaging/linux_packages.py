"""Packages for Linux from the frozen folder: .deb and .rpm through nfpm, and an AppDir.

What they depend on is what `system_libraries` knows the wheels to need, less what is carried along; the same
list serves `make run`. A library's name is what an RPM asks for, its package's name what a .deb asks for.
"""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import app_icons
import closure
import version
from environment import ROOT

ASSETS = ROOT / "packaging" / "linux"
APP_ID = version.APPLICATION_ID
DEBIAN_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_C_LIBRARY_VERSION = re.compile(rb"\0GLIBC_(\d+)\.(\d+)")
RECOMMENDED = ["ca-certificates", "fonts-noto-color-emoji", "xdg-desktop-portal"]


def filled_in(template: str, facts: version.Facts) -> str:
    """A file of packaging/linux with names, version and date; the date is SOURCE_DATE_EPOCH's where set."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.fromtimestamp(int(stamp), UTC) if stamp else datetime.now(UTC)
    text = (ASSETS / template).read_text(encoding="utf-8")
    values = {
        "@ID@": APP_ID,
        "@DEVELOPER@": APP_ID.rpartition(".")[0],
        "@VERSION@": facts.version,
        "@DATE@": day.strftime("%Y-%m-%d"),
    }
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def c_library(root: Path) -> str:
    """The newest version of the C library that a file below the root asks for, such as "2.36"."""
    found = {(2, 34)}  # PySide6's own floor
    for path in root.rglob("*"):
        if path.is_file() and not path.is_symlink() and (".so" in path.name or path.name == version.COMMAND):
            found |= {(int(a), int(b)) for a, b in _C_LIBRARY_VERSION.findall(path.read_bytes())}
    first, second = max(found)
    return f"{first}.{second}"


def debian_needs(root: Path) -> list[str]:
    """The packages that a .deb depends on; either name where one was renamed for 64-bit time."""
    needs = closure.from_system().values()
    names = {
        f"{need.package_time64} | {need.package}" if need.package_time64 else need.package for need in needs
    }
    return [f"libc6 (>= {c_library(root)})", *sorted(names)]


def rpm_needs(root: Path) -> list[str]:
    """The shared objects that an RPM asks for."""
    names = sorted(f"{name}()(64bit)" for name in closure.from_system())
    return [f"libc.so.6(GLIBC_{c_library(root)})(64bit)", *names]


def stage(frozen: Path, root: Path, facts: version.Facts) -> None:
    """Lay out everything as it will lie below `/`."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(frozen, root / "usr/lib/arriero", symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/arriero").symlink_to("../lib/arriero/arriero")
    share = root / "usr/share"
    files = {
        share / f"icons/hicolor/scalable/apps/{APP_ID}.svg": app_icons.SOURCE,
        share / "doc/arriero/copyright": frozen / "THIRD-PARTY-NOTICES.txt",
    }
    for size in app_icons.PNG_SIZES:
        target = share / f"icons/hicolor/{size}x{size}/apps/{APP_ID}.png"
        files[target] = app_icons.FOLDER / f"arriero-{size}.png"
    for target, source in files.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    for target, template in (
        (share / f"applications/{APP_ID}.desktop", "application.desktop.in"),
        (share / f"metainfo/{APP_ID}.metainfo.xml", "metainfo.xml.in"),
    ):
        target.parent.mkdir(parents=True)
        target.write_text(filled_in(template, facts), encoding="utf-8")


def nfpm_config(root: Path, facts: version.Facts) -> dict[str, object]:
    """What nfpm is told; JSON is YAML too."""
    machine = DEBIAN_ARCHITECTURES[platform.machine()]
    folders = [
        {"src": str(root / top), "dst": f"/{top}", "type": "tree"} for top in ("usr/lib/arriero", "usr/share")
    ]
    link = {"src": "../lib/arriero/arriero", "dst": "/usr/bin/arriero", "type": "symlink"}
    return {
        "name": version.COMMAND,
        "arch": machine,
        "platform": "linux",
        "version": facts.version,
        "section": "net",
        "priority": "optional",
        "maintainer": version.PUBLISHER,
        "description": facts.description,
        "license": facts.licence,
        "contents": [*folders, link],
        "overrides": {
            "deb": {"depends": debian_needs(root), "recommends": RECOMMENDED},
            "rpm": {"depends": rpm_needs(root)},
        },
        "deb": {"compression": "zstd"},
        "rpm": {"compression": "zstd"},
    }


def packages(root: Path, out: Path, facts: version.Facts, work: Path) -> list[Path]:
    """Make the .deb and the .rpm.

    Raises:
        subprocess.CalledProcessError: nfpm refused.
    """
    config = work / "nfpm.json"
    config.write_text(json.dumps(nfpm_config(root, facts), indent=1), encoding="utf-8")
    nfpm = Path(sys.executable).with_name("nfpm")
    machine = platform.machine()
    made = []
    for packager, name in (
        ("deb", f"arriero_{facts.version}_{DEBIAN_ARCHITECTURES[machine]}.deb"),
        ("rpm", f"arriero-{facts.version}-1.{machine}.rpm"),
    ):
        target = out / name
        command = [str(nfpm), "package", "-f", str(config), "-p", packager, "-t", str(target)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        made.append(target)
    return made


def app_dir(root: Path, target: Path) -> None:
    """Make an AppDir: with a runtime in front of it as a squashfs file it is an AppImage."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(root, target, symlinks=True)
    (target / "AppRun").symlink_to("usr/bin/arriero")
    (target / f"{APP_ID}.desktop").symlink_to(f"usr/share/applications/{APP_ID}.desktop")
    shutil.copyfile(app_icons.SOURCE, target / f"{APP_ID}.svg")
    (target / ".DirIcon").symlink_to(f"usr/share/icons/hicolor/256x256/apps/{APP_ID}.png")
