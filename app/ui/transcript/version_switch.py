"""Which of several versions of a message is shown, and the way to the others."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.conversation import Fork
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.words import NO_BREAK_SPACE

_BUTTON_PX = 26


class VersionSwitch(QWidget):
    """An arrow, "2 / 3", an arrow; at its end an arrow is greyed."""

    step_requested = Signal(int)  # -1 the version before, 1 the next one

    def __init__(self, theme: Theme, fork: Fork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mirrored = self.isRightToLeft()
        back, forth = ("chevron-right", "chevron-left") if mirrored else ("chevron-left", "chevron-right")
        self.back_button = Button(theme, self.tr("Version before"), back, "icon", _BUTTON_PX, 15, self)
        self.forth_button = Button(theme, self.tr("Next version"), forth, "icon", _BUTTON_PX, 15)
        words = self.tr("{index} / {count}").format(index=fork.index, count=fork.count)
        self.label = Label(theme, words.replace(" ", NO_BREAK_SPACE), "caption_medium", "muted")
        spoken = self.tr("Version {index} of {count}").format(index=fork.index, count=fork.count)
        self.label.setAccessibleName(spoken)
        self.setAccessibleName(spoken)
        self.label.setMinimumWidth(QFontMetrics(self.label.font()).horizontalAdvance(self.label.text()) + 2)
        self.back_button.setEnabled(bool(fork.beside(-1)))
        self.forth_button.setEnabled(bool(fork.beside(1)))
        self.back_button.clicked.connect(self._on_back)
        self.forth_button.clicked.connect(self._on_forth)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for each in (self.back_button, self.label, self.forth_button):
            row.addWidget(each)

    @Slot()
    def _on_back(self) -> None:
        self.step_requested.emit(-1)

    @Slot()
    def _on_forth(self) -> None:
        self.step_requested.emit(1)
