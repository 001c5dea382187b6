"""What is typed finds what was written, in any script and spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.index_text import aligned, folded, is_unspaced, prepared, query_words, runs

UNSPACED = "駱馬吃草ラマはくさをたべるラ마는풀을먹는다ภาษาไทยกินหญ้า"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Plain words, twice.", "plain words twice"),
        ("getUserName", "getusername get user name"),
        ("HTTPServer2 parseURL", "httpserver2 http server2 parseurl parse url"),
        ("my_var_name", "my var name"),
        ("Ünïcode Ångström Łódź Straße", "unicode angstrom lodz strasse"),
        ("ЁЖ ή Τίς", "еж η τισ"),
        ("駱馬吃草", "駱馬 馬吃 吃草 草"),
        ("草", "草"),
        ("aラb", "a ラ b"),
        ("ｶﾞ", "ガ"),
        ("한국어", "한국 국어 어"),
        ("हिन्दी", "हिन्दी"),
        ("a🦙🦙b", "a 🦙 🦙 b"),
        ("", ""),
        ('"-*(', ""),
    ],
)
def test_words_of_the_index(text: str, words: str) -> None:
    assert prepared(text) == words


@given(st.text(st.sampled_from(UNSPACED), min_size=2, max_size=30), st.data())
def test_any_two_characters_that_stand_together_are_found(text: str, data: st.DataObject) -> None:
    flat = "".join(runs(text))
    place = data.draw(st.integers(0, max(0, len(flat) - 2)))
    assert f" {' '.join(query_words(flat[place : place + 2]))}" in f" {prepared(text)} "


@given(st.text(max_size=60))
def test_a_text_is_found_by_each_of_its_runs(text: str) -> None:
    index = f" {prepared(text)} "
    for run in runs(text):
        found = " ".join(query_words(run))
        assert f" {found}" in index if is_unspaced(run) else f" {found} " in index


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=60))
def test_case_makes_no_difference_outside_joined_words(text: str) -> None:
    assert query_words(text.upper().casefold()) == query_words(text.upper())


@given(st.text(max_size=60))
def test_every_folded_character_knows_its_place(text: str) -> None:
    flat, places = aligned(text)
    assert len(places) == len(flat) + 1
    assert places[-1] == len(text)
    assert list(places) == sorted(places)
