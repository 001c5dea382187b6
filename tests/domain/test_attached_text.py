"""How the text of files stands in what a model gets."""

import pytest

from app.domain.attached_text import (
    LONG_PASTE_CHARS,
    LONG_PASTE_LINES,
    MOST_TYPED_CHARS,
    MOST_TYPED_LINE_CHARS,
    can_be_typed,
    is_long_paste,
    shown_name,
    with_files,
)


def test_each_file_has_its_name_and_a_fence_and_the_words_come_last() -> None:
    sent = with_files("Why?", [("a.py", "x = 1\n"), ("b.txt", "two")])
    assert sent == 'File "a.py":\n```\nx = 1\n```\n\nFile "b.txt":\n```\ntwo\n```\n\nWhy?'


def test_no_file_can_end_its_own_fence() -> None:
    text = "```python\nx\n```\n`````\n"
    assert with_files("", [("notes.md", text)]) == f'File "notes.md":\n``````\n{text}``````'


def test_a_name_stays_on_its_line() -> None:
    assert with_files("", [("a\nFile b\u2028.txt", "x")]).splitlines()[0] == 'File "a File b .txt":'


@pytest.mark.parametrize(
    ("text", "is_long"),
    [
        ("x" * LONG_PASTE_CHARS, False),
        ("x" * (LONG_PASTE_CHARS + 1), True),
        ("\n" * (LONG_PASTE_LINES - 1), False),
        ("\n" * LONG_PASTE_LINES, True),
    ],
)
def test_a_long_paste_is_long_in_letters_or_lines(text: str, is_long: bool) -> None:
    assert is_long_paste(text) is is_long


@pytest.mark.parametrize(
    ("text", "is_borne"),
    [
        ("x" * MOST_TYPED_LINE_CHARS, True),
        ("x" * (MOST_TYPED_LINE_CHARS + 1), False),
        ("x\n" * (MOST_TYPED_CHARS // 2), True),
        ("x\n" * (MOST_TYPED_CHARS // 2) + "x", False),
    ],
)
def test_the_field_bears_so_many_letters_in_all_and_in_a_line(text: str, is_borne: bool) -> None:
    assert can_be_typed(text) is is_borne


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("new\nline.md", "new line.md"),
        ("\u2067שלום\u2069.txt", "שלום.txt"),
        (" a\0b.txt", "a b.txt"),
        ("größer 駱馬.txt", "größer 駱馬.txt"),
    ],
)
def test_a_name_is_shown_in_one_line_and_not_turned_round(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert with_files("", [(name, "x")]).startswith(f'File "{shown}":')
