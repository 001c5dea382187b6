"""Which libraries get into the frozen program, on a made-up graph and on this system's own."""

import shutil
import sys

import closure
import pytest

Entry = tuple[str, str, str]
PLUGINS = "PySide6/Qt/plugins"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (f"{PLUGINS}/platforms/libqxcb.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        (f"{PLUGINS}/platforms/libqcocoa.dylib", True),
        (f"{PLUGINS}/platforms/libqoffscreen.so", True),
        (f"{PLUGINS}/platforms/libqvnc.so", False),
        (f"{PLUGINS}/platformthemes/libqgtk3.so", False),
        (f"{PLUGINS}/sqldrivers/libqsqlite.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
        ("somebody/plugins/else.so", True),
    ],
)
def test_only_chosen_plugins_are_wanted(path: str, wanted: bool) -> None:
    assert closure.is_wanted(path) is wanted


def entries(*paths: str) -> list[Entry]:
    return [(path, path, "EXTENSION" if path.endswith(".abi3.so") else "BINARY") for path in paths]


@pytest.mark.skipif(sys.platform != "linux", reason="only there libraries of the system are taken")
def test_what_nobody_reaches_is_left_out() -> None:
    graph = {
        "a.abi3.so": ["libneeded.so.1", "libstdc++.so.6", "libc.so.6"],
        "libneeded.so.1": ["libdeeper.so.2", "libneeded.so.1"],
        f"{PLUGINS}/platforms/libqxcb.so": ["libxcb-cursor.so.0", "libglib-2.0.so.0"],
        f"{PLUGINS}/platformthemes/libqgtk3.so": ["libgtk-3.so.0"],
    }
    there = entries(
        *graph,
        "libdeeper.so.2",
        "libxcb-cursor.so.0",
        "libglib-2.0.so.0",
        "libstdc++.so.6",
        "libgtk-3.so.0",
        "libnobody.so.1",
    )
    kept = {entry[0] for entry in closure.reached(there, lambda path: graph.get(path, []))}
    assert kept == {
        "a.abi3.so",
        "libneeded.so.1",
        "libdeeper.so.2",
        "libxcb-cursor.so.0",
        f"{PLUGINS}/platforms/libqxcb.so",
    }


def test_links_lead_somewhere() -> None:
    kept = entries("PySide6/Qt/lib/libQt6Core.so.6")
    links = [
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6", "SYMLINK"),
        ("LICENSE", "/anywhere/LICENSE", "DATA"),
        ("PySide6/Qt/translations/qt_de.qm", "/anywhere/qt_de.qm", "DATA"),
    ]
    assert [entry[0] for entry in closure.other_files(links, kept)] == ["libQt6Core.so.6", "LICENSE"]


@pytest.mark.skipif(sys.platform != "linux", reason="ELF files")
@pytest.mark.skipif(shutil.which("readelf") is None, reason="readelf is not installed (binutils)")
def test_the_needs_of_a_real_library_are_read() -> None:
    import _ssl  # one that is no part of the interpreter

    if not getattr(_ssl, "__file__", ""):
        pytest.skip("this Python has it built in")
    assert any(name.startswith("libssl.") for name in closure.needed(_ssl.__file__))


def test_what_is_carried_is_not_asked_of_the_system() -> None:
    assert not closure.CARRIED & set(closure.from_system())
    assert "libEGL.so.1" in closure.from_system()
