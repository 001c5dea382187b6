"""What is read about the computer."""

import sys
from pathlib import Path

import pytest

from app.engine.machine import default_threads, lacks_avx2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked, not a file")
@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("processor: 0\nflags\t\t: fpu sse2 avx avx2 fma\n", False),
        ("processor: 0\nflags\t\t: fpu sse2 avx\n", True),
        ("processor: 0\nFeatures : fp asimd\n", False),
        ("", False),
    ],
)
def test_only_an_x86_processor_without_avx2_lacks_it(tmp_path: Path, text: str, lacks: bool) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(text, encoding="utf-8")
    assert lacks_avx2(cpuinfo) is lacks


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked, not a file")
def test_without_the_file_nothing_is_known_to_be_missing(tmp_path: Path) -> None:
    assert not lacks_avx2(tmp_path / "none")


def test_threads_leave_a_core_free(tmp_path: Path) -> None:
    alone = default_threads(tmp_path)  # no topology known: each thread counts as a core
    for number in range(1024):
        folder = tmp_path / f"cpu{number}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text("0-1023\n", encoding="ascii")
    assert default_threads(tmp_path) == 1
    assert alone >= 1
