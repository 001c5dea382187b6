"""The field in which the next message is written."""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QKeyEvent,
    QPalette,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from app.domain.attached_text import is_long_paste
from app.ui.chat.attachable import is_dragged_image, is_pasted_image, pasted_text
from app.ui.chat.caret_rest import CaretRest
from app.ui.theme.theme import Theme

MOST_LINES = 10
_LINE_GAP_PX = 4


class PromptEdit(QPlainTextEdit):
    """Grows from 1 to 10 lines. Up in an empty field recalls.

    Enter sends and Shift+Enter breaks the line, or Ctrl+Enter sends and Enter breaks it.
    """

    submitted = Signal()
    recall_requested = Signal()
    mime_pasted = Signal(QMimeData)  # files or a picture; only valid while the slot runs
    long_pasted = Signal(str)  # a text that is better a file
    removal_requested = Signal()  # Backspace at the start
    height_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._enter_sends = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self.textChanged.connect(self._on_text_changed)
        CaretRest(self)
        self._restyle()
        theme.changed.connect(self._restyle)

    @property
    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return bool(self.textCursor().block().layout().preeditAreaText())

    @property
    def enter_sends(self) -> bool:
        """Whether Enter sends; else Ctrl+Enter does."""
        return self._enter_sends

    def set_enter_sends(self, sends: bool) -> None:
        """Let Enter send, or Ctrl+Enter."""
        self._enter_sends = sends

    @Slot(str)
    def insert_text(self, text: str) -> None:
        """Put a text where the cursor is, in one step to be undone."""
        self.textCursor().insertText(text)
        self.setFocus()
        self.ensureCursorVisible()

    def wanted_height(self) -> int:
        """Height for the lines there are, at most ten."""
        lines = max(1, min(MOST_LINES, int(self.document().size().height())))
        # Where it is cut, half a line of room shows that there is more.
        return lines * self.fontMetrics().lineSpacing() + _LINE_GAP_PX

    @Slot()
    def _on_text_changed(self) -> None:
        """Begin at the side where the first line does, as this kind of field does not by itself."""
        is_leftward = self.document().firstBlock().textDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if is_leftward else Qt.AlignmentFlag.AlignLeft
        option = self.document().defaultTextOption()
        if option.alignment() != side:
            option.setAlignment(side)
            self.document().setDefaultTextOption(option)

    @Slot()
    def _on_size_changed(self) -> None:
        scrolls = self.document().size().height() > MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != policy:
            self.setVerticalScrollBarPolicy(policy)
        if self.height() != self.wanted_height():
            self.updateGeometry()
            self.height_changed.emit()

    @Slot()
    def _restyle(self) -> None:
        self.setFont(self._theme.font("body"))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Text, self._theme.color("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, self._theme.color("faint"))
        self.setPalette(palette)
        # Else the hint of an empty message keeps the size that it had.
        self.document().markContentsDirty(0, self.document().characterCount())
        self.updateGeometry()

    def _at_start(self) -> bool:
        cursor = self.textCursor()
        return cursor.position() == 0 and not cursor.hasSelection()

    def _sending_modifier(self) -> Qt.KeyboardModifier:
        modifier = Qt.KeyboardModifier
        return modifier.NoModifier if self._enter_sends else modifier.ControlModifier

    def sizeHint(self) -> QSize:
        return QSize(200, self.wanted_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.wanted_height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if enter and self.composing:
            # The input method takes this key to accept its word; it must neither send nor break the line.
            event.accept()
        elif enter and modifiers == self._sending_modifier():
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Up and not modifiers and not self.toPlainText() and not self.composing:
            self.recall_requested.emit()
        elif event.key() == Qt.Key.Key_Backspace and self._at_start() and not self.composing:
            if not event.isAutoRepeat():  # held down to clear the text, it takes no files out
                self.removal_requested.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return is_pasted_image(source) or source.hasHtml() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if is_pasted_image(source):
            self.mime_pasted.emit(source)
        elif is_long_paste(text := pasted_text(source)):
            self.long_pasted.emit(text)
        else:
            plain = QMimeData()
            plain.setText(text)
            super().insertFromMimeData(plain)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_dragged_image(event.mimeData()):
            event.ignore()  # the window as a whole takes it
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if is_dragged_image(event.mimeData()):
            event.ignore()
        else:
            super().dragMoveEvent(event)
