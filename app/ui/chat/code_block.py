"""A block of code: header with language and Copy, text in the code font, coloured when it is complete."""

from bisect import bisect_left
from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.chat.text_block import TextBlock
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.button import Button

if TYPE_CHECKING:
    from app.markup.highlight import Colour

_HEADER_PX = 35
_PAD_X = 14
_PAD_TOP = 9
_PAD_BOTTOM = 13
_SLICE_S = 0.003
_COPIED_MS = 1500
_INKS: "dict[Colour, Role]" = {
    "keyword": "syntax_keyword",
    "string": "syntax_string",
    "number": "syntax_number",
    "comment": "syntax_comment",
    "function": "syntax_function",
    "class": "syntax_class",
}


class _CodeText(TextBlock):
    """The code itself: never wrapped, as wide as its longest line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "code", parent=parent)
        option = self.document.defaultTextOption()
        option.setWrapMode(option.WrapMode.NoWrap)
        self.document.setDefaultTextOption(option)

    def changed(self) -> None:
        """Lay out again; the document was changed from outside."""
        self._text_changed()

    def _paint_behind(self, painter: QPainter) -> None:
        return


class CodeBlock(QWidget):
    """Grows by appending while it is open; `close_block` colours it in slices of a few milliseconds."""

    selection_started = Signal()

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._language = language
        self._title = language.capitalize() if language else self.tr("Code")
        self._code = ""
        self._wide: list[int] = []  # where letters are that Qt counts as two
        self._spans: "Iterator[tuple[int, int, Colour]] | None" = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._colour_slice)
        self._copied_timer = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied_timer.timeout.connect(self._on_copied_over)
        self._text = _CodeText(theme)
        self._text.selection_started.connect(self.selection_started)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._text)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text.setAutoFillBackground(False)
        self._copy = Button(theme, self.tr("Copy"), "copy", "quiet", height_px=28, parent=self)
        self._copy.setAccessibleName(self.tr("Copy code"))
        self._copy.clicked.connect(self._on_copy)

    @property
    def code(self) -> str:
        """The code as it is copied."""
        return self._code

    @property
    def text_block(self) -> TextBlock:
        """The part that shows the code."""
        return self._text

    @property
    def copy_button(self) -> Button:
        """The button in the header."""
        return self._copy

    @property
    def coloured(self) -> bool:
        """Whether no colouring is under way."""
        return self._spans is None

    def set_code(self, code: str) -> None:
        """Show code; what only grew is appended."""
        if code == self._code:
            return
        if self._code and code.startswith(self._code):
            self._text.document.append_code(code[len(self._code) :])
        else:
            self._text.document.set_code(code)
        self._code = code
        self._text.setAccessibleName(code)
        self._text.changed()

    def set_caret(self, shown: bool) -> None:
        """Show the mark after the last glyph."""
        self._text.set_caret(shown)

    def close_block(self) -> None:
        """The code is complete: name the language and colour it."""
        # Pygments costs start-up time, and many chats hold no code.
        from app.markup.highlight import language_title, spans

        if self._language:
            self._title = language_title(self._language)
            self._spans = spans(self._code, self._language)
            self._wide = [at for at, letter in enumerate(self._code) if ord(letter) > 0xFFFF]
            self._timer.start()
        self.update()

    def place(self, width: int) -> int:
        """Lay out for a width and return the height."""
        header = max(_HEADER_PX, QFontMetrics(self._theme.font("ui_medium")).height() + 14)
        self._text.place(-1)
        natural = int(self._text.document.idealWidth()) + 4
        text_height = int(self._text.document.size().height() + 0.999)
        inner = width - 2 * _PAD_X
        bar = 12 if natural > inner else 0
        self._text.resize(max(natural, inner), text_height)
        self._scroll.setGeometry(_PAD_X, header + _PAD_TOP, inner, text_height + bar)
        self._place_copy(width, header)
        return header + _PAD_TOP + text_height + max(bar, _PAD_BOTTOM)

    @Slot()
    def _colour_slice(self) -> None:
        if self._spans is None:
            self._timer.stop()
            return
        started = perf_counter()
        formats: dict[int, list[QTextLayout.FormatRange]] = {}
        for start, length, colour in self._spans:
            self._add_format(formats, start, length, _INKS[colour])
            if perf_counter() - started > _SLICE_S:
                break
        else:
            self._spans = None
            self._timer.stop()
        document = self._text.document
        for number, ranges in formats.items():
            block = document.findBlockByNumber(number)
            block.layout().setFormats(block.layout().formats() + ranges)
            document.markContentsDirty(block.position(), block.length())
        self._text.update()

    def _add_format(
        self, formats: dict[int, list[QTextLayout.FormatRange]], start: int, length: int, role: Role
    ) -> None:
        """Split a stretch at line ends: formats belong to the lines of the document."""
        document = self._text.document
        style = QTextCharFormat()
        style.setForeground(self._theme.color(role))
        end = start + length + bisect_left(self._wide, start + length)
        start += bisect_left(self._wide, start)
        while start < end:
            block = document.findBlock(start)
            if not block.isValid():
                return
            stop = min(end, block.position() + block.length())
            part = QTextLayout.FormatRange()
            part.start = start - block.position()
            part.length = stop - start
            part.format = style
            formats.setdefault(block.blockNumber(), []).append(part)
            start = stop

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self._copy.set_label(self.tr("Copied"), "check")
        self._place_copy(self.width(), self._scroll.y() - _PAD_TOP)
        self._copied_timer.start()

    @Slot()
    def _on_copied_over(self) -> None:
        self._copy.set_label(self.tr("Copy"), "copy")
        self._copy.setAccessibleName(self.tr("Copy code"))
        self._place_copy(self.width(), self._scroll.y() - _PAD_TOP)

    def _place_copy(self, width: int, header: int) -> None:
        hint = self._copy.sizeHint()
        left, top = width - hint.width() - 6, (header - 1 - hint.height()) // 2
        self._copy.setGeometry(left, top, hint.width(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._theme.paint_box(painter, QRectF(self.rect()), 10, "code", "border")
        header = self._scroll.y() - _PAD_TOP
        painter.fillRect(QRectF(1, header - 1, self.width() - 2, 1), self._theme.color("border"))
        self._theme.paint_icon(painter, "file-code", _PAD_X - 1, (header - 14) / 2, 14, "muted")
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color("muted"))
        box = QRectF(_PAD_X + 19, 0, self._copy.x() - _PAD_X - 24, header - 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._title)
