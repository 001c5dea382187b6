"""One page of the settings: a title and groups of rows on cards."""

from collections.abc import Iterator

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.setting import SettingPage
from app.ui.settings.match_label import MatchLabel
from app.ui.settings.row import Row
from app.ui.settings.texts import page_text
from app.ui.theme.theme import Theme
from app.ui.widgets.slices import Slices
from app.ui.widgets.surface import Surface


class Group(QWidget):
    """A heading and a card with rows; a hairline parts those that are shown."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.title = MatchLabel(theme, title, "caption_medium", "muted")
        self.rows: list[Row] = []
        self.setAccessibleName(title)
        card = Surface(theme, "raised", "border", 12)
        self._rows = QVBoxLayout(card)
        self._rows.setContentsMargins(1, 1, 1, 1)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addWidget(self.title)
        column.addWidget(card)

    def add(self, row: Row) -> None:
        """Add a row at the end."""
        row.has_line = any(not each.isHidden() for each in self.rows)
        self.rows.append(row)
        self._rows.addWidget(row)

    def search(self, words: tuple[str, ...], found_above: str) -> bool:
        """Show the rows that match; whether there is one."""
        titles = f"{found_above} {self.title.text().lower()}"
        found = [row.search(words, titles) for row in self.rows]
        self.title.set_words(words)
        self.setVisible(any(found))
        self._part()
        return any(found)

    def _part(self) -> None:
        first = True
        for row in self.rows:
            row.has_line = not first and not row.isHidden()
            first = first and row.isHidden()
            row.update()


class Section(QWidget):
    """What belongs to one page. Where that is much, it is made when it is first wanted, between frames."""

    filled = Signal()

    def __init__(self, theme: Theme, page: SettingPage) -> None:
        super().__init__()
        self.page = page
        self.title = MatchLabel(theme, page_text(page), "title")
        self.groups: list[Group] = []
        self.setAccessibleName(page_text(page))
        self._theme = theme
        self._work: Iterator[None] | None = None
        self._slices: Slices | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(14)
        self._column.addWidget(self.title)
        self._column.addSpacing(6)

    @property
    def is_whole(self) -> bool:
        """Whether all rows are there."""
        return self._work is None and self._slices is None

    def fill_later(self, work: Iterator[None]) -> None:
        """Have more rows than are made at once: each step of the work adds one."""
        self._work = work

    def fill(self) -> None:
        """Begin to make what is missing; `filled` tells the end."""
        if self._work is not None:
            self._slices = Slices(self)
            self._slices.done.connect(self._on_filled)
            self._slices.begin(self._work)
            self._work = None

    @Slot()
    def _on_filled(self) -> None:
        self._slices = None
        self.filled.emit()

    def add_group(self, title: str) -> Group:
        """Add a group at the end."""
        group = Group(self._theme, title)
        self.groups.append(group)
        self._column.addWidget(group)
        return group

    def show_resets(self) -> None:
        """Paint Reset in the row that the pointer or the focus is in, and in no other."""
        for group in self.groups:
            for row in group.rows:
                row.show_reset()

    def search(self, words: tuple[str, ...]) -> bool:
        """Show only what matches; whether anything does. No words: everything there is."""
        found = [group.search(words, self.title.text().lower()) for group in self.groups]
        self.title.set_words(words)
        return any(found)
