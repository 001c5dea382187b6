"""The menu of the languages that a code block could be in."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.markup.lexers import language_name
from app.ui.transcript.language_names import PLAIN, language_title
from app.ui.widgets.below import menu_place

_USUAL = (
    *("bash", "c", "cpp", "csharp", "css", "diff", "go", "html", "java", "javascript", "json", "kotlin"),
    *("php", "powershell", "python", "ruby", "rust", "sql", "swift", "typescript", "xml", "yaml"),
)
_MOST_CHARS = 40


class LanguageMenu(QMenu):
    """Those of this chat first, then some that many use, then none; for one time."""

    chosen = Signal(str)  # a word for the language

    def __init__(self, present: str, seen: Iterable[str], parent: QWidget) -> None:
        """Fill the menu.

        Args:
            present: a word for the language that the block is in now, empty where there is none.
            seen: words for languages of other blocks.
        """
        super().__init__(parent)
        self.setAccessibleName(self.tr("Language of the code"))
        self._present = language_title(present or PLAIN)
        self._group = QActionGroup(self)
        self._titles = {language_title(PLAIN)}
        self._add([present, *filter(language_name, seen)])
        self._add(_USUAL)
        self._titles.clear()
        self._add([PLAIN])
        self.triggered.connect(self._on_triggered)
        self.aboutToHide.connect(self.deleteLater)

    def open_below(self, button: QWidget) -> None:
        """Open under a button, at what is checked."""
        self.popup(menu_place(self, button))
        checked = self._group.checkedAction()
        if checked is not None:
            self.setActiveAction(checked)

    def _add(self, words: Iterable[str]) -> None:
        """Add those that are not there yet, by their names."""
        self.addSeparator()
        found = {language_title(word): word for word in words if word}
        for title in sorted(found.keys() - self._titles, key=str.casefold):
            shown = title if len(title) <= _MOST_CHARS else f"{title[:_MOST_CHARS]}…"
            action = self._group.addAction(shown.replace("&", "&&"))
            action.setData(found[title])
            action.setCheckable(True)
            action.setChecked(title == self._present)
            self.addAction(action)
        self._titles |= found.keys()

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())
