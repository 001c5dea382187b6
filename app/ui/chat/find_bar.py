"""The bar below the header of a chat that finds words in it."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.surface import Line, Surface

BAR_PX = 48
_FIELD_PX = 420
_COUNT_PX = 132


class _FindField(SearchField):
    """Enter goes on, Shift+Enter back; Esc belongs to the bar."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _CaseButton(Button):
    """Two letters, tinted while upper and lower case differ."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, "", "icon", 32)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        side = super().sizeHint().height()
        return QSize(side + 4, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill, _, ink = self._colors()
        if self.isChecked():
            fill, ink = ("sel" if self._hovered else "tint"), "accent_text"
        if fill is not None:
            self._theme.paint_box(painter, QRectF(self.rect()), self.focus_radius, fill)
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color(ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Aa")


class FindBar(Surface):
    """A field, what was found, and the way through it."""

    words_changed = Signal(str, bool)  # words, match case
    step_requested = Signal(int)
    close_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "canvas", parent=parent)
        self.field = _FindField(theme, self.tr("Find in this chat"))
        self.field.setMaximumWidth(_FIELD_PX)
        self.count = Label(theme, "", "caption", "muted")
        longest = self.tr("{place} of {count}, went round").format(place=99_999, count=99_999)
        width = QFontMetrics(theme.font("caption")).horizontalAdvance(longest)
        self.count.setMinimumWidth(max(_COUNT_PX, width))
        self.case_button = _CaseButton(theme, self.tr("Match upper and lower case"))
        self.back_button = Button(theme, self.tr("Place found before"), "chevron-up", "icon")
        self.next_button = Button(theme, self.tr("Next place found"), "chevron-down", "icon")
        self.close_button = Button(theme, self.tr("Close (Esc)"), "x", "icon")
        self.close_button.setAccessibleName(self.tr("Close find in chat"))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 7, 16, 8)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addSpacing(8)
        row.addWidget(self.count)
        row.addStretch(0)
        for button in (self.case_button, self.back_button, self.next_button, self.close_button):
            row.addWidget(button)
        self._line = Line(theme, parent=self)
        self._said = ""
        self.field.textChanged.connect(self._on_words)
        self.case_button.toggled.connect(self._on_words)
        self.field.stepped.connect(self.step_requested)
        self.field.left.connect(self._on_next)
        self.next_button.clicked.connect(self._on_next)
        self.back_button.clicked.connect(self._on_back)
        self.close_button.clicked.connect(self.close_requested)
        self.show_count(0, 0, is_looking=False, went_round=False)

    def show_count(self, place: int, count: int, *, is_looking: bool, went_round: bool) -> None:
        """Say how many were found, and which of them is looked at."""
        if not self.field.text().strip():
            words = ""
        elif is_looking:
            words = self.tr("{count} so far…").format(count=count)
        elif not count:
            words = self.tr("Nothing found")
        elif not place:
            words = self.tr("{count} found").format(count=count)
        elif went_round:
            words = self.tr("{place} of {count}, went round").format(place=place, count=count)
        else:
            words = self.tr("{place} of {count}").format(place=place, count=count)
        self.count.setText(words)
        self.count.set_color("danger" if not count and words and not is_looking else "muted")
        self.next_button.setEnabled(count > 0)
        self.back_button.setEnabled(count > 0)
        if not is_looking and words != self._said:
            self._said = words
            announce(self.field, words)

    @Slot()
    def _on_words(self) -> None:
        self.words_changed.emit(self.field.text(), self.case_button.isChecked())

    @Slot()
    def _on_next(self) -> None:
        self.step_requested.emit(1)

    @Slot()
    def _on_back(self) -> None:
        self.step_requested.emit(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._line.setGeometry(0, self.height() - 1, self.width(), 1)
