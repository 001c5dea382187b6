"""Blocks of text: nothing is loaded, links are followed only where they may, text can be taken."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.chat.reply_document import ReplyDocument
from app.ui.chat.text_block import TableBlock, TextBlock
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from tests.ui import samples


@pytest.fixture
def block(theme: Theme, qtbot: QtBot) -> TextBlock:
    block = TextBlock(theme)
    qtbot.addWidget(block)
    return block


def show(block: TextBlock, text: str, qtbot: QtBot) -> None:
    block.set_markdown(text)
    block.resize(400, block.place(400))
    with qtbot.waitExposed(block):
        block.show()


def test_an_image_is_its_words_and_its_file_is_never_read(theme: Theme, tmp_path: Path) -> None:
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(0xFF0000)
    path = tmp_path / "secret.png"
    assert picture.save(str(path))
    for address in (path.as_uri(), str(path), "https://example.org/a.png", "//host/share/a.png"):
        document = ReplyDocument(theme)
        document.set_reply_markdown(f"before ![the words]({address}) after")
        assert document.toPlainText() == "before the words after"
        kind = QTextDocument.ResourceType.ImageResource
        assert document.resource(kind.value, QUrl(address)) is None
        assert document.resource(kind.value, QUrl.fromLocalFile(str(path))) is None


def test_html_is_shown_as_it_was_written(theme: Theme) -> None:
    document = ReplyDocument(theme)
    document.set_reply_markdown('a <b>b</b> <img src="file:///etc/passwd"> <script>x</script>')
    assert document.toPlainText() == 'a <b>b</b> <img src="file:///etc/passwd"> <script>x</script>'


def test_documents_keep_no_undo_history(theme: Theme) -> None:
    document = ReplyDocument(theme)
    document.set_reply_markdown("text")
    assert not document.isUndoAvailable()
    assert not document.isUndoRedoEnabled()


def test_inline_code_has_a_pill_and_bold_is_semibold(block: TextBlock, theme: Theme, qtbot: QtBot) -> None:
    show(block, "`code` and **bold**", qtbot)
    image = block.grab().toImage()
    fill = theme.color("fill").name()
    assert fill in {image.pixelColor(x, y).name() for x in range(40) for y in range(image.height())}
    fragments = []
    iterator = block.document.firstBlock().begin()
    while not iterator.atEnd():
        fragments.append(iterator.fragment())
        iterator += 1
    assert fragments[0].charFormat().fontFamilies()[0] == "JetBrains Mono"
    assert fragments[-1].charFormat().fontWeight() == 600


def test_dragging_selects_and_ctrl_c_copies(block: TextBlock, qtbot: QtBot) -> None:
    show(block, "one two three", qtbot)
    qtbot.mousePress(block, Qt.MouseButton.LeftButton, pos=QPoint(0, 10))
    qtbot.mouseMove(block, QPoint(390, 10))
    qtbot.mouseRelease(block, Qt.MouseButton.LeftButton, pos=QPoint(390, 10))
    assert block.selected_text() == "one two three"
    qtbot.keyClick(block, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "one two three"


def test_a_double_click_takes_a_word(block: TextBlock, qtbot: QtBot) -> None:
    show(block, "one two three", qtbot)
    qtbot.mouseDClick(block, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert block.selected_text() == "one"


def test_a_click_on_a_link_tells_its_address(block: TextBlock, qtbot: QtBot) -> None:
    show(block, "[here](https://example.org/a) is it", qtbot)
    with qtbot.waitSignal(block.link_activated) as link:
        qtbot.mouseClick(block, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert link.args == ["https://example.org/a"]


def test_links_are_reached_by_tab_and_followed_by_enter(block: TextBlock, qtbot: QtBot) -> None:
    show(block, "[a](https://example.org/1) and [b](https://example.org/2)", qtbot)
    block.activateWindow()
    qtbot.waitUntil(block.isActiveWindow)
    block.clearFocus()
    block.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(block.link_activated) as first:
        qtbot.keyClick(block, Qt.Key.Key_Return)
    qtbot.keyClick(block, Qt.Key.Key_Tab)
    with qtbot.waitSignal(block.link_activated) as second:
        qtbot.keyClick(block, Qt.Key.Key_Return)
    assert [*first.args, *second.args] == ["https://example.org/1", "https://example.org/2"]


@pytest.mark.parametrize(
    ("address", "opens"),
    [
        ("https://example.org/", True),
        ("http://example.org/", True),
        ("mailto:a@example.org", True),
        ("HTTPS://example.org/", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("\\\\host\\share", False),
        ("//host/share", False),
        ("ollama.com", False),
    ],
)
def test_only_web_and_mail_addresses_are_opened(
    window: MainWindow, opened: list[str], address: str, opens: bool
) -> None:
    window.chat_pane.show_chat(samples.finished_view())
    window.chat_pane.transcript.link_activated.emit(address)
    assert bool(opened) is opens


def test_a_table_has_a_row_for_each_row_and_its_numbers_at_the_right(theme: Theme, qtbot: QtBot) -> None:
    block = TableBlock(theme)
    qtbot.addWidget(block)
    block.set_markdown("| Name | Size |\n|---|---|\n| a | 1.5 GB |\n| b | 20 MB |")
    assert 80 < block.place(400) < 130
    cell = block.document.find("20 MB").block()
    assert cell.blockFormat().alignment() & Qt.AlignmentFlag.AlignRight
    assert not block.document.find("Name").block().blockFormat().alignment() & Qt.AlignmentFlag.AlignRight
