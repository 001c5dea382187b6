"""The log of an Ollama that was started from here: read only, the last 500 lines, following its end."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Surface
from app.ui.widgets.switch import Switch

MOST_LINES = 500


class LogView(QWidget):
    """Text of another program, shown as it is."""

    back_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.back_button = Button(theme, self.tr("Back to the servers"), "", "quiet", 28)
        self.follow = Switch(theme, self.tr("Follow the end"))
        self.follow.setChecked(True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(MOST_LINES)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(self.tr("Log of Ollama"))
        self.text.setPlaceholderText(self.tr("Nothing is logged yet."))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(theme, self.tr("Log of Ollama"), "title"))
        head.addStretch(1)
        head.addWidget(Label(theme, self.tr("Follow the end"), "ui", "muted"))
        head.addWidget(self.follow)
        box = Surface(theme, "code", "border", 10)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(12, 10, 4, 10)
        inside.addWidget(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(head)
        column.addWidget(box, 1)
        self.back_button.clicked.connect(self.back_requested)
        self.follow.toggled.connect(self._on_follow_toggled)
        theme.changed.connect(self._restyle)

    def begin(self, text: str) -> None:
        """Show these lines instead of all before."""
        self.text.setPlainText(text)
        self._go_to_end()

    def add(self, text: str) -> None:
        """Add lines at the end; the reader's place stays unless the end is followed."""
        bar = self.text.verticalScrollBar()
        place = bar.value()
        self.text.appendPlainText(text)
        if self.follow.isChecked():
            self._go_to_end()
        else:
            bar.setValue(place)

    def _go_to_end(self) -> None:
        if self.follow.isChecked():
            bar = self.text.verticalScrollBar()
            bar.setValue(bar.maximum())

    @Slot(bool)
    def _on_follow_toggled(self, _is_on: bool) -> None:
        self._go_to_end()

    @Slot()
    def _restyle(self) -> None:
        self.text.setFont(self._theme.font("code"))

    def showEvent(self, event: QShowEvent) -> None:
        self._restyle()  # the style sheet takes the font away when the view gets its place
        super().showEvent(event)
