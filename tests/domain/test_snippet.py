"""A snippet shows what was found, marked where it stands in the text as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search import terms_of
from app.domain.snippet import SNIPPET_LENGTH, snippet_of


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("A llama eats.", "llama", ["llama"]),
        ("Llamas and a LLAMA", "llama", ["Llama", "LLAMA"]),
        ("the getUserName call", "user", ["User"]),
        ("the get_user_name call", "user", ["user"]),
        ("Die Größe der Straße", "strasse", ["Straße"]),
        ("Ünïcode", "unicode", ["Ünïcode"]),
        ("很多駱馬在吃草", "駱馬", ["駱馬"]),
        ("see the llama now", '"the llama"', ["the llama"]),
        ("a c b", "c", ["c"]),
        ("llama alpaca", "llama -alpaca", ["llama"]),
        ("nothing here", "llama", []),
        ("llama llamas", "llama lla", ["llama", "llama"]),
    ],
)
def test_found_words_are_marked(text: str, typed: str, marked: list[str]) -> None:
    snippet = snippet_of(text, terms_of(typed))
    assert [snippet.text[start:end] for start, end in snippet.marks] == marked


def test_a_word_far_down_is_shown_with_what_is_around_it() -> None:
    text = "filler " * 500 + "the\nllama eats" + " and so on" * 500
    snippet = snippet_of(text, terms_of("llama eats"))
    assert snippet.found == 2
    assert "the llama eats and so on" in snippet.text
    assert snippet.text.startswith("…filler")
    assert len(snippet.text) <= SNIPPET_LENGTH


def test_what_stands_beyond_the_snippet_is_not_marked() -> None:
    snippet = snippet_of("llama " + "filler " * 100 + "llama", terms_of("llama"))
    assert snippet.marks == ((0, 5),)


def test_every_spelling_is_told_once_also_beyond_the_snippet() -> None:
    text = "Llama " + "filler " * 100 + "a LLAMA, Vicuñas and a getVicuna call"
    assert snippet_of(text, terms_of("llama vicun")).spellings == ("LLAMA", "Vicuñ")


def test_a_mark_ends_with_the_snippet() -> None:
    snippet = snippet_of("x" * 500, terms_of("x" * 400))
    assert snippet.marks == ((0, SNIPPET_LENGTH - 1),)
    assert snippet.text == "x" * (SNIPPET_LENGTH - 1) + "…"


def test_it_is_cut_between_words_and_says_so() -> None:
    text = " ".join(f"word{number}" for number in range(200))
    snippet = snippet_of(text, terms_of("word100"))
    assert snippet.text[0] == snippet.text[-1] == "…"
    assert set(snippet.text.strip("…").split(" ")) <= set(text.split(" "))
    assert SNIPPET_LENGTH - len("word100") < len(snippet.text) <= SNIPPET_LENGTH
    ((start, end),) = snippet.marks
    assert snippet.text[start:end] == "word100"


@pytest.mark.parametrize("text", ["llama", "a llama " + "x" * (SNIPPET_LENGTH - 8), "llama\n" + " " * 500])
def test_where_nothing_is_left_out_nothing_is_said(text: str) -> None:
    assert snippet_of(text, terms_of("llama")).text.rstrip() == text.rstrip()


def test_text_without_blanks_is_cut_anywhere() -> None:
    snippet = snippet_of("草" * 300 + "駱馬" + "草" * 300, terms_of("駱馬"))
    assert len(snippet.text) == SNIPPET_LENGTH
    assert snippet.text[0] == snippet.text[-1] == "…"
    ((start, end),) = snippet.marks
    assert snippet.text[start:end] == "駱馬"


@given(st.text(max_size=300), st.text(max_size=20))
def test_marks_are_in_order_apart_and_inside(text: str, typed: str) -> None:
    snippet = snippet_of(text, terms_of(typed))
    places = [place for mark in snippet.marks for place in mark]
    assert places == sorted(places)
    assert all(start < end for start, end in snippet.marks)
    assert not places or places[-1] <= len(snippet.text)
    assert len(snippet.text) <= SNIPPET_LENGTH
