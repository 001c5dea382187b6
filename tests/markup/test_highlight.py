"""Colours of code."""

from app.markup.highlight import language_title, spans

CODE = 'def f(x):\n    return "é" + str(1.5)  # why\n'


def coloured(code: str, language: str) -> dict[str, str]:
    return {code[start : start + length]: colour for start, length, colour in spans(code, language)}


def test_python_is_coloured_by_what_the_words_are() -> None:
    found = coloured(CODE, "python")
    assert found["def"] == found["return"] == "keyword"
    assert found["f"] == "function"
    assert found["é"] == "string"
    assert found["1.5"] == "number"
    assert found["# why"] == "comment"


def test_stretches_come_in_order_and_do_not_overlap() -> None:
    ends = 0
    for start, length, _ in spans(CODE, "python"):
        assert start >= ends
        ends = start + length
    assert 0 < ends <= len(CODE)


def test_leading_blank_lines_keep_positions() -> None:
    assert coloured("\n\nreturn", "python") == {"return": "keyword"}


def test_an_unknown_language_has_no_colours() -> None:
    assert not coloured("x", "no-such-language")
    assert not coloured("x", "")


def test_languages_are_written_as_people_write_them() -> None:
    assert language_title("py") == "Python"
    assert language_title("no-such-language") == "no-such-language"
