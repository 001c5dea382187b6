"""The page of the models as the window holds it: made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from app.ui.library.library_content import LibraryContent


class LibraryPage(LazyPage["LibraryContent"]):
    """Thin, because most starts show the chats.

    Whoever has a tab in which models are made gives it to `content.set_create_tab`; `create_requested` then
    names the model to begin from, or none.
    """

    content_made = Signal()  # once: services and arrows are to be there before this returns
    chat_requested = Signal(str)  # a model to chat with
    create_requested = Signal(str)
    transfers_requested = Signal()

    def _make_content(self) -> "LibraryContent":
        # Many runs never open the page.
        from app.ui.library.library_content import LibraryContent

        return LibraryContent(self._theme)

    def _connect(self, content: "LibraryContent") -> None:
        self.content_made.emit()

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here."""
        return self.content.regions

    def focus_first(self) -> None:
        """Put the focus where the keyboard begins."""
        self.content.focus_first()
