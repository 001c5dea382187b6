"""Asks for one line: the name of a folder, the tags of chats."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.sheet import Sheet


class TextSheet(Sheet):
    """Enter takes what is typed; Esc or a click beside it changes nothing."""

    taken = Signal(str)
    width_px = 420

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, "")
        self._may_be_empty = False
        self.title = Label(theme, "", "heading", wrap=True)
        self.field = QLineEdit()
        self.note = Label(theme, "", "caption", "muted", wrap=True)
        self.cancel_button = Button(theme, self.tr("Cancel"))
        self.ok_button = Button(theme, "", kind="primary")
        column = self.panel_layout
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.field)
        column.addWidget(self.note)
        self.add_answers(self.cancel_button, self.ok_button)
        self.cancel_button.clicked.connect(self.close_popup)
        self.ok_button.clicked.connect(self._on_ok)
        self.field.returnPressed.connect(self._on_ok)
        self.field.textChanged.connect(self._on_text_changed)

    def ask(self, title: str, note: str, text: str, ok: str, *, may_be_empty: bool = False) -> None:
        """Show the question with a text to begin from; `ok` is the verb on the button."""
        self._may_be_empty = may_be_empty
        self.setAccessibleName(title)
        self.title.setText(title)
        self.field.setAccessibleName(title)
        self.field.setMaxLength(400)
        self.field.setText(text)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.ok_button.set_label(ok)
        self._on_text_changed()
        self.open_sheet()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot()
    def _on_text_changed(self) -> None:
        self.ok_button.setEnabled(self._may_be_empty or bool(self.field.text().strip()))

    @Slot()
    def _on_ok(self) -> None:
        if self.ok_button.isEnabled():
            text = self.field.text()
            self.close_popup()
            self.taken.emit(text)
