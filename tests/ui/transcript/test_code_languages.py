"""The language above a code block: a button, whose menu gives the block another one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.markup.colouring import TokenKind
from app.ui.theme.theme import Theme, ThemeMode
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.language_menu import LanguageMenu
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import Show

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # of every menu
_LIMIT_MS = 20_000  # a lexer may have to be made, on a busy machine
SQL = "-- all of them\nselect name from people where id = 1"


def blocks(view: Transcript) -> list[CodePart]:
    turn = view.turns.turn(0)
    assert isinstance(turn, ReplyTurn)
    assert turn.flow is not None
    return [part for part in turn.flow.parts if isinstance(part, CodePart)]


def open_menu(code: CodePart, qtbot: QtBot, key: Qt.Key | None = None) -> LanguageMenu:
    """The menu that the button opens, pressed by the mouse or a key."""
    assert code.header is not None
    button = code.header.language_button
    qtbot.waitUntil(button.isVisible)
    if key is None:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(button, key)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, LanguageMenu)
    return menu


def offers(menu: LanguageMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def checked(menu: LanguageMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.isChecked()]


def choose(menu: LanguageMenu, title: str) -> None:
    found: QAction = next(action for action in menu.actions() if action.text() == title)
    found.trigger()
    menu.close()


def named(code: CodePart) -> str:
    assert code.header is not None
    return code.header.language_button.accessibleName()


def kinds(code: CodePart, line: int) -> set[TokenKind]:
    return {token.kind for token in code.lines.colours.tokens(line)} if code.lines.colours else set()


def wait_for(code: CodePart, line: int, kind: TokenKind, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: kind in kinds(code, line), timeout=_LIMIT_MS)


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_the_menu_has_the_languages_of_the_view_first(
    show: Show, view: Transcript, qtbot: QtBot, key: Qt.Key | None
) -> None:
    show("```py\nx = 1\n```\n\n```Elm\nx\n```\n\n```no-such\nx\n```")
    python, _, unknown = blocks(view)
    assert named(python) == "Language of the code: Python"
    menu = open_menu(python, qtbot, key)
    assert offers(menu)[:4] == ["Elm", "Python", "Bash", "C"]
    assert {"C++", "JavaScript", "SQL", "YAML"} <= set(offers(menu))
    assert offers(menu)[-1] == "Plain text"
    assert len(set(offers(menu))) == len(offers(menu))
    assert checked(menu) == ["Python"]
    menu.close()
    menu = open_menu(unknown, qtbot)
    assert offers(menu)[:3] == ["Elm", "no-such", "Python"]
    assert checked(menu) == ["no-such"]
    menu.close()


def test_another_language_gives_other_colours_and_moves_nothing(
    show: Show, view: Transcript, qtbot: QtBot
) -> None:
    show(f"```\n{SQL}\n{'wide ' * 100}\n```")
    (code,) = blocks(view)
    assert named(code) == "Language of the code: none given"
    code.scroll_by(30)
    view.select_all()
    selected, before = view.selected_text, (code.height, code.scroll_x, code.lines.wraps, view.sheet.value)
    menu = open_menu(code, qtbot)
    assert checked(menu) == ["Plain text"]
    choose(menu, "SQL")
    assert named(code) == "Language of the code: SQL"
    wait_for(code, 1, TokenKind.KEYWORD, qtbot)
    assert kinds(code, 0) == {TokenKind.COMMENT}
    assert (code.height, code.scroll_x, code.lines.wraps, view.sheet.value) == before
    assert view.selected_text == selected
    assert code.header is not None
    code.header.copy_button.click()
    assert QApplication.clipboard().text() == code.text
    choose(open_menu(code, qtbot), "Plain text")
    qtbot.waitUntil(lambda: code.lines.is_coloured, timeout=_LIMIT_MS)
    assert not kinds(code, 1)
    assert named(code) == "Language of the code: Plain text"


def test_the_choice_lasts_while_blocks_go_and_come_back(
    show: Show, view: Transcript, theme: Theme, qtbot: QtBot
) -> None:
    text = f"```\n{SQL}\n```\n\nand\n\n```py\n{SQL}\n```"
    show(text)
    choose(open_menu(blocks(view)[1], qtbot), "SQL")
    view.set_zoom(1.5)
    theme.set_mode(ThemeMode.DARK)
    assert [code.language for code in blocks(view)] == ["", "sql"]
    old = blocks(view)[1]
    view.set_messages((samples.message(1, "assistant", text),))  # of another chat
    assert [code.language for code in blocks(view)] == ["", "py"]
    show(text)
    back = blocks(view)[1]
    assert back is not old
    assert named(back) == "Language of the code: SQL"
    wait_for(back, 1, TokenKind.KEYWORD, qtbot)


def test_code_that_is_being_written_changes_at_once(view: Transcript, qtbot: QtBot) -> None:
    view.set_messages((samples.message(112, "assistant", "", state=MessageState.WRITING),))
    view.grow_reply(samples.writing_growth(f"So:\n\n```\n{SQL}\nselect"))
    (code,) = blocks(view)
    choose(open_menu(code, qtbot), "SQL")
    wait_for(code, 1, TokenKind.KEYWORD, qtbot)
    assert view.following
    view.grow_reply(samples.writing_growth(" 1;\n-- the end\n"))
    wait_for(code, 2, TokenKind.KEYWORD, qtbot)
    view.finish_reply(samples.message(112, "assistant", f"So:\n\n```\n{SQL}\nselect 1;\n-- the end\n"))
    assert blocks(view)[0].language == "sql"


def test_a_long_name_leaves_room_for_the_buttons(show: Show, view: Transcript) -> None:
    show(f"```{'language-with-a-long-name-' * 20}\nx\n```")
    header = blocks(view)[0].header
    assert header is not None
    assert header.language_button.geometry().right() < header.wrap_button.x()
