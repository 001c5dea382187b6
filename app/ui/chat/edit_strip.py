"""Above the message: that a sent one is being edited, and the way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import Label


class EditStrip(QWidget):
    """Says that nothing is lost."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Label(theme, "", "caption", "muted", wrap=True)
        self.set_files_wait(False)
        self.cancel_button = Button(theme, self.tr("Cancel (Esc)"), kind="quiet", height_px=26)
        self.cancel_button.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 3, 0)
        row.setSpacing(8)
        row.addWidget(IconView(theme, "pencil", 14, "muted"))
        row.addWidget(self.label, 1)
        row.addWidget(self.cancel_button)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def set_files_wait(self, wait: bool) -> None:
        """Whether files are shown below, which are not those of the sent message."""
        words = self.tr("Editing a sent message. The one before stays as another version.")
        files = self.tr("It keeps its files; those shown here wait for the next message.")
        self.label.setText(f"{words} {files}" if wait else words)
