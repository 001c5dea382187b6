"""One licence: the name, under what it is used, and its text on demand."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from app.ui.settings.licences import Licence, licence_text
from app.ui.settings.row import Row
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button

_TEXT_PX = 260


class LicenceRow(Row):
    """The text is read when it is first shown."""

    def __init__(self, theme: Theme, licence: Licence) -> None:
        self._licence = licence
        self._text: QPlainTextEdit | None = None
        self._button = Button(theme, "", "chevron-right", "quiet", 28, 14)
        super().__init__(theme, licence.name, licence.licence, self._button, compact=True)
        self._button.clicked.connect(self._on_clicked)
        self._label()

    @property
    def text(self) -> str:
        """The text that is shown now, or nothing."""
        return self._text.toPlainText() if self._text is not None and not self._text.isHidden() else ""

    def _label(self) -> None:
        shown = self._text is not None and not self._text.isHidden()
        self._button.set_label(
            self.tr("Hide") if shown else self.tr("Show"), "chevron-down" if shown else "chevron-right"
        )
        words = self.tr("Hide the licence of {name}") if shown else self.tr("Show the licence of {name}")
        self._button.setAccessibleName(words.format(name=self._licence.name))

    @Slot()
    def _on_clicked(self) -> None:
        if self._text is None:
            self._text = self._make_text()
        else:
            self._text.setHidden(not self._text.isHidden())
        self._label()

    def _make_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit(licence_text(self._licence))
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(self.tr("Licence of {name}").format(name=self._licence.name))
        text.setFont(self._theme.font("code_inline"))
        text.setMinimumHeight(_TEXT_PX)
        below = QVBoxLayout()
        below.setContentsMargins(16, 0, 6, 12)
        below.addWidget(text)
        self.column.addLayout(below)
        text.show()
        return text
