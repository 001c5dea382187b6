"""A small field for one number."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from app.ui.theme.theme import Theme

_LEAST_PX = 64
_WORD_PX = 96
_HEIGHT_PX = 26


class NumberField(QLineEdit):
    """Enter and leaving it commit, Esc brings back what was shown, Up and Down step.

    Args:
        with_word: room for a word such as "No limit".
    """

    committed = Signal(str)
    stepped = Signal(int)  # steps up; PageUp is ten

    def __init__(self, theme: Theme, name: str, with_word: bool) -> None:
        super().__init__()
        self._theme = theme
        self._with_word = with_word
        self._shown = ""
        self.setProperty("kind", "small")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._on_editing_finished)
        self.textChanged.connect(self._on_text_changed)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_text(self, text: str, word: str, keeps_typed: bool = False) -> None:
        """Show a number, or the word that stands for it.

        Args:
            keeps_typed: what is being written stays; Esc then brings this number.
        """
        self._shown = text
        self.setPlaceholderText(word)
        if not (keeps_typed and self.isModified()):
            if self.text() != text:
                self.setText(text)
            self.setCursorPosition(0)
        self.updateGeometry()

    def set_fault(self, has_fault: bool) -> None:
        """Mark the field, or no longer."""
        if bool(self.property("fault")) != has_fault:
            self.setProperty("fault", has_fault)
            self.style().unpolish(self)
            self.style().polish(self)

    @Slot()
    def _on_editing_finished(self) -> None:
        self.setModified(False)
        if self.text().strip() != self._shown:
            self.committed.emit(self.text().strip())

    def _font(self) -> QFont:
        return self._theme.font("code" if self.text() else "ui")

    @Slot()
    def _on_text_changed(self) -> None:
        self.setFont(self._font())

    @Slot()
    def _restyle(self) -> None:
        self.setFont(self._font())
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.font().families() != self._font().families():
            self._restyle()  # a style sheet gives back the first one when something above gets another parent

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        words = self.placeholderText() if not self._shown else "00000"
        least = _WORD_PX if self._with_word else _LEAST_PX
        return QSize(max(least, metrics.horizontalAdvance(words) + 24), max(_HEIGHT_PX, metrics.height() + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }.get(Qt.Key(event.key()))
        if steps is not None:
            self.setModified(False)
            self.stepped.emit(steps)
        elif event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            self.set_fault(False)
            self.committed.emit(self._shown)
        else:
            super().keyPressEvent(event)
