"""The settings as the window holds them: made when they are first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.setting import SettingChange, SettingValues
from app.ui.settings.facts import ProgramFacts
from app.ui.theme.theme import Theme

if TYPE_CHECKING:
    from app.ui.settings.content import SettingsContent


class SettingsPage(QWidget):
    """What a person changes goes out as wishes; what holds comes in through `show_value`."""

    change_requested = Signal(SettingChange)
    reset_requested = Signal(str)  # key
    facts_requested = Signal()  # `set_facts` is to be called before this returns

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values = SettingValues()
        self._facts = ProgramFacts()
        self._content: SettingsContent | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def content(self) -> "SettingsContent":
        """List and rows; made when they are first wanted."""
        if self._content is None:
            # Most runs never open the settings.
            from app.ui.settings.content import SettingsContent

            self.facts_requested.emit()
            self._content = SettingsContent(self._theme, self._values, self._facts)
            self._content.change_requested.connect(self.change_requested)
            self._content.reset_requested.connect(self.reset_requested)
            self._column.addWidget(self._content)
        return self._content

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here: the search, the pages, the rows."""
        content = self.content
        controls = [row.control for row in content.shown_rows() if row.control is not None]
        return [content.page_list.search_field, content.page_list.view, *controls[:1]]

    @Slot(SettingChange)
    def show_value(self, change: SettingChange) -> None:
        """Show what a setting holds now."""
        self._values.set(change.key, change.value)
        if self._content is not None:
            self._content.show_value(change)

    def set_facts(self, facts: ProgramFacts) -> None:
        """Tell folders and versions; heard until the rows are made."""
        self._facts = facts

    def focus_list(self) -> None:
        """Put the focus on the list of pages."""
        self.content.page_list.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        self.content.show()
        super().showEvent(event)
