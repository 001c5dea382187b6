"""The memory of graphics cards: told by a driver's own tool or files, or not at all."""

import os
import stat
import sys
from pathlib import Path

import pytest

from app.domain.gpu import GpuMemory
from app.services.gpu import gpu_memory

MIB = 1024 * 1024


def tool(folder: Path, prints: str, code: int = 0) -> str:
    """A program in the place of the driver's."""
    path = folder / "nvidia-smi"
    path.write_text(f"#!{sys.executable}\nimport sys\nsys.stdout.write({prints!r})\nsys.exit({code})\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.skipif(os.name == "nt", reason="the program of the test is a script")
@pytest.mark.parametrize(
    ("prints", "code", "told"),
    [
        ("RTX 4080 SUPER, 16376, 15210\n", 0, GpuMemory(("RTX 4080 SUPER",), 16376 * MIB, 15210 * MIB)),
        ("A, 100, 10\nB, 200, 20\n", 0, GpuMemory(("A", "B"), 300 * MIB, 30 * MIB)),
        ("Orin, [N/A], [N/A]\n", 0, None),
        ("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n", 9, None),
        ("", 0, None),
    ],
    ids=["one", "two", "no numbers", "no driver", "nothing"],
)
def test_what_the_tool_says(tmp_path: Path, prints: str, code: int, told: GpuMemory | None) -> None:
    assert gpu_memory(tool(tmp_path, prints, code), tmp_path) == told


def test_what_the_files_of_the_kernel_say(tmp_path: Path) -> None:
    for number, total, used in ((0, str(8 * MIB), str(MIB)), (1, "0", "0"), (2, "many", "1")):
        device = tmp_path / f"card{number}" / "device"
        device.mkdir(parents=True)
        (device / "mem_info_vram_total").write_text(f"{total}\n")
        (device / "mem_info_vram_used").write_text(f"{used}\n")
    assert gpu_memory(str(tmp_path / "missing"), tmp_path) == GpuMemory(("AMD Radeon",), 8 * MIB, MIB)


def test_a_computer_without_a_driver_tells_nothing(tmp_path: Path) -> None:
    assert gpu_memory(str(tmp_path / "missing"), tmp_path) is None
