"""One way to get a model server: icon, title, words, button."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.label import Chip, Label
from app.ui.widgets.surface import Surface

LEAST_PX = 262


class _Tile(QWidget):
    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self.setFixedSize(44, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._theme.paint_box(painter, QRectF(self.rect()), 10, "tint")
        self._theme.paint_icon(painter, self._icon, 11, 11, 22, "accent_text")


class Card(Surface):
    """Grows with its text; `body` takes further controls between text and button."""

    def __init__(self, theme: Theme, icon: str, title: str, text: str, button: str, button_icon: str) -> None:
        super().__init__(theme, "raised", "border", 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.chip = Chip(theme, self.tr("Recommended"), "", "accent_text", "tint")
        self.chip.hide()
        self.title = Label(theme, title, "heading")
        self.text = Label(theme, text, "ui", "muted", wrap=True)
        self.button = Button(theme, button, button_icon)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(_Tile(theme, icon))
        head.addStretch(1)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 19)
        column.setSpacing(6)
        column.addLayout(head)
        column.addSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(self.body)
        column.addStretch(1)
        column.addSpacing(10)
        self._foot = column
        column.addWidget(self.button)

    def set_best(self, best: bool) -> None:
        """Outline the card that fits best, and make its button the primary one."""
        self.chip.setVisible(best)
        self.set_border("accent" if best else "border", 2.0 if best else 1.0)
        kind: Kind = "primary" if best else "plain"
        self.button.set_kind(kind)
