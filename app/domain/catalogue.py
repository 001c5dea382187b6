"""The bundled list of model families, and whether a model fits into a computer."""

from dataclasses import dataclass
from enum import StrEnum

GROWTH = 1.25
REST_BYTES = 1_000_000_000
"""A running model takes about a quarter more than its file, for context and buffers, and the computer wants
some for itself. Our own rule of thumb, by which first models are suggested too; a long context takes more."""


class Fit(StrEnum):
    """Whether a model of a known size runs on a computer of known memory."""

    FITS = "fits"
    PARTLY = "partly"  # a part of it on the CPU, slower
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of the computer that runs the models, 0 where it is not known.

    `gpu_bytes` is None where no driver tells it.
    """

    ram_bytes: int = 0
    gpu_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class CatalogueTag:
    """One size of a family; `size_bytes` is None where no public source gives it."""

    tag: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class CatalogueFamily:
    """One row of the list with the public address of its facts and the day they were taken."""

    name: str
    description: str
    capabilities: tuple[str, ...]
    source: str
    date: str
    tags: tuple[CatalogueTag, ...]
    sizes_source: str = ""
    sizes_date: str = ""

    def model(self, tag: str) -> str:
        """The name to pull."""
        return f"{self.name}:{tag}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rows; `as_of` is the day of the newest of them (ISO 8601)."""

    families: tuple[CatalogueFamily, ...] = ()
    as_of: str = ""


def fit_of(size_bytes: int | None, memory: Memory) -> Fit | None:
    """Whether a model fits; None where its size or the memory is not known."""
    if size_bytes is None or not memory.ram_bytes:
        return None
    needed = size_bytes * GROWTH
    if memory.gpu_bytes is not None and needed <= memory.gpu_bytes:
        return Fit.FITS
    all_bytes = memory.ram_bytes + (memory.gpu_bytes or 0)
    if needed + REST_BYTES > all_bytes:
        return Fit.TOO_LARGE
    return Fit.PARTLY if memory.gpu_bytes else Fit.FITS


def suggested_tag(family: CatalogueFamily, memory: Memory) -> str:
    """The size to begin with: the largest that runs with ease, else the smallest.

    With ease is in the memory of the graphics card, or, where none is known, in half of the main memory.
    """
    most_bytes = memory.gpu_bytes or memory.ram_bytes / 2
    fitting = [tag for tag in family.tags if tag.size_bytes and tag.size_bytes * GROWTH <= most_bytes]
    return (fitting[-1] if fitting else family.tags[0]).tag
