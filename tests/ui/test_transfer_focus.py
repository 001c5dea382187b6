"""Where the keyboard goes when the buttons of a transfer change."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.transfer_row import TransferState
from app.ui.theme.theme import Theme
from app.ui.transfers.card import TransferCard
from tests.ui import transfer_scenes as scenes


@pytest.mark.parametrize("by_keyboard", [True, False])
def test_the_focus_goes_from_pause_to_resume_and_back(theme: Theme, qtbot: QtBot, by_keyboard: bool) -> None:
    card = TransferCard(theme)
    qtbot.addWidget(card)
    card.show()
    card.activateWindow()
    qtbot.waitUntil(card.isActiveWindow)
    card.show_row(scenes.PULL)
    reason = Qt.FocusReason.TabFocusReason if by_keyboard else Qt.FocusReason.MouseFocusReason
    card.parts_button.setFocus(reason)
    card.pause_button.setFocus(reason)
    card.show_row(replace(scenes.PULL, state=TransferState.PAUSED))
    (resume,) = card.step_buttons
    assert resume.hasFocus()
    assert resume.focus_visible == by_keyboard
    card.show_row(scenes.PULL)
    assert card.pause_button.hasFocus()
    assert card.pause_button.focus_visible == by_keyboard
