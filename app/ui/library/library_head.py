"""The head of the page: its title, its tabs, and the buttons beside or below them."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.library.library_words import tr
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Line
from app.ui.widgets.tabs import Tabs

HEAD_PX = 56
TABS_PX = 40
_ROOM_PX = 80


class LibraryHead(QWidget):
    """The tab in which models are made is not shown until it is there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        tabs = (("installed", tr("Installed")), ("get", tr("Get models")), ("create", tr("Create")))
        self.tabs = Tabs(theme, tr("Models"), tabs, least_px=TABS_PX)
        self.tabs.set_shown("create", False)
        self._create: QWidget | None = None
        self.details_button = Button(theme, tr("Details"), "info")
        self.update_all_button = Button(theme, tr("Update all"), "arrow-up")
        self.check_button = Button(theme, tr("Check for updates"), "refresh-cw")
        self.pull_button = Button(theme, tr("Pull model"), "download", "primary")
        self._title = Label(theme, tr("Models"), "title")
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (self.details_button, self.update_all_button, self.check_button, self.pull_button):
            row.addWidget(button)
        self._beside = QHBoxLayout()
        self._beside.setContentsMargins(20, 0, 16, 0)
        self._beside.setSpacing(8)
        self._beside.addWidget(self._title)
        self._beside.addSpacing(16)
        self._beside.addWidget(self.tabs)
        self._beside.addStretch(1)
        self._beside.addWidget(self._buttons)
        line = QWidget()
        line.setLayout(self._beside)
        line.setMinimumHeight(HEAD_PX - 1)
        self._below = QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addWidget(Line(theme))
        column.addLayout(self._below)
        theme.changed.connect(self.arrange)

    def show_create(self, page: QWidget) -> None:
        """Show the tab in which models are made; a click on it leads into its page, where keys are wanted."""
        self._create = page
        self.tabs.set_shown("create", True)
        self.tabs.buttons["create"].clicked.connect(self._on_create_clicked)

    @Slot()
    def _on_create_clicked(self) -> None:
        tab = self.tabs.buttons["create"]
        # The arrows click too, before the focus follows, and go on along the tabs.
        if self._create is not None and tab.hasFocus() and not tab.focus_visible:
            self._create.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def arrange(self) -> None:
        """Put the buttons beside the tabs, or below them where there is no room."""
        wanted = sum(part.sizeHint().width() for part in (self._title, self.tabs, self._buttons)) + _ROOM_PX
        is_below = wanted > self.width()
        before, now = (self._beside, self._below) if is_below else (self._below, self._beside)
        if now.indexOf(self._buttons) >= 0:
            return
        before.removeWidget(self._buttons)
        side = Qt.AlignmentFlag.AlignLeft if is_below else Qt.AlignmentFlag(0)
        now.addWidget(self._buttons, 0, side)
        margin = 10 if is_below else 0
        self._below.setContentsMargins(20, margin, 16, margin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
