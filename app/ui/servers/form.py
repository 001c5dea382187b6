"""Parts of a form: a card with a heading, a field with its label above."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Surface


class FormCard(QWidget):
    """A heading and a card; put fields into `column`."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        card = Surface(theme, "raised", "border", 12)
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(16, 14, 16, 16)
        self.column.setSpacing(12)
        self.title = Label(theme, title, "caption_medium", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addWidget(self.title)
        column.addWidget(card)


class Field(QWidget):
    """A label, a control, and a line that says something about it."""

    def __init__(self, theme: Theme, label: str, control: QWidget) -> None:
        super().__init__()
        self.label = Label(theme, label, "caption_medium", "muted")
        self.note = Label(theme, "", "caption", "muted", wrap=True)
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.label)
        column.addWidget(control)
        column.addWidget(self.note)
        if not control.accessibleName():
            control.setAccessibleName(label)

    def set_note(self, text: str, is_trouble: bool = False) -> None:
        """Show a line below, or none."""
        self.note.setText(text)
        self.note.set_color("danger" if is_trouble else "muted")
        self.note.setVisible(bool(text))


class CodeEdit(QLineEdit):
    """A field for what is typed letter by letter, in the font of code."""

    def __init__(self, theme: Theme, role: FontRole = "code") -> None:
        super().__init__()
        self._theme = theme
        self._role: FontRole = role
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the font. The style sheet takes it away when the field gets its place."""
        self.setFont(self._theme.font(self._role))
