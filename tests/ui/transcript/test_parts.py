"""What a reply is made of: parts keep their layouts, code and tables look after themselves."""

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.markup.lexers import lexer_of
from app.ui.main_window import MainWindow
from app.ui.transcript.code_part import FOLDED_LINES, CodePart
from app.ui.transcript.laid_text import LaidText
from app.ui.transcript.part import Part
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.table_part import TablePart
from app.ui.transcript.text_part import TextPart
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.conftest import Show, finish_copying, said


def line_starts(laid: LaidText) -> list[int]:
    """Where the lines of a text begin."""
    return [piece.from_qt(line.textStart()) for piece in laid.pieces for line in piece.lines()]


def first(turn: ReplyTurn, kind: type[Part]) -> Part:
    return next(part for part in said(turn) if isinstance(part, kind))


def test_a_reply_has_a_part_for_each_block(show: Show) -> None:
    kinds = [type(part) for part in said(show(samples.REPLY))]
    assert kinds == [TextPart] * 7 + [TablePart, CodePart, TextPart]


def test_finished_parts_are_neither_made_nor_laid_out_again(view: Transcript, writing: ReplyTurn) -> None:
    view.grow_reply(samples.writing_growth("First.\n\n```py\nx = 1\n```\nSecond"))
    before = said(writing)
    one, code, second = before
    assert isinstance(one, TextPart)
    laid = one.laid
    for _ in range(50):
        view.grow_reply(samples.writing_growth(" word"))
    view.grow_reply(samples.writing_growth("\n\nThird\n\n# Fourth\n"))
    after = said(writing)
    assert after[:3] == [one, code, second]
    assert one.laid is laid
    assert second.leaf_text(0) == "Second" + " word" * 50
    assert len(after) == 5


def test_pieces_of_narrow_letters_end_with_their_lines(
    view: Transcript, writing: ReplyTurn, show: Show
) -> None:
    text = "lil " * 500
    for at in range(0, len(text), 100):
        view.grow_reply(samples.writing_growth(text[at : at + 100]))
    grown, whole = said(writing)[0], said(show(text))[0]
    assert isinstance(grown, TextPart)
    assert isinstance(whole, TextPart)
    assert grown.laid is not None
    assert whole.laid is not None
    assert len(grown.laid.pieces) > len(whole.laid.pieces)
    assert line_starts(grown.laid) == line_starts(whole.laid)


def test_any_growth_ends_in_the_layout_of_the_whole(view: Transcript, writing: ReplyTurn, show: Show) -> None:
    rng = random.Random(7)
    text, at = samples.REPLY * 2, 0
    while at < len(text):
        step = rng.randint(1, 40)
        view.grow_reply(samples.writing_growth(text[at : at + step]))
        at += step
    view.finish_reply(samples.message(112, "assistant", text))
    grown = [(part.height, part.gap, part.leaf_text(0)) for part in said(writing)]
    turn = show(text)
    for _ in turn.parts:
        turn.settle(0, 10_000)
    whole = [(part.height, part.gap, part.leaf_text(0)) for part in said(turn)]
    assert grown == whole


def test_numbers_that_came_sign_by_sign_stand_where_they_belong(
    view: Transcript, writing: ReplyTurn, show: Show
) -> None:
    text = "| a | b |\n|---|---|\n| x | -5 |\n| y | $17 |\n| z | - |\n"
    for letter in text:
        view.grow_reply(samples.writing_growth(letter))
    grown, whole = first(writing, TablePart), first(show(text), TablePart)
    places = [grown.rectangles(row, 2, 3)[0].left() for row in range(4)]
    assert places == [whole.rectangles(row, 2, 3)[0].left() for row in range(4)]
    assert places[2] > view.width() / 2


def test_the_bar_of_a_quote_stands_where_its_lines_begin(show: Show, view: Transcript) -> None:
    bars = []
    for text in ("> a quote", "> \u05e9\u05dc\u05d5\u05dd"):
        turn = show(text)
        part = said(turn)[0]
        image = view.viewport().grab().toImage()
        middle = view.sheet.top_of(0) - view.sheet.value + turn.top_of(1) + part.height // 2
        ink = view.theme.color("control")
        left, right = view.column_left, view.column_left + turn.width - 1
        bars.append([image.pixelColor(x + step, middle) == ink for x, step in ((left, 1), (right, -1))])
    assert bars == [[True, False], [False, True]]


def test_a_block_is_no_nearer_to_a_heading_than_to_a_paragraph(show: Show) -> None:
    below_text = said(show("words\n\n```\nx\n```"))[1]
    below_heading = said(show("# words\n\n```\nx\n```"))[1]
    assert below_heading.gap == below_text.gap > 8


def test_what_is_strong_and_slanted_is_both(show: Show) -> None:
    def width(text: str) -> float:
        return said(show(text))[0].rectangles(0, 0, 10)[0].width()

    assert width("***wwwwwwwwww***") > width("*wwwwwwwwww*")
    assert width("## *wwwwwwwwww*") > width("*wwwwwwwwww*") * 1.25


def test_code_is_coloured_as_it_grows(view: Transcript, writing: ReplyTurn) -> None:
    lexer_of("python")  # else it is made in a thread
    for piece in ("```python\nx = 1\ny = 'two'\nz", " ", "="):  # a slow machine colours one line with each
        view.grow_reply(samples.writing_growth(piece))
    code = first(writing, CodePart)
    assert isinstance(code, CodePart)
    assert code.lines.colours is not None
    assert [token.kind.value for token in code.lines.colours.tokens(1)] == ["string"]
    view.grow_reply(samples.writing_growth(" 3\n```\nafter"))
    assert first(writing, CodePart) is code
    assert code.text == "x = 1\ny = 'two'\nz = 3"


def test_colours_stand_right_behind_emoji(show: Show, view: Transcript, qtbot: QtBot) -> None:
    code = first(show("```python\n'🦙🦙' + 5\n```\n"), CodePart)
    assert isinstance(code, CodePart)
    qtbot.waitUntil(lambda: code.lines.is_coloured)
    box = code.rectangles(0, 7, 8)[0]
    image = view.viewport().grab().toImage()
    turn = view.turns[0]
    assert isinstance(turn, ReplyTurn)
    top = view.sheet.top_of(0) + turn.top_of(turn.flow_at)
    wanted = view.theme.color("syntax_number")
    left, _ = view._left, None
    colours = [
        image.pixelColor(x, y)
        for x in range(int(left + box.left()), int(left + box.right()) + 1)
        for y in range(int(top + box.top()), int(top + box.bottom()))
    ]
    distance = min(
        abs(c.red() - wanted.red()) + abs(c.green() - wanted.green()) + abs(c.blue() - wanted.blue())
        for c in colours
    )
    assert distance < 60


def test_long_code_is_folded_and_opens(show: Show, view: Transcript, qtbot: QtBot) -> None:
    turn = show("```\n" + "\n".join(f"line {number}" for number in range(60)) + "\n```")
    code = first(turn, CodePart)
    assert isinstance(code, CodePart)
    assert code.shown_lines == FOLDED_LINES
    assert code.more_button is not None
    assert code.more_button.label == "Show 36 more lines"
    height = code.height
    qtbot.mouseClick(code.more_button, Qt.MouseButton.LeftButton)
    assert code.shown_lines == 60
    assert code.height > 2 * height
    assert (code.more_button.label, code.more_button.icon_name) == ("Show fewer lines", "chevron-up")
    assert code.text.count("\n") == 59


def test_code_that_was_seen_being_written_stays_open(view: Transcript, writing: ReplyTurn) -> None:
    lines = "\n".join(f"line {number}" for number in range(60))
    view.grow_reply(samples.writing_growth(f"```\n{lines}\n```\nDone."))
    view.finish_reply(samples.message(112, "assistant", f"```\n{lines}\n```\nDone."))
    code = first(writing, CodePart)
    assert isinstance(code, CodePart)
    assert code.shown_lines == 60


def test_code_wraps_or_scrolls_sideways(show: Show, qtbot: QtBot) -> None:
    turn = show("```\n" + "wide " * 100 + "\nshort\n```")
    code = first(turn, CodePart)
    assert isinstance(code, CodePart)
    assert code.side_bar is not None
    assert code.side_bar.isVisible()
    narrow = code.height
    assert code.scroll_by(120)
    assert code.scroll_x == 120
    assert code.header is not None
    qtbot.mouseClick(code.header.wrap_button, Qt.MouseButton.LeftButton)
    assert code.height > narrow
    assert code.side_bar is None


def test_code_is_copied_as_it_was_written(show: Show, qtbot: QtBot) -> None:
    turn = show("```python\n\tif x:\n\n\t\treturn  '🦙'  \n```")
    code = first(turn, CodePart)
    assert isinstance(code, CodePart)
    assert code.header is not None
    qtbot.mouseClick(code.header.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "\tif x:\n\n\t\treturn  '🦙'  "


def test_a_line_of_a_million_letters_is_drawn_in_pieces(show: Show, view: Transcript) -> None:
    turn = show("```\n" + "x" * 1_000_000 + "\n```\n\n" + "y" * 100_000)
    code = first(turn, CodePart)
    assert isinstance(code, CodePart)
    code.scroll_by(3_000_000)
    view.viewport().grab()
    assert code.scroll_x > 1_000_000


def test_a_table_has_a_row_for_each_row_and_its_numbers_at_the_right(show: Show) -> None:
    turn = show("| Name | Size |\n|---|---|\n| a | 1.5 GB |\n| b | 20 MB |")
    table = first(turn, TablePart)
    assert isinstance(table, TablePart)
    assert table.leaf_count == 3
    assert 80 < table.height < 130
    assert table.rectangles(1, 0, 1)[0].left() < 30
    assert table.rectangles(1, 2, 8)[0].right() > 700


def test_a_wide_table_scrolls_sideways(show: Show) -> None:
    columns = 12
    head = "|" + " a heading |" * columns + "\n|" + "---|" * columns
    table = first(show(head + "\n|" + " some words here |" * columns), TablePart)
    assert isinstance(table, TablePart)
    assert table.content_px() > table.view_px()
    assert table.side_bar is not None
    assert table.scroll_by(50)


def test_columns_that_give_way_keep_as_many_letters_at_every_size(show: Show, view: Transcript) -> None:
    columns = 12
    head = "|" + " a heading |" * columns + "\n|" + "---|" * columns
    turn = show(head + "\n|" + " words that give way, as many as these |" * columns)
    table = first(turn, TablePart)
    assert isinstance(table, TablePart)
    small = table.content_px()
    view.set_zoom(2.0)
    assert first(turn, TablePart) is table
    assert abs(table.content_px() - 2 * small) < 0.05 * small


def test_a_wheel_that_comes_over_a_sideways_bar_goes_on_to_the_page(show: Show) -> None:
    head = "|" + " a heading |" * 12 + "\n|" + "---|" * 12
    table = first(show(head + "\n|" + " some words here |" * 12), TablePart)
    assert isinstance(table, TablePart)
    bar = table.side_bar
    assert bar is not None
    at = QPointF(bar.rect().center())
    down, nothing, none = QPoint(0, -120), Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    begin = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, QPointF(bar.mapToGlobal(at)), QPoint(), down, none, nothing, begin, False)
    QApplication.sendEvent(bar, event)
    assert not event.isAccepted()
    assert table.scroll_x == 0


def test_the_box_of_code_ends_with_the_last_letter_of_its_line(show: Show, view: Transcript) -> None:
    code = "select name from chats where model equals another order by name " * 3
    turn = show(f"Try `{code.strip()}` now.")
    part = first(turn, TextPart)
    tops = [part.rectangles(0, at, at + 1)[0].top() for at in range(len(code))]
    space = next(at for at, top in enumerate(tops) if top > tops[0] + 30) - 1  # at the end of the second line
    assert part.leaf_text(0)[space] == " "
    assert part.rectangles(0, space, space + 1)[0].width() > 6
    corner = QPointF(view.column_left, view.sheet.top_of(0) + turn.top_of(turn.flow_at))
    place = (corner + part.rectangles(0, space - 1, space)[0].center()).toPoint()
    shown = view.grab().toImage()
    assert shown.pixelColor(place + QPoint(0, -8)) == view.theme.color("fill")
    assert shown.pixelColor(place + QPoint(10, -8)) == view.theme.color("canvas")


def test_an_image_is_its_words_and_its_file_is_never_read(show: Show, tmp_path: Path) -> None:
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(0xFF0000)
    path = tmp_path / "secret.png"
    assert picture.save(str(path))
    for address in (path.as_uri(), str(path), "https://example.org/a.png", "//host/share/a.png"):
        assert show(f"before ![the words]({address}) after").texts() == ["before the words after"]


def test_html_is_shown_as_it_was_written(show: Show) -> None:
    text = 'a <b>b</b> <img src="file:///etc/passwd"> <script>x</script>'
    assert show(text).texts() == [text]


def test_links_are_followed_by_a_click(show: Show, view: Transcript, qtbot: QtBot) -> None:
    turn = show("See [the notes](https://example.org/notes).")
    part = first(turn, TextPart)
    box = part.rectangles(0, 4, 13)[0]
    corner = QPointF(view._left, view.sheet.top_of(0) + turn.top_of(turn.flow_at))
    with qtbot.waitSignal(view.link_activated) as link:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=(corner + box.center()).toPoint())
    assert link.args == ["https://example.org/notes", "the notes"]


def test_tasks_lists_and_quotes_stand_in_their_place(show: Show) -> None:
    turn = show("- [x] done\n- [ ] open\n\n> quoted\n>\n> > twice\n\n3. three\n4. four\n")
    settings = [part.setting for part in said(turn) if isinstance(part, TextPart)]
    assert [setting.markers[0].checked for setting in settings[:2]] == [True, False]
    assert [len(setting.bars) for setting in settings[2:4]] == [1, 2]
    assert [setting.markers[0].text for setting in settings[4:]] == ["3.", "4."]


def test_every_leaf_maps_points_and_offsets_both_ways(show: Show) -> None:
    turn = show(samples.REPLY + "\nשלום עולם **מודגש** טקסט\n")
    for part in said(turn):
        for leaf in range(part.leaf_count):
            text = part.leaf_text(leaf)
            for offset in range(0, len(text), 7):
                boxes = part.rectangles(leaf, offset, offset + 1)
                if not boxes or boxes[0].width() < 1 or text[offset] in " \t":
                    continue
                nearest = part.offset_at(leaf, boxes[0].center())
                assert nearest in (offset, offset + 1), (text, offset)


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
    window.chat_pane.transcript.link_activated.emit(address, "a link")
    assert bool(opened) is opens


def test_a_selection_goes_across_blocks_and_messages(view: Transcript, qtbot: QtBot) -> None:
    view.set_messages(
        (
            samples.message(1, "user", "Question here"),
            samples.message(2, "assistant", "One **two**.\n\n- three\n"),
        )
    )
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_text == "Question here\n\nOne two.\n\n• three"
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    finish_copying(view)
    assert QApplication.clipboard().text() == view.selected_text


def test_a_double_click_selects_a_word_and_a_third_the_leaf(
    view: Transcript, show: Show, qtbot: QtBot
) -> None:
    turn = show("Some plain words.")
    box = first(turn, TextPart).rectangles(0, 6, 7)[0]
    top = view.sheet.top_of(0) + turn.top_of(turn.flow_at)
    at = QPoint(int(view._left + box.center().x()), int(top + box.center().y()))
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.selected_text == "plain"
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.selected_text == "Some plain words."
