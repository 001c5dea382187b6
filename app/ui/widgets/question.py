"""A question before something is done that cannot be taken back."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.sheet import Sheet


class Question(Sheet):
    """Esc, a click beside it or the first button leave everything as it is; nothing waits meanwhile.

    Args:
        keep: the words of the button that changes nothing.
    """

    confirmed = Signal()
    width_px = 440

    def __init__(self, theme: Theme, window: QWidget, keep: str) -> None:
        super().__init__(theme, window, "")
        self.title = Label(theme, "", "heading", wrap=True)
        self.text = Label(theme, "", color="muted", wrap=True)
        self.keep_button = Button(theme, keep)
        self.confirm_button = Button(theme, "", kind="primary")
        self.keep_button.clicked.connect(self.close_popup)
        self.confirm_button.clicked.connect(self._on_confirmed)
        column = self.panel_layout
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text)
        self.add_answers(self.keep_button, self.confirm_button)

    def ask(self, title: str, text: str, confirm: str, *, destroys: bool = False) -> None:
        """Show the question.

        Args:
            confirm: the verb on the button that does it.
            destroys: nothing brings back what is lost by it; then the button is red.
        """
        self.confirm_button.set_label(confirm)
        self.confirm_button.set_kind("danger" if destroys else "primary")
        self.tell(title, text)
        self.open_sheet()
        self.keep_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tell(self, title: str, text: str) -> None:
        """Give the question other words; the focus stays where it is."""
        self.setAccessibleName(title)
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        if self.isVisible():
            self.replace_panel()

    @Slot()
    def _on_confirmed(self) -> None:
        self.close_popup()
        self.confirmed.emit()
