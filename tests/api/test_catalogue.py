"""The bundled list: every row has its source and its day, and no size without one."""

import re
from datetime import date
from urllib.parse import urlsplit

from app.api.catalogue import bundled_catalogue
from app.domain.model_name import is_model_name

CATALOGUE = bundled_catalogue()
CAPABILITIES = {"vision", "tools", "thinking", "embedding", "audio"}


def test_there_are_enough_families_and_none_twice() -> None:
    names = [family.name for family in CATALOGUE.families]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


def test_every_row_names_its_public_source_and_its_day() -> None:
    for family in CATALOGUE.families:
        assert urlsplit(family.source).scheme == "https", family.name
        assert date.fromisoformat(family.date) <= date.fromisoformat(CATALOGUE.as_of), family.name
        assert family.description, family.name
        assert set(family.capabilities) <= CAPABILITIES, family.name


def test_no_size_stands_there_without_its_source() -> None:
    known = 0
    for family in CATALOGUE.families:
        sizes = [tag.size_bytes for tag in family.tags if tag.size_bytes is not None]
        known += len(sizes)
        assert all(size > 1_000_000 for size in sizes), family.name
        if sizes:
            assert urlsplit(family.sizes_source).scheme == "https", family.name
            assert date.fromisoformat(family.sizes_date)
        else:
            assert not family.sizes_source, family.name
    assert known > 150


def test_every_tag_can_be_pulled_and_larger_ones_come_later() -> None:
    for family in CATALOGUE.families:
        assert family.tags, family.name
        assert all(is_model_name(family.model(tag.tag)) for tag in family.tags)
        assert len({tag.tag for tag in family.tags}) == len(family.tags)
        counts = [float(match[1]) for tag in family.tags if (match := re.fullmatch(r"([\d.]+)b", tag.tag))]
        assert counts == sorted(counts), family.name
