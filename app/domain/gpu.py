"""The memory of the graphics cards of this computer, as their driver tells it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GpuMemory:
    """All cards together. `used_bytes` counts every program; `names` has one entry for each card."""

    names: tuple[str, ...]
    total_bytes: int
    used_bytes: int

    @property
    def free_bytes(self) -> int:
        """What nobody uses."""
        return max(0, self.total_bytes - self.used_bytes)
