"""A text of a model in a box: selectable, wrapped or not, copied by a button."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.ui.library.library_words import tr
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.copy_button import CopyButton
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Line, Surface

_LEAST_LINES = 3
_MOST_LINES = 14


class TextCard(Surface):
    """As high as its text up to 14 lines, or filling what there is.

    Args:
        is_code: drawn in the font of code.
        fills: takes all the room.
    """

    def __init__(
        self,
        theme: Theme,
        title: str,
        icon: str = "file-text",
        is_code: bool = True,
        fills: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "code", "border", 10, parent)
        self._is_code = is_code
        self._fills = fills
        self.wrap_button = Button(theme, tr("Wrap"), kind="quiet", height_px=26)
        name = tr("Copy: {title}").format(title=title)
        self.copy_button = CopyButton(theme, name, tr("Copy"), "quiet", 26)
        self.wrap_button.setAccessibleName(tr("Wrap: {title}").format(title=title))
        self.edit = QPlainTextEdit()
        self.edit.setReadOnly(True)
        self.edit.setTabChangesFocus(True)
        self.edit.setUndoRedoEnabled(False)
        self.edit.setAccessibleName(title)
        self.edit.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 6, 4)
        row.setSpacing(6)
        row.addWidget(IconView(theme, icon))
        row.addWidget(Label(theme, title, "caption_medium", "muted"))
        row.addStretch(1)
        row.addWidget(self.wrap_button)
        row.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(Line(theme))
        column.addWidget(self.edit, 1)
        self.edit.document().setDocumentMargin(12)
        self.wrap_button.clicked.connect(self._on_wrap)
        self.copy_button.clicked.connect(self._on_copy)
        theme.changed.connect(self.restyle)
        self._set_wrap(not is_code)
        self.restyle()

    @property
    def text(self) -> str:
        """What is in the box."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text, as plain text."""
        if text != self.edit.toPlainText():
            self.edit.setPlainText(text)
            self._size()

    @Slot()
    def restyle(self) -> None:
        """Take the fonts of the theme."""
        self.edit.setFont(self.theme.font("code" if self._is_code else "ui"))
        self._size()

    def _size(self) -> None:
        if self._fills:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            return
        line = QFontMetrics(self.edit.font()).lineSpacing()
        lines = min(_MOST_LINES, max(_LEAST_LINES, self.edit.document().blockCount() + 1))
        self.edit.setFixedHeight(lines * line + 28)

    def _set_wrap(self, wraps: bool) -> None:
        mode = QPlainTextEdit.LineWrapMode
        self.edit.setLineWrapMode(mode.WidgetWidth if wraps else mode.NoWrap)
        self.wrap_button.set_label(tr("Do not wrap") if wraps else tr("Wrap"))

    @Slot()
    def _on_wrap(self) -> None:
        self._set_wrap(self.edit.lineWrapMode() is QPlainTextEdit.LineWrapMode.NoWrap)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.copy_button.say_copied()
