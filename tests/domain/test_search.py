"""Any typed text is a valid search."""

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search import MOST_TERMS, HitPlace, SearchHit, match_of, terms_of


def no_endings(_word: str) -> tuple[str, ...]:
    return ()


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ("llama", ["llama"]),
        ('"llama"', []),
        ("two words", ["two", "words"]),
        ("my_var", ["var"]),
        ("c", []),
        ("駱", ["駱"]),
        ("駱馬", []),
    ],
)
def test_which_words_may_go_on(typed: str, opened: list[str]) -> None:
    asked = []
    match_of(terms_of(typed), lambda word: asked.append(word) or (word,))  # type: ignore[func-returns-value]
    assert asked == opened


def test_a_word_goes_on_as_the_index_has_it() -> None:
    match = match_of(terms_of("my_lla x"), lambda word: (word, word + "ma"))
    assert match == '("my lla" OR "my llama") AND "x"'


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("llama", '"llama"'),
        ("Llama food", '"llama" AND "food"'),
        ("llama llama", '"llama"'),
        ('"the llama" eats', '"the llama" AND "eats"'),
        ("getUserName", '"getusername"'),
        ("my_var", '"my var"'),
        ("c", '"c"'),
        ("llama -alpaca", '("llama") NOT "alpaca"'),
        ('llama -"no alpaca"', '("llama") NOT "no alpaca"'),
        ("-alpaca", '"alpaca"'),
        ("駱", '"駱"'),
        ("駱馬", '"駱馬"'),
        ("駱馬吃", '"駱馬 馬吃"'),
        ("NEAR( OR", '"near" AND "or"'),
        ("🦙", '"🦙"'),
        ('"unclosed', '"unclosed"'),
        ("", ""),
        (' * ( ) ^ " -', ""),
    ],
)
def test_what_is_typed_as_a_query(typed: str, match: str) -> None:
    assert match_of(terms_of(typed), no_endings) == match


@given(st.text(max_size=40) | st.text(st.sampled_from('"-*()^:+{}. aNEAROTD駱🦙'), max_size=20))
def test_any_typed_text_is_valid(typed: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (a, content = '', tokenize = 'ascii')")
    if match := match_of(terms_of(typed), no_endings):
        connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (match,)).fetchall()
    connection.close()


def test_a_pasted_book_is_cut() -> None:
    assert len(terms_of(" ".join(f"word{number}" for number in range(5000)))) == MOST_TERMS


@pytest.mark.parametrize("place", HitPlace)
def test_a_hit_knows_whether_its_thought_must_be_opened(place: HitPlace) -> None:
    hit = SearchHit("c", "m", "A chat", place, "some words", ((0, 4),), datetime(2026, 1, 1, tzinfo=UTC))
    assert hit.is_in_thought is (place is HitPlace.THINKING)
