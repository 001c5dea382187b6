"""What is said of a hit beside its words."""

from datetime import UTC, datetime

import pytest

from app.domain.search import HitPlace, SearchHit
from app.ui.search.hit_model import where_words


@pytest.mark.parametrize(
    ("role", "model", "place", "words"),
    [
        ("user", "", HitPlace.CONTENT, "You"),
        ("assistant", "m:1b", HitPlace.CONTENT, "m:1b"),
        ("assistant", "", HitPlace.CONTENT, "Model"),
        ("assistant", "m:1b", HitPlace.THINKING, "Thought of m:1b"),
        ("system", "", HitPlace.CONTENT, "System prompt"),
        ("tool", "", HitPlace.CONTENT, "Result of a tool"),
        ("critic", "", HitPlace.CONTENT, "critic"),
        ("user", "", HitPlace.FILE, "File name"),
        ("", "", HitPlace.TITLE, "Title"),
    ],
)
def test_who_said_it_is_told(qapp: object, role: str, model: str, place: HitPlace, words: str) -> None:
    hit = SearchHit("c", "m", "Llamas", place, "", (), datetime.now(UTC), role, model)
    assert where_words(hit) == words
