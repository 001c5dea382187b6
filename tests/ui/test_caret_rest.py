"""The caret of a field in which nobody types."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.chat.caret_rest import CaretRest

PACE_MS = 1000


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[QLineEdit]:
    QApplication.setCursorFlashTime(PACE_MS)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow)
    yield field
    QApplication.setCursorFlashTime(PACE_MS)


def test_the_caret_rests_until_a_key(field: QLineEdit) -> None:
    rest = CaretRest(field)
    rest.rest()
    rest.rest()
    assert QApplication.cursorFlashTime() == 0
    QTest.keyClick(field, Qt.Key.Key_A)
    assert QApplication.cursorFlashTime() == PACE_MS


def test_other_fields_blink(field: QLineEdit) -> None:
    rest = CaretRest(field)
    field.setFocus()
    rest.rest()
    field.clearFocus()
    assert QApplication.cursorFlashTime() == PACE_MS
