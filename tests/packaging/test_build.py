"""The parts of the build that need no frozen program, and what the workflows promise."""

import re
import subprocess
import sys
from pathlib import Path

import build
import notices
import pytest
import version

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FACTS = version.facts()


def test_sizes_count_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "large").write_bytes(b"x" * 2_000_000)
    (tmp_path / "small").write_bytes(b"x")
    (tmp_path / "link").symlink_to("small")
    found = build.sizes(tmp_path)
    assert found == {"inside/large": 2_000_000, "small": 1}
    first, second, _third = build.size_table(found).splitlines()
    assert first.split() == ["2.0", "MB", "all,", "of", "185", "MB", "at", "most"]
    assert second.split() == ["2.0", "MB", "inside/large"]


@pytest.mark.skipif(sys.platform != "linux", reason="sha256sum")
def test_the_sums_are_as_sha256sum_reads_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "DIST", tmp_path)
    for name in ("b.deb", "a.rpm"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    build.write_sums([tmp_path / "b.deb", tmp_path / "a.rpm"])
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == ["a.rpm:", "OK", "b.deb:", "OK"]


def test_the_notices_and_the_bill_name_everything() -> None:
    found = [
        notices.Component("qt", "6.11", "LGPL-3.0-only", "the text of Qt", purl="pkg:pypi/qt@6.11"),
        notices.Component("libxcb-cursor0", "0.1", "", "the text of xcb"),
    ]
    text = notices.notices(found, FACTS)
    assert text.startswith(f"Arriero {FACTS.version}\n\nMIT License")
    assert "qt 6.11\nLicence: LGPL-3.0-only\n\nthe text of Qt" in text
    assert "libxcb-cursor0 0.1\n\nthe text of xcb" in text
    bill = notices.bill(found, FACTS)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["components"][0] == {
        "type": "library",
        "bom-ref": "0-qt",
        "name": "qt",
        "version": "6.11",
        "licenses": [{"expression": "LGPL-3.0-only"}],
        "purl": "pkg:pypi/qt@6.11",
    }
    assert "licenses" not in bill["components"][1]
    references = [component["bom-ref"] for component in bill["components"]]
    assert len(set(references)) == len(references)


def test_licence_texts_come_from_the_packages() -> None:
    assert "Permission is hereby granted" in notices.texts_of("h11")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_has_few_rights_and_pinned_actions(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "\npermissions:\n  contents: read\n" in text
    assert len(re.findall(r": write\b", text)) == (1 if file.name == "release.yml" else 0)
    for used in re.findall(r"uses: (\S+)", text):
        assert used.startswith("./") or re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", used), used
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
    # What a stranger can write must not get into a shell's text.
    assert not re.search(r"\$\{\{ *github\.(?:event|head_ref|ref_name)", text)


def test_there_are_workflows() -> None:
    assert [file.name for file in WORKFLOWS] == ["release.yml", "tests.yml"]


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="tried on Linux only")
def test_the_whole_build() -> None:
    """Freezes, tries the frozen program with server and engine, makes the packages."""
    subprocess.run([sys.executable, "packaging/dev.py", "package"], cwd=ROOT, check=True, timeout=1200)
