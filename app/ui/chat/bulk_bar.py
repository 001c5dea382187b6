"""Below the list while several chats are selected: how many, and what can be done with all of them."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Surface


class BulkBar(Surface):
    """Each button is a wish; `chosen` has its id."""

    chosen = Signal(str)
    more_requested = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "side", parent=parent)
        self.label = Label(theme, "", "ui_medium")
        self.archive_button = Button(theme, self.tr("Archive the selected chats"), "archive", "icon", 28)
        self.delete_button = Button(theme, self.tr("Delete the selected chats"), "trash-2", "icon", 28)
        self.more_button = Button(theme, self.tr("More for the selected chats"), "ellipsis", "icon", 28)
        self.cancel_button = Button(theme, self.tr("Select one only (Esc)"), "x", "icon", 28)
        self.archive_button.clicked.connect(self._on_archive)
        self.delete_button.clicked.connect(self._on_delete)
        self.more_button.clicked.connect(self.more_requested)
        self.cancel_button.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 11, 6)
        row.setSpacing(2)
        row.addWidget(self.label, 1)
        for button in (self.archive_button, self.delete_button, self.more_button, self.cancel_button):
            row.addWidget(button)

    def show_count(self, count: int) -> None:
        """Say how many are selected."""
        self.label.setText(self.tr("{count} selected").format(count=count))

    @Slot()
    def _on_archive(self) -> None:
        self.chosen.emit("archive")

    @Slot()
    def _on_delete(self) -> None:
        self.chosen.emit("delete")
