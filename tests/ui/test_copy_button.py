"""What copies a text says so for a while, and is called the same again afterwards."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.failure import Failure, FailureCode
from app.ui.connect.details import Details
from app.ui.library.text_card import TextCard
from app.ui.settings.told import CopyRow
from app.ui.theme.theme import Theme
from app.ui.widgets.copy_button import CopyButton


def licence(theme: Theme) -> QWidget:
    card = TextCard(theme, "Licence")
    card.set_text("words")
    return card


def versions(theme: Theme) -> QWidget:
    return CopyRow(theme, "For a report", "All versions", "words")


def failure(theme: Theme) -> QWidget:
    details = Details(theme)
    details.set_failure(Failure(FailureCode.API_ERROR, detail="words"))
    return details


@pytest.mark.parametrize(
    ("make", "name"),
    [(licence, "Copy: Licence"), (versions, "Copy"), (failure, "Copy details")],
)
def test_its_name_comes_back(theme: Theme, qtbot: QtBot, make: Callable[[Theme], QWidget], name: str) -> None:
    part = make(theme)
    qtbot.addWidget(part)
    button = next(each for each in part.findChildren(CopyButton))
    assert button.accessibleName() == name
    button.click()
    assert "words" in QApplication.clipboard().text()
    assert (button.accessibleName(), button.icon_name) == ("Copied", "check")
    button.rest()
    assert (button.accessibleName(), button.icon_name) == (name, "copy")
