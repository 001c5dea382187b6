"""What stands behind a sentence: the technical words, as plain text, with Copy."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout

from app.domain.failure import Failure
from app.ui.failure_text import detail_text
from app.ui.theme.theme import Theme
from app.ui.widgets.copy_button import CopyButton
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Surface


class Details(Surface):
    """Text of a server or the system; secrets were taken out where it came from."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "code", "border", 10)
        self._text = Label(theme, "", "code", "muted", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = CopyButton(theme, self.tr("Copy details"), height_px=28)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 10, 10)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        self.copy_button.clicked.connect(self._on_copy)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def set_failure(self, failure: Failure | None) -> None:
        """Show what is known of a failure beside its sentence."""
        if failure is None:
            self.hide()
            return
        self._text.setText(detail_text(failure))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.copy_button.say_copied()
