"""What stands below a reply while it is written."""

from app.ui.main_window import MainWindow
from app.ui.widgets.label import Chip, Label
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
