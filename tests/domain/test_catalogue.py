"""Whether a model fits, and with which size to begin."""

import pytest

from app.domain.catalogue import CatalogueFamily, CatalogueTag, Fit, Memory, fit_of, suggested_tag

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("size_bytes", "memory", "fit"),
    [
        (None, Memory(16 * GB), None),
        (GB, Memory(), None),
        (8 * GB, Memory(16 * GB), Fit.FITS),
        (13 * GB, Memory(16 * GB), Fit.TOO_LARGE),
        (8 * GB, Memory(16 * GB, 12 * GB), Fit.FITS),
        (13 * GB, Memory(16 * GB, 12 * GB), Fit.PARTLY),
        (23 * GB, Memory(16 * GB, 12 * GB), Fit.TOO_LARGE),
        (8 * GB, Memory(16 * GB, 0), Fit.FITS),
    ],
)
def test_what_fits_follows_from_size_and_memory(
    size_bytes: int | None, memory: Memory, fit: Fit | None
) -> None:
    assert fit_of(size_bytes, memory) is fit


def test_the_largest_size_that_fits_is_suggested_else_the_smallest() -> None:
    tags = (CatalogueTag("1b", GB), CatalogueTag("4b", 3 * GB), CatalogueTag("70b", 40 * GB))
    family = CatalogueFamily("gemma", "", (), "", "", tags)
    assert suggested_tag(family, Memory(16 * GB)) == "4b"
    assert suggested_tag(family, Memory(4 * GB)) == "1b"
    assert suggested_tag(family, Memory(4 * GB, 60 * GB)) == "70b"
    assert suggested_tag(family, Memory()) == "1b"
    assert family.model("4b") == "gemma:4b"
