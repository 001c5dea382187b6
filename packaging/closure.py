"""Which of the libraries that PyInstaller gathered are shipped: what is reached, and no plugin nobody uses.

PyInstaller takes along whatever a plugin of Qt links to, so a builder with GTK would ship GTK. Here the
plugins are chosen first; then only what they and Python's own modules still need is kept (Linux, where
libraries of the system are taken too). What every desktop has comes from the system: a second libstdc++ or
fontconfig beside the system's breaks its graphics drivers or its fonts.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

import system_libraries

PLUGINS = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qgif", "qico", "qjpeg", "qsvg", "qtiff", "qwebp"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "platforms": {"qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"},
    "platformthemes": {"qxdgdesktopportal"},
    "styles": {"qmacstyle", "qmodernwindowsstyle"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-graphics-integration-client": {"qt-plugin-wayland-egl"},
    "wayland-shell-integration": {"xdg-shell"},
    "xcbglintegrations": {"qxcb-egl-integration", "qxcb-glx-integration"},
}
"""The plugins of Qt that are shipped, by folder; the others are not."""

CARRIED = {
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-image.so.0",
    "libxcb-keysyms.so.1",
    "libxcb-render-util.so.0",
    "libxcb-util.so.1",
    "libxkbcommon-x11.so.0",
    "libxkbcommon.so.0",
}
"""Libraries of the system that many desktops lack (all under the MIT or X11 licence); they are shipped."""

C_LIBRARY = {
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
    "libc.so.6",
    "libdl.so.2",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
    "libutil.so.1",
}

EXCLUDED_MODULES = [
    "PIL",
    "PySide6.QtNetwork",
    "_curses",
    "_dbm",
    "_gdbm",
    "_tkinter",
    "curses",
    "dbm.gnu",
    "dbm.ndbm",
    "lib2to3",
    "nis",
    "pip",
    "pkg_resources",
    "pydoc_data",
    "readline",
    "rich",
    "setuptools",
    "tkinter",
    "unittest.mock",
]
"""Modules that nothing of ours needs; readline and gdbm are under the GPL as well."""


def from_system() -> dict[str, system_libraries.Need]:
    """The shared objects that the system must bring, by name; its packages depend on them."""
    return {need.name: need for need in system_libraries.TO_RUN if need.name not in CARRIED}


def is_wanted(destination: str) -> bool:
    """Whether a gathered file (a path inside the frozen program) may be shipped at all."""
    path = PurePosixPath(destination.replace("\\", "/"))
    parts = path.parts
    if "PySide6" not in parts:
        return True
    if "plugins" in parts:
        folder, file = parts[-2], path.name.split(".")[0].removeprefix("lib")
        return file in PLUGINS.get(folder, set())
    # Its texts are those of Qt's own dialogs, which are not used; QML is another way to build windows.
    return not {"translations", "qml", "metatypes"} & set(parts)


def is_root(destination: str, kind: str) -> bool:
    """Whether a library is loaded by name and not because another needs it."""
    return kind == "EXTENSION" or "/plugins/" in destination.replace("\\", "/") or "libpython" in destination


def needed(path: str) -> list[str]:
    """The libraries that an ELF file itself asks for; `ldd`, which PyInstaller uses, lists theirs as well.

    Raises:
        subprocess.CalledProcessError: readelf (of binutils, as strip) cannot read it.
    """
    told = subprocess.run(["readelf", "-dW", path], check=True, capture_output=True, text=True).stdout
    return re.findall(r"\(NEEDED\)[^\[]*\[(.+)\]", told)


def reached(
    binaries: Iterable[tuple[str, str, str]], needed: Callable[[str], Iterable[str]] = needed
) -> list[tuple[str, str, str]]:
    """The libraries to ship.

    Args:
        binaries: destination, source and kind of each, as PyInstaller has them.
        needed: the names of the libraries that a file asks for.
    """
    listed = [entry for entry in binaries if is_wanted(entry[0])]
    if not sys.platform.startswith("linux"):
        return listed
    system = set(from_system()) | C_LIBRARY
    by_name = {PurePosixPath(entry[0]).name: entry for entry in listed}
    waiting = [entry for entry in listed if is_root(entry[0], entry[2])]
    kept = {entry[0] for entry in waiting}
    while waiting:
        for name in needed(waiting.pop()[1]):
            entry = by_name.get(name)
            if entry is not None and name not in system and entry[0] not in kept:
                kept.add(entry[0])
                waiting.append(entry)
    return [entry for entry in listed if entry[0] in kept]


def other_files(
    files: Iterable[tuple[str, str, str]], binaries: Iterable[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    """What is shipped of the files that are no libraries; of the links, those to a library that is."""
    there = {entry[0] for entry in binaries}
    return [
        entry
        for entry in files
        if is_wanted(entry[0])
        and (entry[2] != "SYMLINK" or (PurePosixPath(entry[0]).parent / entry[1]).as_posix() in there)
    ]
