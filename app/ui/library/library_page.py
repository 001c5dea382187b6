"""The page of the models as the window holds it: made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme.theme import Theme

if TYPE_CHECKING:
    from app.ui.library.library_content import LibraryContent


class LibraryPage(QWidget):
    """Thin, because most starts show the chats.

    Whoever has a tab in which models are made gives it to `content.set_create_tab`; `create_requested` then
    names the model to begin from, or none.
    """

    content_made = Signal()  # once: services and arrows are to be there before this returns
    chat_requested = Signal(str)  # a model to chat with
    create_requested = Signal(str)
    transfers_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content: LibraryContent | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def content(self) -> "LibraryContent":
        """Tabs, list and detail; made when they are first wanted."""
        if self._content is None:
            # Many runs never open the page.
            from app.ui.library.library_content import LibraryContent

            self._content = LibraryContent(self._theme)
            self._column.addWidget(self._content)
            self.content_made.emit()
        return self._content

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here."""
        return self.content.regions

    def focus_first(self) -> None:
        """Put the focus where the keyboard begins."""
        self.content.focus_first()

    def showEvent(self, event: QShowEvent) -> None:
        self.content.show()
        super().showEvent(event)
