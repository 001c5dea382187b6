"""What goes into the Linux packages, looked at by the desktops' own validators where they are installed."""

import configparser
import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import linux_packages
import pytest
import version

from app.domain.app_link import SCHEME

ROOT = Path(__file__).resolve().parents[2]
FACTS = version.facts()
ID = version.APPLICATION_ID


@pytest.fixture
def desktop(tmp_path: Path) -> Path:
    """The desktop entry as it is installed."""
    file = tmp_path / f"{ID}.desktop"
    file.write_text(linux_packages.filled_in("application.desktop.in", FACTS), encoding="utf-8")
    return file


def validated(*command: str, folder: Path | None = None) -> None:
    """Run a validator; skip the test where it is not installed."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def entry(desktop: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # keys have capitals
    parser.read(desktop, encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_desktop_entry_is_valid(desktop: Path) -> None:
    validated("desktop-file-validate", str(desktop))


def test_the_desktop_entry_hands_links_over_behind_link(desktop: Path) -> None:
    """The program reads nothing behind the first word after --link."""
    assert entry(desktop)["Exec"] == "arriero --link %u"
    assert entry(desktop)["Icon"] == ID
    assert entry(desktop)["MimeType"] == f"x-scheme-handler/{SCHEME};"
    assert version.SCHEME == SCHEME


def test_the_description_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    file = tmp_path / f"{ID}.metainfo.xml"
    file.write_text(linux_packages.filled_in("metainfo.xml.in", FACTS), encoding="utf-8")
    root = ElementTree.parse(file).getroot()
    assert root.findtext("id") == ID
    assert root.findtext("launchable") == f"{ID}.desktop"
    release = root.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": FACTS.version, "date": "2023-11-14"}
    validated("appstreamcli", "validate", "--no-net", str(file))


def test_the_flatpak_manifest_can_be_read(tmp_path: Path) -> None:
    manifest = tmp_path / f"{ID}.yml"
    manifest.write_text(linux_packages.filled_in("flatpak.yml.in", FACTS), encoding="utf-8")
    assert f"id: {ID}\n" in manifest.read_text(encoding="utf-8")
    validated("flatpak-builder", "--show-manifest", str(manifest), folder=tmp_path)  # it leaves a folder


def test_the_packages_ask_for_what_is_not_carried(tmp_path: Path) -> None:
    (tmp_path / "libnew.so.1").write_bytes(b"\x7fELF\0GLIBC_2.17\0GLIBC_2.36\0GLIBC_PRIVATE\0")
    needs = linux_packages.debian_needs(tmp_path)
    assert needs[0] == "libc6 (>= 2.36)"
    assert "libegl1" in needs
    assert "libglib2.0-0t64 | libglib2.0-0" in needs
    assert "libgomp1" in needs, "the engine's"
    assert not {"libxcb-cursor0", "libxkbcommon0"} & set(needs), "carried along"
    assert "libEGL.so.1()(64bit)" in linux_packages.rpm_needs(tmp_path)


def test_everything_is_laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen, root = tmp_path / "frozen", tmp_path / "root"
    frozen.mkdir()
    for name in ("arriero", "THIRD-PARTY-NOTICES.txt"):
        (frozen / name).write_text(name, encoding="utf-8")
    linux_packages.stage(frozen, root, FACTS)
    linux_packages.app_dir(root, tmp_path / "AppDir")
    assert (root / "usr/bin/arriero").resolve() == (root / "usr/lib/arriero/arriero").resolve()
    assert (root / "usr/share/doc/arriero/copyright").read_text() == "THIRD-PARTY-NOTICES.txt"
    icons = sorted(path.name for path in (root / "usr/share/icons/hicolor").glob("*/apps/*"))
    assert icons == [f"{ID}.png"] * len(linux_packages.app_icons.PNG_SIZES) + [f"{ID}.svg"]
    for name in ("AppRun", f"{ID}.desktop", f"{ID}.svg", ".DirIcon"):
        assert (tmp_path / "AppDir" / name).is_file(), name
    monkeypatch.setattr(linux_packages.platform, "machine", lambda: "aarch64")
    config = json.loads(json.dumps(linux_packages.nfpm_config(root, FACTS)))
    assert (config["name"], config["version"], config["arch"]) == ("arriero", FACTS.version, "arm64")


def test_the_id_stands_in_one_place() -> None:
    """Whoever owns another name changes one line."""
    tops = [ROOT / name for name in (".ci", ".github", "app", "packaging", "resources", "tests")]
    files = [path for top in tops for path in top.rglob("*") if path.is_file()]
    files += [ROOT / "Makefile", ROOT / "pyproject.toml"]
    there = [path for path in files if path.suffix not in {".md", ".pyc", ".gguf"}]
    assert [path for path in there if ID.encode() in path.read_bytes()] == [ROOT / "app/__init__.py"]
