"""A row with a folder or a file of this computer, and a button that opens it."""

from PySide6.QtCore import QCoreApplication, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from app.ui.settings.row import Row
from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button


class OpenRow(Row):
    """The system's own program opens it; where there is none the row says so, and where it is."""

    def __init__(self, theme: Theme, name: str, help_text: str, button: str, icon: str) -> None:
        self._path = ""
        self.button = Button(theme, button, icon, height_px=30)
        super().__init__(theme, name, help_text, self.button)
        self.add_keywords(button)
        self.button.clicked.connect(self._on_clicked)

    def set_path(self, path: str) -> None:
        """What the button opens; no button where nothing of it is on this computer."""
        self._path = path
        self.button.setVisible(bool(path))

    @Slot()
    def _on_clicked(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(self._path)):
            text = QCoreApplication.translate("settings", "Nothing on this computer opens {path}")
            self.set_help(text.format(path=self._path))
            announce(self, self.help.text())
