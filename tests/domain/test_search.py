"""Any typed text is a valid search."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search import MOST_TERMS, match_of, terms_of


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("llama", '"llama" *'),
        ("Llama food", '"llama" * AND "food" *'),
        ("llama llama", '"llama" *'),
        ('"the llama" eats', '"the llama" AND "eats" *'),
        ("getUserName", '"getusername" *'),
        ("my_var", '"my var" *'),
        ("c", '"c"'),
        ("llama -alpaca", '("llama" *) NOT "alpaca" *'),
        ('llama -"no alpaca"', '("llama" *) NOT "no alpaca"'),
        ("-alpaca", '"alpaca" *'),
        ("駱", '"駱" *'),
        ("駱馬", '"駱馬"'),
        ("駱馬吃", '"駱馬 馬吃"'),
        ("NEAR( OR", '"near" * AND "or" *'),
        ("🦙", '"🦙"'),
        ('"unclosed', '"unclosed" *'),
        ("", ""),
        (' * ( ) ^ " -', ""),
    ],
)
def test_what_is_typed_as_a_query(typed: str, match: str) -> None:
    assert match_of(terms_of(typed)) == match


@given(st.text(max_size=40) | st.text(st.sampled_from('"-*()^:+{}. aNEAROTD駱🦙'), max_size=20))
def test_any_typed_text_is_valid(typed: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (a, content = '', tokenize = 'ascii')")
    if match := match_of(terms_of(typed)):
        connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (match,)).fetchall()
    connection.close()


def test_a_pasted_book_is_cut() -> None:
    assert len(terms_of(" ".join(f"word{number}" for number in range(5000)))) == MOST_TERMS
