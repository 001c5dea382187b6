"""The memory of this computer's graphics cards, as their drivers tell it."""

import shutil
import subprocess
from pathlib import Path

from app.domain.gpu import GpuMemory

DRM_FOLDER = Path("/sys/class/drm")
"""Where Linux shows graphics cards. Source: kernel documentation, amdgpu, `mem_info_vram_total`."""
_MIB = 1024 * 1024
_QUERY = ("--query-gpu=name,memory.total,memory.used", "--format=csv,noheader,nounits")
_TIMEOUT_S = 5.0


def gpu_memory(tool: str | None = None, folder: Path = DRM_FOLDER) -> GpuMemory | None:
    """All cards together; None where no driver tells. Blocks, for some 50 ms.

    NVIDIA's driver brings `nvidia-smi` with it, AMD's shows files on Linux; no library is needed for either.

    Args:
        tool: path of `nvidia-smi`; None looks for it.
        folder: where the system shows its cards.
    """
    found = tool or shutil.which("nvidia-smi")
    cards = (_of_nvidia(found) if found else []) + _of_amd(folder)
    if not cards:
        return None
    names = tuple(name for name, _, _ in cards)
    return GpuMemory(names, sum(total for _, total, _ in cards), sum(used for _, _, used in cards))


def _of_nvidia(tool: str) -> list[tuple[str, int, int]]:
    """Name, total and used bytes of each card; none where the tool finds no card."""
    flags = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))  # only Windows has it
    try:
        done = subprocess.run(
            [tool, *_QUERY],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            creationflags=flags,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return []
    cards = []
    for line in done.stdout.splitlines() if done.returncode == 0 else []:
        name, _, numbers = line.partition(",")
        total, _, used = numbers.partition(",")
        if total.strip().isdecimal() and used.strip().isdecimal() and int(total):
            cards.append((name.strip(), int(total) * _MIB, int(used) * _MIB))
    return cards


def _of_amd(folder: Path) -> list[tuple[str, int, int]]:
    """The same for cards of which the kernel tells how much memory they have."""
    cards = []
    for path in sorted(folder.glob("card[0-9]*/device/mem_info_vram_total")):
        try:
            total = int(path.read_text(encoding="ascii"))
            used = int(path.with_name("mem_info_vram_used").read_text(encoding="ascii"))
        except (OSError, ValueError):
            continue
        if total > 0:
            cards.append(("AMD Radeon", total, used))
    return cards
