"""Text documents of replies: Markdown in the theme's fonts and colours, no resource ever loaded."""

import re
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLength,
    QTextTable,
)

from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role

_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_LINE_HEIGHT = 147.0
_CODE_LINE_HEIGHT = 124.0
_INDENT_PX = 22
_QUOTE_PX = 16
CELL_PAD_Y = 8
_CELL_PAD_X = 12
_NUMBER = re.compile(r"^[-+~≈<>]?[$€£]?\d[\d.,\s]*\s?(?:%|[a-zA-Zµ]{1,5}(?:/s)?)?$")


class ReplyDocument(QTextDocument):
    """A document that loads nothing: no file, no network share, no remote image."""

    def __init__(self, theme: Theme, font: FontRole = "body") -> None:
        super().__init__()
        self._theme = theme
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setIndentWidth(_INDENT_PX)
        self.setDefaultFont(theme.font(font))

    def set_reply_markdown(self, text: str) -> None:
        """Show one block of Markdown."""
        self.setMarkdown(text, _FEATURES)
        self._style()

    def set_plain(self, text: str, color: Role = "text", line_height: float = _LINE_HEIGHT) -> None:
        """Show text as it is."""
        self.setPlainText("")
        self._append_plain(text, color, line_height)

    def append_plain(self, text: str, color: Role = "text", line_height: float = _LINE_HEIGHT) -> None:
        """Add text at the end; costs as much as the text that is added."""
        self._append_plain(text, color, line_height)

    def set_code(self, text: str) -> None:
        """Show code."""
        self.set_plain(text, "text", _CODE_LINE_HEIGHT)

    def append_code(self, text: str) -> None:
        """Add code at the end."""
        self._append_plain(text, "text", _CODE_LINE_HEIGHT)

    def _append_plain(self, text: str, color: Role, line_height: float) -> None:
        cursor = QTextCursor(self)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        style = QTextBlockFormat()
        style.setLineHeight(line_height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        ink = QTextCharFormat()
        ink.setForeground(self._theme.color(color))
        cursor.setBlockFormat(style)
        cursor.insertText(text, ink)

    def _style(self) -> None:
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        self._drop_images(cursor)
        block = self.begin()
        while block.isValid():
            self._style_block(cursor, block)
            block = block.next()
        for frame in self.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._style_table(frame)
        cursor.endEditBlock()

    def _drop_images(self, cursor: QTextCursor) -> None:
        """Put the words of an image in its place: nothing a model names is ever loaded."""
        found: list[tuple[int, str]] = []
        block = self.begin()
        while block.isValid():
            for fragment in _fragments(block):
                style = fragment.charFormat()
                if style.isImageFormat():
                    alt = style.stringProperty(QTextFormat.Property.ImageAltText)
                    found += [(fragment.position() + at, alt) for at in range(fragment.length())]
            block = block.next()
        plain = QTextCharFormat()
        plain.setFontItalic(True)
        for position, alt in reversed(found):
            cursor.setPosition(position)
            cursor.deleteChar()
            cursor.insertText(alt or "image", plain)

    def _style_block(self, cursor: QTextCursor, block: QTextBlock) -> None:
        old = block.blockFormat()
        level = old.headingLevel()
        style = QTextBlockFormat(old)
        style.setTopMargin(0)
        style.setBottomMargin(0)
        code = bool(old.property(QTextFormat.Property.BlockCodeFence)) or old.nonBreakableLines()
        height = 130.0 if level else _CODE_LINE_HEIGHT if code else _LINE_HEIGHT
        style.setLineHeight(height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        quoted = int(old.intProperty(QTextFormat.Property.BlockQuoteLevel))
        if quoted:
            style.setLeftMargin(_QUOTE_PX * quoted)
            style.setRightMargin(0)
        if block.position() > 0 and (block.textList() or quoted or not QTextCursor(block).currentTable()):
            style.setTopMargin(2 if block.textList() else 8)
        cursor.setPosition(block.position())
        cursor.setBlockFormat(style)
        for fragment in _fragments(block):
            cursor.setPosition(fragment.position())
            end = fragment.position() + fragment.length()
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(self._styled(fragment.charFormat(), level, bool(quoted), code))

    def _styled(self, old: QTextCharFormat, level: int, quoted: bool, code: bool) -> QTextCharFormat:
        style = QTextCharFormat(old)
        style.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        style.setForeground(self._theme.color("muted" if quoted else "text"))
        if old.fontFixedPitch():
            font = self._theme.font("code" if code else "code_inline")
            style.setFont(font, QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly)
        elif level:
            role: FontRole = "h1" if level == 1 else "h2" if level == 2 else "h3"
            style.setFontPointSize(self._theme.font(role).pointSizeF())
            style.setFontWeight(QFont.Weight.DemiBold)
        elif old.fontWeight() > QFont.Weight.Normal:
            style.setFontWeight(QFont.Weight.DemiBold)
        if old.isAnchor():
            style.setForeground(self._theme.color("accent_text"))
            style.setFontUnderline(True)
            style.setToolTip(old.anchorHref())
        return style

    def _style_table(self, table: QTextTable) -> None:
        style = table.format()
        style.setBorder(0)
        style.setCellSpacing(0)
        style.setCellPadding(0)
        style.setMargin(0)
        style.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        columns, rows = table.columns(), table.rows()
        length = QTextLength(QTextLength.Type.PercentageLength, 100 / columns)
        style.setColumnWidthConstraints([length] * columns)
        table.setFormat(style)
        for column in range(columns):
            bodies = [_cell_text(table, row, column) for row in range(1, rows)]
            numeric = column > 0 and any(bodies) and all(not text or _NUMBER.match(text) for text in bodies)
            for row in range(rows):
                self._style_cell(table, row, column, numeric)

    def _style_cell(self, table: QTextTable, row: int, column: int, numeric: bool) -> None:
        cell = table.cellAt(row, column)
        shape = cell.format().toTableCellFormat()
        for set_padding, value in (
            (shape.setTopPadding, CELL_PAD_Y),
            (shape.setBottomPadding, CELL_PAD_Y),
            (shape.setLeftPadding, _CELL_PAD_X),
            (shape.setRightPadding, _CELL_PAD_X),
        ):
            set_padding(value)
        cell.setFormat(shape)
        cursor = cell.firstCursorPosition()
        cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
        block = cursor.blockFormat()
        block.setLineHeight(112, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        block.setTopMargin(0)
        if numeric and not block.alignment() & Qt.AlignmentFlag.AlignHCenter:
            block.setAlignment(Qt.AlignmentFlag.AlignRight)
        cursor.setBlockFormat(block)
        ink = QTextCharFormat()
        ink.setFontPointSize(self._theme.font("ui").pointSizeF())
        if row == 0:
            ink.setFontWeight(QFont.Weight.DemiBold)
            ink.setForeground(self._theme.color("muted"))
        cursor.mergeCharFormat(ink)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None


def _fragments(block: QTextBlock) -> list[Any]:
    found = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        if fragment.isValid():
            found.append(fragment)
        iterator += 1
    return found


def _cell_text(table: QTextTable, row: int, column: int) -> str:
    cell = table.cellAt(row, column)
    cursor = cell.firstCursorPosition()
    cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText().strip()
