"""One server of the list: dot, name, address, version, latency, and what can be done with it."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.button import Button
from app.ui.widgets.label import Chip, ElidedLabel, Label

ROW_PX = 60
_PAD_X = 16
_LEAST_TEXT_PX = 210


class RowFacts(NamedTuple):
    """What a row shows. `can_edit` is False for the engine and for a server that is not in the list."""

    server_id: str
    name: str
    address: str
    dot: Role
    state: str
    latency: str
    is_current: bool
    is_default: bool
    can_edit: bool
    can_switch: bool = True


class ServerRow(QWidget):
    """The buttons go below the text where it is narrow."""

    switch_requested = Signal(str)  # id, as in the next ones
    default_requested = Signal(str)
    edit_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._id = ""
        self._dot: Role = "faint"
        self.has_line = False
        self.name = ElidedLabel(theme, "", "ui_medium")
        self.current_chip = Chip(theme, self.tr("In use"), "", "accent_text", "tint")
        self.default_chip = Chip(theme, self.tr("Default"))
        self.address = ElidedLabel(theme, "", "caption", "muted")
        self.state = Label(theme, "", "caption", "muted")
        self.latency = Label(theme, "", "figures", "muted")
        self.use_button = Button(theme, self.tr("Use"), height_px=28)
        self.default_button = Button(theme, self.tr("Make default"), "", "quiet", 28)
        self.edit_button = Button(theme, self.tr("Edit"), "pencil", "icon", 28)
        self.remove_button = Button(theme, self.tr("Remove"), "trash-2", "icon", 28)
        self.setMinimumHeight(ROW_PX)
        self._lay_out()
        self.use_button.clicked.connect(self._on_use)
        self.default_button.clicked.connect(self._on_default)
        self.edit_button.clicked.connect(self._on_edit)
        self.remove_button.clicked.connect(self._on_remove)

    def show_facts(self, facts: RowFacts) -> None:
        """Show a server."""
        self._id, self._dot = facts.server_id, facts.dot
        self.name.set_whole_text(facts.name)
        self.address.set_whole_text(facts.address)
        self.address.setVisible(bool(facts.address))
        self.state.setText(facts.state)
        self.latency.setText(facts.latency)
        self.latency.setVisible(bool(facts.latency))
        self.current_chip.setVisible(facts.is_current)
        self.default_chip.setVisible(facts.is_default)
        self.use_button.setVisible(not facts.is_current and facts.can_switch)
        self.default_button.setVisible(not facts.is_default and bool(facts.server_id))
        for button in (self.edit_button, self.remove_button):
            button.setVisible(facts.can_edit)
        names = (
            (self.use_button, self.tr("Use {server}")),
            (self.default_button, self.tr("Make {server} the default")),
            (self.edit_button, self.tr("Edit {server}")),
            (self.remove_button, self.tr("Remove {server}")),
        )
        for button, words in names:
            button.setAccessibleName(words.format(server=facts.name))
        parts = (facts.name, facts.address, facts.state, facts.latency)
        marks = [chip.text() for chip in (self.current_chip, self.default_chip) if not chip.isHidden()]
        self.setAccessibleName(", ".join(part for part in (*parts, *marks) if part))
        self._arrange()
        self.update()

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self.name)
        title.addWidget(self.current_chip)
        title.addWidget(self.default_chip)
        title.addStretch(1)
        facts = QHBoxLayout()
        facts.setSpacing(10)
        facts.addWidget(self.address)
        facts.addWidget(self.state)
        facts.addWidget(self.latency)
        facts.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addLayout(title)
        texts.addLayout(facts)
        texts.addStretch(1)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(6)
        for button in (self.default_button, self.use_button, self.edit_button, self.remove_button):
            self._tools.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(_PAD_X + 20, 8, _PAD_X, 8)
        self._across.setSpacing(12)
        self._across.addLayout(texts, 1)
        self._across.addLayout(self._tools)

    def _arrange(self) -> None:
        room = self.width() - 2 * _PAD_X - 20 - self._tools.sizeHint().width() - 12
        narrow = room < _LEAST_TEXT_PX * self._theme.text_scale
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._across.direction() != direction:
            self._across.setDirection(direction)
            self._across.setSpacing(6 if narrow else 12)
            side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
            self._across.setAlignment(self._tools, side)

    @Slot()
    def _on_use(self) -> None:
        self.switch_requested.emit(self._id)

    @Slot()
    def _on_default(self) -> None:
        self.default_requested.emit(self._id)

    @Slot()
    def _on_edit(self) -> None:
        self.edit_requested.emit(self._id)

    @Slot()
    def _on_remove(self) -> None:
        self.remove_requested.emit(self._id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.has_line:
            painter.fillRect(0, 0, self.width(), 1, self._theme.color("border"))
        middle = self.name.geometry().center().y()
        self._theme.paint_box(painter, QRectF(_PAD_X, middle - 3.5, 8, 8), 4, self._dot)
