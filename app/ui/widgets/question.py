"""A question before something is done that cannot be taken back."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.sheet import Sheet

_WIDTH_PX = 440


class Question(Sheet):
    """Esc, a click beside it or the first button leave everything as it is; nothing waits meanwhile.

    Args:
        keep: the words of the button that changes nothing.
    """

    confirmed = Signal()

    def __init__(self, theme: Theme, window: QWidget, keep: str) -> None:
        super().__init__(theme, window, "")
        self.title = Label(theme, "", "heading", wrap=True)
        self.text = Label(theme, "", color="muted", wrap=True)
        self.keep_button = Button(theme, keep)
        self.confirm_button = Button(theme, "", kind="primary")
        self.keep_button.clicked.connect(self.close_popup)
        self.confirm_button.clicked.connect(self._on_confirmed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.keep_button)
        row.addWidget(self.confirm_button)
        column = self.panel_layout
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addSpacing(8)
        column.addLayout(row)

    def ask(self, title: str, text: str, confirm: str) -> None:
        """Show the question; `confirm` is the verb on the button that does it."""
        self.setAccessibleName(title)
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.confirm_button.set_label(confirm)
        self.open_sheet()
        self.keep_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def wanted_size(self) -> QSize:
        return QSize(round(_WIDTH_PX * max(1.0, self.theme.text_scale)), self.panel.sizeHint().height())

    @Slot()
    def _on_confirmed(self) -> None:
        self.close_popup()
        self.confirmed.emit()
