"""A page of the servers: a title, a way back, and a column that scrolls."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label

WIDTH_PX = 720
_GUTTER_PX = 24


class PageColumn(QScrollArea):
    """Put widgets into `column`; `head` takes buttons at the right of the title."""

    def __init__(self, theme: Theme, title: str, back: str = "") -> None:
        super().__init__()
        self.title = Label(theme, title, "title")
        self.back_button = Button(theme, back, "", "quiet", 28)
        if not back:
            self.back_button.hide()
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        middle = QWidget()
        middle.setMaximumWidth(WIDTH_PX)
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addLayout(self.head)
        rows.addSpacing(2)
        rows.addLayout(self.column)
        rows.addStretch(1)
        inner = QWidget()
        across = QHBoxLayout(inner)
        across.setContentsMargins(_GUTTER_PX, 20, _GUTTER_PX, 20)
        across.addStretch(1)
        across.addWidget(middle, 1000)
        across.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
