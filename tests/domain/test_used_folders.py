"""Folders of file dialogs as one line of text."""

import pytest

from app.domain.setting import USED_FOLDERS
from app.domain.used_folders import folders_from_text, folders_to_text


def test_they_come_back_from_a_line_that_a_setting_can_hold() -> None:
    folders = {"gguf": "/home/me/модели\n2", "attach": "C:/Users/me"}
    text = folders_to_text(folders)
    assert USED_FOLDERS.kind.read(text) == text
    assert folders_from_text(text) == folders


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "[" * 20_000])
def test_any_other_text_holds_none(text: str) -> None:
    assert folders_from_text(text) == {}


def test_what_is_no_folder_is_left_out() -> None:
    assert folders_from_text('{"gguf": 7, "attach": "/x"}') == {"attach": "/x"}
