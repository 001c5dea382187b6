"""Names of what is kept."""

import re

from app.domain.ids import new_id


def test_ids_are_of_one_form_and_differ() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in ids)
