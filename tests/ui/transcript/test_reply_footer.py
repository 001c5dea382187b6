"""What stands below a reply while it is written, and after it was cut."""

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.turn_host import TurnWish
from app.ui.widgets.label import Chip, Label
from app.ui.words import tokens
from tests.ui import samples


def test_the_chip_stands_in_the_middle_from_its_first_moment(window: MainWindow) -> None:
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.show_chat(samples.writing_view())
    turn = pane.transcript.running_turn
    assert turn is not None
    row = turn.writing
    assert row is not None
    assert not row.chip_shown
    pane.grow_reply(samples.writing_growth("Hello"))
    assert row.chip_shown
    chip = row.findChildren(Chip)[0]
    assert chip.size() == chip.sizeHint()
    assert abs(chip.geometry().center().y() - row.rect().center().y()) <= 1
    figures = row.findChildren(Label)[0]
    assert figures.text().startswith("about")
    assert figures.width() >= figures.sizeHint().width()  # not only after the next turn of the loop


def test_a_reply_that_was_cut_goes_on_while_nothing_follows_it(window: MainWindow, qtbot: QtBot) -> None:
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.show_chat(samples.failed_view())
    turn = pane.transcript.turns[1]
    assert isinstance(turn, ReplyTurn)
    assert turn.notice is not None
    assert [button.label for button in turn.notice.buttons] == ["Start over", "Continue"]
    assert "Continue carries on" in turn.notice.text
    with qtbot.waitSignal(pane.transcript.turn_wished) as wish:
        qtbot.mouseClick(turn.notice.buttons[1], Qt.MouseButton.LeftButton)
    assert wish.args == [TurnWish.GO_ON.value, samples.hex_id(122)]
    pane.transcript.add_message(samples.message(123, "user", "Something else"))
    assert [button.label for button in turn.notice.buttons] == ["Retry"]
    assert "Continue" not in turn.notice.text


def test_figures_are_left_out_where_nobody_wants_them(window: MainWindow, theme: Theme) -> None:
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.show_chat(samples.finished_view())

    def figures() -> Label:
        bar = pane.transcript.verticalScrollBar()
        bar.setValue(bar.maximum())
        window.grab()
        turn = pane.transcript.turns[-1]
        assert isinstance(turn, ReplyTurn)
        assert turn.footer is not None
        assert "tok/s" in turn.footer.figures.text()
        return turn.footer.figures

    assert figures().isVisible()
    theme.set_speed_shown(False)
    assert not figures().isVisible()
    window.resize(window.width() + 40, window.height())
    assert not figures().isVisible()
    theme.set_speed_shown(True)
    assert figures().isVisible()


def test_the_live_speed_too(window: MainWindow, theme: Theme) -> None:
    pane = window.chat_pane
    pane.set_server(samples.ready())
    theme.set_speed_shown(False)
    pane.show_chat(samples.writing_view())
    turn = pane.transcript.running_turn
    assert turn is not None
    assert turn.writing is not None
    assert turn.writing.text  # what is waited for is still said
    pane.grow_reply(samples.writing_growth("Hello"))
    assert turn.writing.chip_shown
    assert turn.writing.text == ""
    theme.set_speed_shown(True)
    pane.grow_reply(samples.writing_growth("Hello again"))
    window.grab()
    assert turn.writing.text.startswith("about")


def test_the_first_token_is_one(window: MainWindow) -> None:
    pane = window.chat_pane
    pane.set_server(samples.ready())
    pane.show_chat(samples.writing_view())
    turn = pane.transcript.running_turn
    assert turn is not None
    assert turn.writing is not None
    pane.grow_reply(replace(samples.writing_growth("Hello"), pieces=1))
    assert turn.writing.text.split(" · ")[-2] == "1\xa0token"
    assert tokens(2) == "2 tokens"
