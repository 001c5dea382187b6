"""A page with one list: its title and buttons, what stands above the list, what is said instead of it."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.ring_by_keys import RingedList
from app.ui.widgets.surface import Surface

_COLUMN_PX = 860


class ListPage(Surface):
    """Esc leads back to the chat.

    Attributes:
        state: what is said while nothing is listed.
        trouble: what did not work; its one button tries again.
    """

    closed = Signal()

    def __init__(self, theme: Theme, view: RingedList, parent: QWidget | None = None) -> None:
        super().__init__(theme, "canvas", parent=parent)
        self._view = view
        self.state = Label(theme, "", color="muted", wrap=True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.trouble = Notice(theme, "danger")
        self.trouble.hide()
        self.back_button = Button(theme, self.tr("Back to the chat (Esc)"), "x", "icon", icon_px=18)
        self.back_button.clicked.connect(self.closed)
        self.trouble.action_triggered.connect(self._on_trouble_action)
        theme.changed.connect(view.doItemsLayout)  # rows grow with the text

    def _lay_out(self, title: str, beside: Sequence[QWidget], above: Sequence[QWidget]) -> None:
        """Give everything its place: `beside` the title, `above` the list."""
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.theme, title, "title"), 1)
        for widget in (*beside, self.back_button):
            head.addWidget(widget)
        inner = QWidget()
        inner.setMaximumWidth(_COLUMN_PX)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        for widget in (*above, self.trouble):
            column.addWidget(widget)
        column.addWidget(self.state, 1)
        column.addWidget(self._view, 1)
        around = QHBoxLayout(self)
        around.setContentsMargins(24, 12, 24, 0)
        around.addStretch(1)
        around.addWidget(inner, 100)
        around.addStretch(1)

    def _set_up_list(self, model: QAbstractItemModel, delegate: QAbstractItemDelegate, name: str) -> None:
        view = self._view
        view.setModel(model)
        view.setItemDelegate(delegate)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setAccessibleName(name)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.hide()

    def _show_listed(self, is_any: bool) -> None:
        """Show the list, or what is said instead."""
        self._view.setVisible(is_any)
        self.state.setVisible(not is_any)

    def _tell_trouble(self, title: str, text: str, again: str) -> None:
        self.trouble.set_texts(title, text)
        self.trouble.set_actions([("again", again, "rotate-cw")])
        self.trouble.show()

    def _try_again(self) -> None:
        """A person wants what did not work to be tried again."""

    @Slot(str)
    def _on_trouble_action(self, _action: str) -> None:
        self.trouble.hide()
        self._try_again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
