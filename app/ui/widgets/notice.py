"""A notice: what happened, what was kept, what can be done, with the buttons to do it."""

from collections.abc import Collection, Sequence
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.label import Label
from app.ui.widgets.tab_order import put_at

Tone = Literal["danger", "warning", "info", "success"]
_FILLS: dict[Tone, Role] = {
    "danger": "danger_tint",
    "warning": "warning_tint",
    "info": "tint",
    "success": "success_tint",
}
_INKS: dict[Tone, Role] = {
    "danger": "danger",
    "warning": "warning",
    "info": "accent_text",
    "success": "success",
}
_ICONS: dict[Tone, str] = {
    "danger": "circle-alert",
    "warning": "circle-alert",
    "info": "info",
    "success": "check",
}
_NARROW_PX = 520
_LEAST_TEXT_PX = 180
_LEFT_PX = 46


class Notice(QWidget):
    """Wraps and grows with its text; the buttons go below the text where it is narrow.

    Args:
        inline: put title and explanation on one line where they fit.
    """

    action_triggered = Signal(str)  # id of the action

    def __init__(
        self,
        theme: Theme,
        tone: Tone = "warning",
        radius: float = 10,
        inline: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone: Tone = tone
        self._icon = _ICONS[tone]
        self._radius = radius
        self._title = Label(theme, font="ui_strong", wrap=True)
        self._text = Label(theme, color="muted", wrap=True)
        for label in (self._title, self._text):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons: list[Button] = []
        self._shown_actions: tuple[object, ...] = ((), "", frozenset())
        self._inline = inline
        self._texts = texts = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        texts.addWidget(self._title)
        texts.addWidget(self._text, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._set_margins()
        self._box.setSpacing(12)
        self._box.addLayout(texts, 1)
        self._box.addLayout(self._row)

    @property
    def title(self) -> str:
        """The first, strong line."""
        return self._title.text()

    @property
    def text(self) -> str:
        """The explanation."""
        return self._text.text()

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The action buttons in order."""
        return tuple(self._buttons)

    def set_tone(self, tone: Tone, icon: str = "") -> None:
        """Change colours and icon."""
        self._tone = tone
        self._icon = icon or _ICONS[tone]
        self.update()

    def set_texts(self, title: str, text: str) -> None:
        """Show a title and an explanation; either may be empty."""
        for label, value in ((self._title, title), (self._text, text)):
            label.setText(value)
            label.setVisible(bool(value))
        self.setAccessibleName(" ".join(part for part in (title, text) if part))

    def set_actions(
        self, actions: Sequence[tuple[str, str, str]], primary: str = "", quiet: Collection[str] = ()
    ) -> None:
        """Show buttons: (id, text, icon) each; `primary` names the one that stands out, `quiet` those without
        an edge. The same ones again change nothing, so a button is never taken from under a press.
        """
        wanted = (tuple(actions), primary, frozenset(quiet))
        if wanted == self._shown_actions:
            return
        self._shown_actions = wanted
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons.clear()
        for action, text, icon in actions:
            kind: Kind = "primary" if action == primary else "quiet" if action in quiet else "plain"
            button = Button(self._theme, text, icon, kind, height_px=28, parent=self)
            button.setProperty("action", action)
            button.clicked.connect(self._on_button_clicked)
            self._buttons.append(button)
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.show()  # a layout would show it one turn of the loop later
        put_at(self, self._buttons)

    @Slot()
    def _on_button_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.action_triggered.emit(sender.property("action"))

    def _set_margins(self) -> None:
        """Leave room for the icon where the line begins."""
        edge, end = (8, 12) if self._radius else (7, 16)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left, right = (end, _LEFT_PX) if is_mirrored else (_LEFT_PX, end)
        self._box.setContentsMargins(left, edge, right, edge)

    def _arrange(self, width: int) -> None:
        self._set_margins()
        room = width - _LEFT_PX - 2 * 12 - self._row.sizeHint().width()
        is_tight = width < _NARROW_PX or room < _LEAST_TEXT_PX * self._theme.text_scale
        narrow = is_tight and bool(self._buttons)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != direction:
            self._box.setDirection(direction)
            self._row.setAlignment(Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight)

        space = width - _LEFT_PX - 2 * 12 - self._row.sizeHint().width() - 2 * 8
        one_line = sum(
            label.fontMetrics().horizontalAdvance(label.text()) for label in (self._title, self._text)
        )
        beside = self._inline and not narrow and one_line < space
        flow = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._texts.direction() != flow:
            self._texts.setDirection(flow)
            self._title.setWordWrap(not beside)
        self._texts.setSpacing(8 if beside else 2)

    def heightForWidth(self, width: int) -> int:
        self._arrange(width)
        return self._box.totalHeightForWidth(width)

    def minimumSizeHint(self) -> QSize:
        # As narrow as it can be: with the buttons below the text.
        width = _LEFT_PX + 12 + max(self._row.minimumSize().width(), _LEAST_TEXT_PX)
        return QSize(width, super().minimumSizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return self._box.hasHeightForWidth()  # a single line that does not wrap has none

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(self.width())
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._theme.paint_box(painter, QRectF(self.rect()), self._radius, _FILLS[self._tone])
        first = self._title if self._title.isVisible() else self._text
        line = first.geometry().top() + (first.fontMetrics().height() - 16) / 2
        few_lines = self.height() <= 4 * first.fontMetrics().lineSpacing()
        top = (self.height() - 16) / 2 if few_lines else line
        left = 16 if self._radius else 20  # a bar across a pane begins where the pane's title does
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left = self.width() - 16 - left
        self._theme.paint_icon(painter, self._icon, left, top, 16, _INKS[self._tone])
        if not self._radius:
            edge = QRectF(0, self.height() - 1, self.width(), 1)
            painter.fillRect(edge, self._theme.color("border"))
