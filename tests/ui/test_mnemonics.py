"""Letters of menu entries."""

import pytest

from app.ui.actions.table import command_text, in_menus
from app.ui.widgets.mnemonics import with_mnemonics


def letters(texts: list[str]) -> list[str]:
    plain = [text.replace("&&", "") for text in texts]
    return [text[text.index("&") + 1].lower() for text in plain if "&" in text]


@pytest.mark.parametrize("menu", in_menus(), ids=lambda menu: menu[0])
def test_every_entry_of_a_menu_has_a_letter_of_its_own(menu: tuple[str, tuple[str, ...]]) -> None:
    texts = [command_text(command) for command in menu[1]]
    marked = with_mnemonics(texts)
    assert [text.replace("&", "") for text in marked] == texts
    assert len(set(letters(marked))) == len(texts)


def test_first_letters_go_before_others_and_an_entry_with_a_choice_gives_way() -> None:
    assert with_mnemonics(["New chat", "Next", "N"]) == ["New &chat", "N&ext", "&N"]


def test_a_text_without_a_free_letter_has_none() -> None:
    assert with_mnemonics(["N", "n"]) == ["&N", "n"]


def test_what_is_no_mark_stays_a_sign() -> None:
    assert with_mnemonics(["R&D"]) == ["&R&&D"]
    assert with_mnemonics(["&"]) == ["&&"]
