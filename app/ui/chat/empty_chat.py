"""A new chat: the name of the model and one calm line."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label

STARTER_MODEL = "smollm2:135m"


class EmptyChat(QWidget):
    """Shown until the first message is sent."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_temporary = False
        self._told = ("", "")
        self._name = Label(theme, "", "title")
        self._line = Label(theme, "", color="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 0, 34, 0)
        column.setSpacing(6)
        column.addStretch(2)
        for label in (self._name, self._line):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(3)
        self.set_model("", "")

    @property
    def line(self) -> str:
        """The calm line."""
        return self._line.text()

    def set_temporary(self, is_temporary: bool) -> None:
        """Say whether the chat is kept nowhere."""
        if is_temporary != self._is_temporary:
            self._is_temporary = is_temporary
            self.set_model(*self._told)

    def set_model(self, name: str, server: str) -> None:
        """Name the model that will answer, and where it runs."""
        self._told = (name, server)
        self._name.setText(name or self.tr("New chat"))
        if not name:
            text = self.tr("Choose a model below, then write the first message.")
        elif self._is_temporary:
            text = self.tr(
                "A temporary chat: nothing of it is written to the disk, and it is gone when you leave it."
            )
        elif name == STARTER_MODEL:
            text = self.tr("A tiny model for trying out: quick, but often wrong. What do you want to ask?")
        else:
            text = self.tr("Runs on {server}. What do you want to ask?").format(server=server)
        self._line.setText(text)

    def minimumSizeHint(self) -> QSize:
        # Behind messages it must not keep room that the next message and its files need in a low window.
        return QSize(0, 0) if self.isHidden() else super().minimumSizeHint()
