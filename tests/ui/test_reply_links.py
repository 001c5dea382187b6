"""Links and formulas in messages: what opens, what is asked first, what is never opened."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QHelpEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.ui.chat.reply_links import ReplyLinks
from app.ui.main_window import MainWindow
from app.ui.transcript.shown_address import shown_address
from app.ui.transcript.text_part import TextPart
from app.ui.transcript.view import Transcript
from tests.ui import samples

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|propagate)", extend=True)
NEVER = (
    "javascript:alert(1)",
    "JAVA\tSCRIPT:alert(1)",
    "vbscript:x",
    "data:text/html,<script>x</script>",
    "file:///etc/passwd",
    "file://host/share",
    "\\\\host\\share\\x",
    "//host/share",
    "C:\\Windows\\win.ini",
    "blob:https://example.org/x",
    "about:blank",
    "",
)


@pytest.fixture
def links(window: MainWindow) -> ReplyLinks:
    window.chat_pane.show_chat(samples.finished_view())
    return window.chat_pane.links


def shown(window: MainWindow, text: str) -> Transcript:
    """A reply with a text."""
    view = window.chat_pane.transcript
    view.set_messages((samples.message(1, "assistant", text),), "c")
    return view


def place_of(view: Transcript, words: str) -> QPoint:
    """Where words stand in the view."""
    turn = view.turns.turn(0)
    for number, part in enumerate(turn.parts):
        if isinstance(part, TextPart) and words in part.leaf_text(0):
            start = part.leaf_text(0).index(words)
            box = part.rectangles(0, start, start + len(words))[0]
            corner = QPointF(view._left, view.sheet.top_of(0) - view.sheet.value + turn.top_of(number))
            return (corner + box.center()).toPoint()
    raise LookupError(words)


def menu_texts(links: ReplyLinks) -> list[str]:
    assert links.menu is not None
    return [action.text() for action in links.menu.actions()]


def choose(links: ReplyLinks, text: str) -> None:
    assert links.menu is not None
    found: QAction = next(action for action in links.menu.actions() if action.text() == text)
    found.trigger()
    links.menu.close()


def context_menu(view: Transcript, at: QPoint, *, keyboard: bool = False) -> None:
    reason = QContextMenuEvent.Reason.Keyboard if keyboard else QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view if keyboard else view.viewport(), event)


@pytest.mark.parametrize("address", NEVER)
def test_what_is_never_opened_is_told_calmly(
    links: ReplyLinks, opened: list[str], qtbot: QtBot, address: str
) -> None:
    with qtbot.waitSignal(links.told) as told:
        links.open_link(address, "a link")
    assert told.args is not None
    assert told.args[0]
    assert links.question is None
    assert not opened


@pytest.mark.parametrize(
    ("address", "words", "reason"),
    [
        ("ssh://host.example.org", "the server", "ssh"),
        ("vscode://file/x", "the file", "vscode"),
        ("https://evil.test/", "https://bank.com", "bank.com"),
        ("https://bank.com@evil.test/", "the bank", "evil.test"),
        ("https://\u0430pple.com/", "the shop", "xn--pple-43d.com"),
    ],
)
def test_what_is_odd_is_asked_with_its_whole_target(
    links: ReplyLinks, opened: list[str], address: str, words: str, reason: str
) -> None:
    links.open_link(address, words)
    assert not opened
    question = links.question
    assert question is not None
    assert question.isVisible()
    text = question.text.text().replace("\u200b", "")
    assert reason in text
    assert shown_address(address) in text
    question.keep_button.click()
    assert not opened
    assert not question.isVisible()


def test_a_confirmed_address_is_opened(links: ReplyLinks, opened: list[str]) -> None:
    links.open_link("https://evil.test/path", "https://bank.com")
    assert links.question is not None
    links.question.confirm_button.click()
    assert opened == ["https://evil.test/path"]


def test_hosts_are_shown_in_punycode_and_nothing_is_invisible() -> None:
    assert shown_address("https://\u0430pple.com/") == "https://xn--pple-43d.com/"
    assert "\u202e" not in shown_address("https://example.org/\u202egpj.exe")
    assert "\u200b" not in shown_address("x\u200by:z")


def test_the_target_is_told_while_the_pointer_rests(window: MainWindow, qtbot: QtBot) -> None:
    view = shown(window, 'See [the notes](https://example.org/notes "Notes of May").')
    at = place_of(view, "the notes")
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    assert QToolTip.text() == "Notes of May\nhttps://example.org/notes"
    QToolTip.hideText()


def test_what_a_link_is_called_is_no_html(window: MainWindow) -> None:
    view = shown(window, "See [it](https://example.org/ \"<img src='file:///etc/hostname'>\").")
    at = place_of(view, "it")
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    document = QTextDocument()
    document.setHtml(QToolTip.text())
    assert document.toPlainText().startswith("<img src='file:///etc/hostname'>\nhttps://example.org/")
    QToolTip.hideText()


def test_the_target_is_told_where_the_keyboard_stands(window: MainWindow, qtbot: QtBot) -> None:
    view = shown(window, "Only words.\n\nSee [the notes](https://example.org/notes).")
    view.setFocus()
    view.step_message(-1)
    assert not QToolTip.isVisible()
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert QToolTip.text() == "https://example.org/notes"
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_menu_of_keys_opens_at_the_link_and_knows_the_formulas_of_a_block(
    window: MainWindow, qtbot: QtBot
) -> None:
    view = shown(window, "See [the notes](https://example.org/notes).\n\nHere is $x^2$.\n\nNo more.")
    links = window.chat_pane.links
    view.setFocus()
    view.step_message(-1)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    context_menu(view, QPoint(5, 5), keyboard=True)
    assert links.menu is not None
    under = view.viewport().mapFromGlobal(links.menu.pos()).y()
    assert abs(under - view.blocks.link_boxes()[0].bottom()) < 4
    links.menu.close()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    context_menu(view, QPoint(5, 5), keyboard=True)
    assert menu_texts(links)[:1] == ["Copy LaTeX"]
    assert "Copy block as Markdown" in menu_texts(links)
    links.menu.close()


def test_the_menu_of_a_link_copies_its_address(window: MainWindow, opened: list[str]) -> None:
    view = shown(window, "See [the **bold** notes](https://example.org/notes).")
    context_menu(view, place_of(view, "bold"))
    links = window.chat_pane.links
    assert menu_texts(links)[:2] == ["Open link", "Copy link"]
    assert "Copy message" in menu_texts(links)
    choose(links, "Copy link")
    assert QGuiApplication.clipboard().text() == "https://example.org/notes"
    assert not opened


def test_the_keyboard_reaches_every_link_in_view(window: MainWindow, opened: list[str]) -> None:
    view = shown(window, "[one](https://one.test/) and `code`\n\n[two](https://two.test/) and $x^2$\n")
    view.setFocus()
    context_menu(view, QPoint(5, 5), keyboard=True)
    links = window.chat_pane.links
    assert menu_texts(links)[:3] == ["one", "two", "x^2"]
    assert links.menu is not None
    inside = links.menu.actions()[1].menu()
    assert inside is not None
    inside.actions()[0].trigger()  # type: ignore[attr-defined]
    assert opened == ["https://two.test/"]
    links.menu.close()


def test_a_click_beside_a_link_has_no_menu(window: MainWindow) -> None:
    view = shown(window, "Only words here.")
    context_menu(view, place_of(view, "words"))
    assert window.chat_pane.links.menu is None


def test_a_formula_is_drawn_and_its_latex_copied(window: MainWindow, qtbot: QtBot) -> None:
    view = shown(window, "The value $x^2 + y$ shows.")
    turn = view.turns.turn(0)
    part = next(part for part in turn.parts if isinstance(part, TextPart))
    assert "x^2 + y" in part.leaf_text(0)
    qtbot.waitUntil(lambda: part.laid is not None and "x^2" not in part.laid.text)
    found = view.pressable_in_view()
    assert [pressed.text for pressed in found] == ["x^2 + y"]
    context_menu(view, QPoint(5, 5), keyboard=True)
    choose(window.chat_pane.links, "Copy LaTeX")
    assert QGuiApplication.clipboard().text() == "x^2 + y"


def test_what_cannot_be_drawn_stays_as_it_was_written(window: MainWindow, qtbot: QtBot) -> None:
    view = shown(window, "The value $\\foo{x} + 1$ shows.")
    at = place_of(view, "foo")
    formulas = window.chat_pane.links._formulas
    assert formulas is not None
    qtbot.waitUntil(lambda: formulas.desk is not None and formulas.desk.cannot_draw("\\foo{x} + 1", False))
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    assert QToolTip.text() == "This formula cannot be drawn. Its LaTeX is shown."
    QToolTip.hideText()
    assert "\\foo{x}" in view.turns.turn(0).parts[1].leaf_text(0)


def test_the_mark_of_a_note_tells_what_it_says_and_its_menu_goes_there(
    links: ReplyLinks, window: MainWindow, qtbot: QtBot
) -> None:
    view = shown(window, "A claim[^1].\n\n[^1]: The proof.")
    at = place_of(view, "1")
    with qtbot.waitSignal(links.target_told) as told:
        QTest.mouseMove(view.viewport(), at)
    assert told.args == ["Note 1: The proof."]
    context_menu(view, at)
    assert menu_texts(links)[0] == "Note 1"
    choose(links, "Note 1")
    assert view.blocks.message_id
    assert view.blocks.link is None


def test_the_end_of_a_note_that_is_not_mentioned_says_so(
    links: ReplyLinks, window: MainWindow, qtbot: QtBot
) -> None:
    view = shown(window, "No mark.\n\n[^1]: The proof.")
    with qtbot.waitSignal(links.told) as told:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, "\u21a9"))
    assert told.args == ["Nothing in the text leads to this note."]
