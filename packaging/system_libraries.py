"""What locked packages and tests need of the system: shared objects, programs, fonts; apt brings them.

Wheels hold most of what they need, but not the graphics, window system and OpenMP libraries. What is here was
read from the wheels with `readelf -d` (PySide6-Essentials 6.11: the modules we import, the offscreen, xcb and
Wayland plugins; xllamacpp) and proved in a bare Debian 12. Linux only: elsewhere the wheels are complete.
"""

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

BEFORE_TIME64 = {"buster", "bullseye", "bookworm", "bionic", "focal", "jammy", "kinetic", "lunar", "mantic"}
"""Releases of Debian and Ubuntu before 64-bit time renamed packages (libglib2.0-0 became libglib2.0-0t64)."""


@dataclass(frozen=True)
class Need:
    """Something the system must have.

    `name` is a shared object ("libGL.so.1"), a program ("Xvfb") or a fontconfig pattern (":lang=ja");
    `package` is the Debian package it is in, `package_time64` that package's name since Debian 13 and
    Ubuntu 24.04, where it is another.
    """

    name: str
    package: str
    package_time64: str = ""


QT = (
    Need("libEGL.so.1", "libegl1"),
    Need("libGL.so.1", "libgl1"),
    Need("libX11.so.6", "libx11-6"),
    Need("libxkbcommon.so.0", "libxkbcommon0"),
    Need("libdbus-1.so.3", "libdbus-1-3"),
    Need("libfontconfig.so.1", "libfontconfig1"),
    Need("libfreetype.so.6", "libfreetype6"),
    Need("libglib-2.0.so.0", "libglib2.0-0", "libglib2.0-0t64"),
    Need("libgthread-2.0.so.0", "libglib2.0-0", "libglib2.0-0t64"),
    Need("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    Need("libbrotlidec.so.1", "libbrotli1"),
    Need("libzstd.so.1", "libzstd1"),
    Need("libz.so.1", "zlib1g"),
    Need("libgcc_s.so.1", "libgcc-s1"),
    Need("libstdc++.so.6", "libstdc++6"),
)
"""Without these Qt cannot be imported at all, offscreen included."""

X11 = (
    Need("libX11-xcb.so.1", "libx11-xcb1"),
    Need("libxcb.so.1", "libxcb1"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0"),
    Need("libxcb-glx.so.0", "libxcb-glx0"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4"),
    Need("libxcb-image.so.0", "libxcb-image0"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Need("libxcb-randr.so.0", "libxcb-randr0"),
    Need("libxcb-render.so.0", "libxcb-render0"),
    Need("libxcb-render-util.so.0", "libxcb-render-util0"),
    Need("libxcb-shape.so.0", "libxcb-shape0"),
    Need("libxcb-shm.so.0", "libxcb-shm0"),
    Need("libxcb-sync.so.1", "libxcb-sync1"),
    Need("libxcb-util.so.1", "libxcb-util1"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)

WAYLAND = (
    Need("libwayland-client.so.0", "libwayland-client0"),
    Need("libwayland-cursor.so.0", "libwayland-cursor0"),
    Need("libwayland-egl.so.1", "libwayland-egl1"),
    Need("libdrm.so.2", "libdrm2"),
)

ENGINE = (
    Need("libgomp.so.1", "libgomp1"),
    Need("libstdc++.so.6", "libstdc++6"),
)

TESTS = (
    Need("Xvfb", "xvfb"),
    Need("libXtst.so.6", "libxtst6"),
    Need("dbus-daemon", "dbus"),
    Need("fc-list", "fontconfig"),
    Need(":lang=ar", "fonts-dejavu-core"),
    Need(":lang=ja", "fonts-droid-fallback"),
    Need(":lang=und-zsye", "fonts-noto-color-emoji"),
    Need("readelf", "binutils"),
    Need("desktop-file-validate", "desktop-file-utils"),
    Need("appstreamcli", "appstream"),
    Need("makensis", "nsis"),
)
"""Real X windows, a message bus; Arabic, Chinese, Japanese and emoji as pixels; what checks installers."""

TO_RUN = (*QT, *X11, *WAYLAND, *ENGINE)
TO_TEST = (*TO_RUN, *TESTS)
TO_PACKAGE = (*TO_RUN, Need("readelf", "binutils"), Need("Xvfb", "xvfb"), Need("ip", "iproute2"))


def to_package(base_prefix: str = sys.base_prefix) -> tuple[Need, ...]:
    """What making installers needs; Debian keeps the shared library of its own Python, in /usr, apart."""
    if base_prefix != "/usr":
        return TO_PACKAGE  # another Python has the library beside it, where the loader does not look
    package = f"libpython{sys.version_info.major}.{sys.version_info.minor}"
    # 3.12 was the one that was built while packages were renamed.
    time64 = f"{package}t64" if sys.version_info[:2] == (3, 12) else ""
    return (*TO_PACKAGE, Need(f"{package}.so.1.0", package, time64))


def is_there(name: str) -> bool:
    """Whether the shared object loads, the program is on the PATH, or a font matches the pattern."""
    if name.startswith(":"):
        program = shutil.which("fc-list")
        return program is not None and subprocess.run([program, "-q", name], check=False).returncode == 0
    if ".so" not in name:
        return shutil.which(name) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing(needs: Iterable[Need], probe: Callable[[str], bool] = is_there) -> list[Need]:
    """Return what this system does not have, in the order given; nothing where the wheels are complete."""
    if not sys.platform.startswith("linux"):
        return []
    return [need for need in dict.fromkeys(needs) if not probe(need.name)]


def release_codename(os_release: dict[str, str]) -> str:
    """Return the codename of the Debian or Ubuntu release that this system is, or is made from; else ""."""
    for key in ("UBUNTU_CODENAME", "DEBIAN_CODENAME", "VERSION_CODENAME"):
        if os_release.get(key):
            return os_release[key]
    return ""


def packages_for(needs: Iterable[Need], codename: str) -> list[str]:
    """Return the packages to install, sorted, each once, under their names in that release."""
    renamed = codename not in BEFORE_TIME64
    return sorted({(renamed and need.package_time64) or need.package for need in needs})


def this_release() -> str:
    """Return the codename of this system, or "" where it does not say."""
    try:
        return release_codename(platform.freedesktop_os_release())
    except OSError:
        return ""


def provide(needs: tuple[Need, ...]) -> list[Need]:
    """Install what is missing where that needs no password; say what to type where it does.

    Returns:
        What is still missing.
    """
    lacking = missing(needs)
    if not lacking:
        return []
    names = ", ".join(need.name for need in lacking)
    packages = packages_for(lacking, this_release())
    if install(packages, f"Missing on this system: {names}."):
        lacking = missing(needs)
        if lacking:
            print(f"Still missing after apt-get: {', '.join(need.name for need in lacking)}.", flush=True)
    return lacking


def install(packages: list[str], reason: str) -> bool:
    """Install Debian packages as root or through a `sudo` that asks nothing; else print the line to type.

    Returns:
        Whether apt-get ran and succeeded.
    """
    if shutil.which("apt-get") is None:
        print(f"{reason} Please install them with this system's package manager.", flush=True)
        return False
    line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    prefix = _prefix_for_root()
    if prefix is None:
        print(f"{reason} To install, type:\n    sudo {' '.join(line)}", flush=True)
        return False
    print(f"{reason} Installing with apt-get: {' '.join(packages)} ...", flush=True)
    quiet = [
        *prefix,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=60",
    ]
    _run_quietly([*quiet, "update"])  # a broken extra source need not stop the rest
    result = _run_quietly([*quiet, *line[1:]])
    if result.returncode != 0:
        print(result.stdout[-2000:], end="")
        print(f"apt-get failed (above). To try by hand: sudo {' '.join(line)}", flush=True)
    return result.returncode == 0


def _prefix_for_root() -> list[str] | None:
    """Return what to put before a command to run it as root without a password; None where that cannot be."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _run_quietly(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, check=False, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
