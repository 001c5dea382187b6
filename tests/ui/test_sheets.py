"""Sheets and questions: letters that press their buttons, the order of their answers."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget
from pytestqt.qtbot import QtBot

from app.ui.chat.text_sheet import TextSheet
from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.widgets.question import Question

ALT = Qt.KeyboardModifier.AltModifier
LAYOUT = QStyle.StyleHint.SH_DialogButtonLayout


class Ordered(QProxyStyle):
    """Answers the question for the order of buttons as one system would."""

    def __init__(self, order: int) -> None:
        super().__init__()
        self._order = order

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        return self._order if hint is LAYOUT else super().styleHint(hint, option, widget, returned)


@pytest.fixture
def question(theme: Theme, window: MainWindow) -> Iterator[Question]:
    question = Question(theme, window, "Keep")
    question.ask("Delete it?", "It frees 8 GB.", "Delete")
    yield question
    question.close_popup()


def test_alt_with_a_letter_presses_a_button(question: Question, window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(question.confirmed):
        QTest.keyClick(window, Qt.Key.Key_D, ALT)
    assert not question.isVisible()
    question.ask("Delete it?", "", "Delete")
    with qtbot.assertNotEmitted(question.confirmed), qtbot.waitSignal(question.closed):
        QTest.keyClick(window, Qt.Key.Key_K, ALT)


def test_the_letter_is_underlined_and_is_no_part_of_the_name(question: Question) -> None:
    button = question.keep_button
    assert button.accessibleName() == button.label == "Keep"
    with_letter = button.grab().toImage()
    button.setText("")
    assert button.grab().toImage() != with_letter
    assert button.shortcut().isEmpty()


def test_other_words_get_other_letters(question: Question, window: MainWindow, qtbot: QtBot) -> None:
    question.confirm_button.set_label("Overwrite")
    qtbot.waitUntil(lambda: question.confirm_button.text() == "&Overwrite")
    with qtbot.waitSignal(question.confirmed):
        QTest.keyClick(window, Qt.Key.Key_O, ALT)


def test_a_sheet_below_has_no_letters_until_it_is_in_front(window: MainWindow, qtbot: QtBot) -> None:
    sheet = TextSheet(window.theme, window)
    sheet.ask("New folder", "", "Work", "Stop here")
    quit_question = window.content.quit_question
    quit_question.ask_about(1)
    assert quit_question.confirm_button.text() == "&Stop and quit"
    assert sheet.ok_button.text() == ""
    with qtbot.waitSignal(quit_question.closed):
        QTest.keyClick(window, Qt.Key.Key_C, ALT)
    assert sheet.isVisible()
    with qtbot.waitSignal(sheet.taken) as taken:
        QTest.keyClick(sheet.field, Qt.Key.Key_S, ALT)
    assert taken.args == ["Work"]


@pytest.mark.parametrize(("order", "first"), [(0, "Delete"), (1, "Keep"), (2, "Delete"), (3, "Keep")])
def test_answers_stand_in_the_order_of_the_system(question: Question, order: int, first: str) -> None:
    style = Ordered(order)
    question.panel.findChild(QDialogButtonBox).setStyle(style)
    QTest.qWait(0)
    buttons = [question.keep_button, question.confirm_button]
    buttons.sort(key=lambda button: button.mapTo(question, QPoint()).x())
    assert buttons[0].label == first
    edge = question.panel.geometry().right()
    assert edge - buttons[1].mapTo(question, buttons[1].rect().topRight()).x() < 30
    question.panel.setFocus()
    seen = []
    for _ in buttons:
        QTest.keyClick(question, Qt.Key.Key_Tab)
        seen.append(question.window().focusWidget())
    assert seen == buttons
    question.panel.findChild(QDialogButtonBox).setStyle(None)


def test_only_what_nothing_brings_back_is_red(question: Question, theme: Theme) -> None:
    middle = QPoint(3, question.confirm_button.height() // 2)
    assert question.confirm_button.grab().toImage().pixelColor(middle) == QColor(theme.tokens["accent"])
    question.ask("Delete it?", "", "Delete", destroys=True)
    assert question.confirm_button.grab().toImage().pixelColor(middle) == QColor(theme.tokens["danger"])
    assert question.keep_button.hasFocus()
