"""A page of the window whose content is loaded and made when it is first shown."""

from abc import abstractmethod
from typing import Generic, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme.theme import Theme

Content = TypeVar("Content", bound=QWidget)


class LazyPage(QWidget, Generic[Content]):
    """Thin, because most runs never open most pages: it only notes what its content is to be told."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content: Content | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def content(self) -> Content:
        """What the page holds; made when it is first wanted."""
        if self._content is None:
            content = self._content = self._make_content()
            self._connect(content)
            self._column.addWidget(content)
        return self._content

    @abstractmethod
    def _make_content(self) -> Content:
        """Load and make it."""

    @abstractmethod
    def _connect(self, content: Content) -> None:
        """Pass on its wishes, and tell it what is known."""

    def showEvent(self, event: QShowEvent) -> None:
        self.content.show()
        super().showEvent(event)
