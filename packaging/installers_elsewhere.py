"""Installers for Windows (NSIS) and macOS (dmg); the release workflow signs, where the keys are."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

import version
from environment import ROOT

NSIS_SCRIPT = ROOT / "packaging" / "windows" / "arriero.nsi"
ENTITLEMENTS = ROOT / "packaging" / "macos" / "entitlements.plist"
NSIS_PLACES = (r"C:\Program Files (x86)\NSIS\makensis.exe", r"C:\Program Files\NSIS\makensis.exe")


class ToolMissing(Exception):
    """The program that makes the installer is not there."""


def make(frozen: Path, out: Path, facts: version.Facts) -> list[Path]:
    """Make the installer of this system.

    Raises:
        ToolMissing, subprocess.CalledProcessError: it cannot be made.
    """
    if os.name == "nt":
        return [windows(frozen, out, facts)]
    return [macos(frozen, out, facts)]


def windows(frozen: Path, out: Path, facts: version.Facts) -> Path:
    """Compile the NSIS script against the frozen folder; Debian's makensis does it too."""
    program = shutil.which("makensis") or next((path for path in NSIS_PLACES if Path(path).is_file()), None)
    if program is None:
        raise ToolMissing("makensis is not installed (NSIS; Debian package nsis)")
    target = out / f"arriero-{facts.version}-windows-{platform.machine().lower()}-setup.exe"
    defined = {
        "VERSION": facts.version,
        "NUMBERS": ".".join(str(number) for number in facts.numbers),
        "PUBLISHER": version.PUBLISHER,
        "PAYLOAD": str(frozen),
        "OUTPUT": str(target),
        "ICON": str(ROOT / "resources" / "app-icon" / "arriero.ico"),
        "LICENCE": str(ROOT / "LICENSE"),
    }
    # Its options begin with a dash on every system.
    options = [
        "-V2",
        "-WX",
        "-INPUTCHARSET",
        "UTF8",
        *(f"-D{name}={value}" for name, value in defined.items()),
    ]
    subprocess.run([program, *options, str(NSIS_SCRIPT)], check=True)
    return target


def seal(bundle: Path) -> None:
    """Sign the bundle of macOS once nothing is added to it any more; its libraries are signed already.

    ARRIERO_SIGN_IDENTITY names the certificate; without one the signature only says that nothing was changed.

    Raises:
        subprocess.CalledProcessError: the system refused.
    """
    identity = os.environ.get("ARRIERO_SIGN_IDENTITY") or "-"
    command = ["codesign", "--force", "--entitlements", str(ENTITLEMENTS), "--sign", identity]
    hardened = [] if identity == "-" else ["--options", "runtime", "--timestamp"]
    subprocess.run([*command, *hardened, str(bundle)], check=True)


def macos(frozen: Path, out: Path, facts: version.Facts) -> Path:
    """Put the bundle and a link to the programs' folder into a compressed disk image."""
    folder = out / "dmg"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(frozen, folder / frozen.name, symlinks=True)
    (folder / "Applications").symlink_to("/Applications")
    target = out / f"arriero-{facts.version}-macos-{platform.machine()}.dmg"
    target.unlink(missing_ok=True)
    command = ["hdiutil", "create", "-volname", version.PRODUCT, "-srcfolder", str(folder)]
    subprocess.run([*command, "-format", "UDZO", str(target)], check=True)
    shutil.rmtree(folder)
    return target
