"""What this computer offers to the workers: processor features and cores."""

import os
import sys
from pathlib import Path

_PF_AVX2_INSTRUCTIONS_AVAILABLE = 40  # IsProcessorFeaturePresent, Windows 10 and later


def lacks_avx2(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether this is an x86 processor that is known to lack AVX2, which the library is compiled for."""
    if sys.platform == "win32":
        import ctypes  # only Windows needs it here

        if os.environ.get("PROCESSOR_ARCHITECTURE") != "AMD64":
            return False
        return not ctypes.windll.kernel32.IsProcessorFeaturePresent(_PF_AVX2_INSTRUCTIONS_AVAILABLE)
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.startswith("flags")), "")
    return bool(flags) and "avx2" not in flags.split()


def default_threads(topology: Path = Path("/sys/devices/system/cpu")) -> int:
    """Threads for a model: one less than the cores (real ones, where known) that we may use.

    A window that answers needs the other one.
    """
    everything = set(range(os.cpu_count() or 1))
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else everything
    cores = {_siblings(topology, number) for number in usable}
    return max(1, len(cores) - 1)


def _siblings(topology: Path, number: int) -> str:
    """A text that is the same for all hardware threads of one core."""
    siblings = topology / f"cpu{number}" / "topology" / "thread_siblings_list"
    try:
        return siblings.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return str(number)
