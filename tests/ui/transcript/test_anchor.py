"""The line that is read stays where it is, whatever it is a line of."""

import pytest
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState
from app.ui.theme.theme import Theme
from app.ui.transcript.view import Transcript
from tests.ui import samples

CODE = "```py\n" + "line = 1\n" * 12 + "```\n\n"


@pytest.mark.parametrize("into_px", range(0, 80, 8))
def test_growth_below_moves_nothing_at_the_top_of_code(theme: Theme, qtbot: QtBot, into_px: int) -> None:
    view = Transcript(theme)
    qtbot.addWidget(view)
    view.resize(700, 300)
    with qtbot.waitExposed(view):
        view.show()
    view.set_messages((samples.message(112, "assistant", "One.\n\n" + CODE * 3, state=MessageState.WRITING),))
    turn = view.turns[0]
    value = view.sheet.top_of(0) + turn.top_of(2) + into_px
    view.scroll_by(value - view.sheet.value)
    assert view.sheet.value == value
    view.grow_reply(samples.writing_growth("More words.\n\n"))
    assert view.sheet.value == value
