"""One block of text: a painted document that can be selected, copied and followed."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCursor,
    QTextFormat,
    QTextTable,
)
from PySide6.QtWidgets import QLabel, QWidget

from app.markup.blocks import BlockKind
from app.ui.chat.reply_document import CELL_PAD_Y, ReplyDocument
from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.focus_ring import KeyboardFocus

_CARET_PX = 2
_PILL_BLEED_PX = 2


class TextBlock(KeyboardFocus, QLabel):
    """Lays its document out for a width only when text or width changed.

    A QLabel, so that screen readers meet static text; it paints itself.
    """

    link_activated = Signal(str)  # address as the model wrote it
    selection_started = Signal()
    focus_radius = 4

    def __init__(
        self, theme: Theme, font: FontRole = "body", color: Role = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._color = color
        self.document = ReplyDocument(theme, font)
        self.layout_count = 0  # how often the document was laid out
        self._laid_width = -1.0
        self._height = 0
        self._caret = False
        self._cursor: QTextCursor | None = None
        self._links: list[tuple[int, int, str]] = []
        self._link_at = -1
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def set_markdown(self, text: str) -> None:
        """Show one block of Markdown."""
        self.document.set_reply_markdown(text)
        self._links = _find_links(self.document)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._links else Qt.FocusPolicy.NoFocus)
        self._text_changed()

    def set_plain(self, text: str) -> None:
        """Show text as it is."""
        self.document.set_plain(text, self._color)
        self._text_changed()

    def append_plain(self, text: str) -> None:
        """Add plain text at the end."""
        self.document.append_plain(text, self._color)
        self._text_changed()

    def set_caret(self, shown: bool) -> None:
        """Show the mark after the last glyph of a text that is being written."""
        if shown != self._caret:
            self._caret = shown
            self.update()

    def natural_width(self) -> int:
        """The width at which no line needs wrapping, up to the width last laid out for."""
        return int(self.document.idealWidth()) + 1

    def place(self, width: int) -> int:
        """Lay out for a width and return the height."""
        if width != self._laid_width:
            self._laid_width = width
            self.document.setTextWidth(width)
            self._height = self._measure()
            self.layout_count += 1
        return self._height

    def selected_text(self) -> str:
        """The selected text, with plain line ends."""
        return _plain(self._cursor.selectedText()) if self._cursor is not None else ""

    def plain_text(self) -> str:
        """The text as it is read."""
        return self.document.toPlainText().strip()

    def clear_selection(self) -> None:
        """Select nothing."""
        if self._cursor is not None:
            self._cursor = None
            self.update()

    def _measure(self) -> int:
        return int(self.document.size().height() + 0.999)

    def _text_changed(self) -> None:
        self._laid_width = -1
        self._cursor = None
        self._link_at = -1
        self.update()

    def _origin(self) -> QPointF:
        """Where the document's top left corner is painted."""
        return QPointF(0, 0)

    def _position_at(self, point: QPointF) -> int:
        layout = self.document.documentLayout()
        return layout.hitTest(point - self._origin(), Qt.HitTestAccuracy.FuzzyHit)

    def _anchor_at(self, point: QPointF) -> str:
        return self.document.documentLayout().anchorAt(point - self._origin())

    def _copy(self) -> None:
        if self._cursor is not None and self._cursor.hasSelection():
            QGuiApplication.clipboard().setText(self.selected_text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._cursor = QTextCursor(self.document)
        self._cursor.setPosition(max(0, self._position_at(event.position())))
        self.selection_started.emit()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._cursor is not None:
            at = self._position_at(event.position())
            if at >= 0:
                self._cursor.setPosition(at, QTextCursor.MoveMode.KeepAnchor)
                self.update()
            return
        over = bool(self._anchor_at(event.position()))
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        link = self._anchor_at(event.position())
        if link and (self._cursor is None or not self._cursor.hasSelection()):
            self.link_activated.emit(link)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._cursor = QTextCursor(self.document)
        self._cursor.setPosition(max(0, self._position_at(event.position())))
        self._cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._cursor = QTextCursor(self.document)
            self._cursor.select(QTextCursor.SelectionType.Document)
            self.update()
        elif event.key() == Qt.Key.Key_Escape and self.selected_text():
            self.clear_selection()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._link_at >= 0:
            self.link_activated.emit(self._links[self._link_at][2])
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.focus_visible and self._links:
            backwards = event.reason() is Qt.FocusReason.BacktabFocusReason
            self._link_at = len(self._links) - 1 if backwards else 0
            self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._link_at = -1
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.clear_selection()
        self.update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        following = self._link_at + (1 if forward else -1)
        if self._link_at >= 0 and 0 <= following < len(self._links):
            self._link_at = following
            self.update()
            return True
        return super().focusNextPrevChild(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        origin = self._origin()
        painter.translate(origin)
        self._paint_behind(painter)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(event.rect()).translated(-origin)
        context.palette = self.palette()
        ink = self._theme.color(self._color)
        context.palette.setColor(QPalette.ColorRole.Text, ink)
        shown = self._selection()
        if shown is not None:
            context.selections = [shown]
        self.document.documentLayout().draw(painter, context)
        if self._caret:
            painter.fillRect(self._caret_rect(), self._theme.color("accent"))

    def _selection(self) -> QAbstractTextDocumentLayout.Selection | None:
        cursor = self._cursor
        if self._link_at >= 0:
            start, length, _ = self._links[self._link_at]
            cursor = QTextCursor(self.document)
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        if cursor is None or not cursor.hasSelection():
            return None
        shown = QAbstractTextDocumentLayout.Selection()
        shown.cursor = cursor
        shown.format.setBackground(self._theme.color("accent"))
        shown.format.setForeground(self._theme.color("on_accent"))
        return shown

    def _caret_rect(self) -> QRectF:
        block = self.document.lastBlock()
        layout = block.layout()
        box = self.document.documentLayout().blockBoundingRect(block)
        if layout.lineCount() == 0:
            return QRectF(box.left(), box.top(), _CARET_PX, 16)
        line = layout.lineAt(layout.lineCount() - 1)
        left = box.left() + line.cursorToX(block.length() - 1)[0]  # type: ignore[index]
        return QRectF(left + 1, box.top() + line.y(), _CARET_PX, line.ascent() + line.descent())

    def _paint_behind(self, painter: QPainter) -> None:
        """Quote bars and the pills of inline code."""
        layout = self.document.documentLayout()
        block = self.document.begin()
        while block.isValid():
            box = layout.blockBoundingRect(block)
            if block.blockFormat().intProperty(QTextFormat.Property.BlockQuoteLevel):
                bar = QRectF(0, box.top(), 3, box.height())
                painter.fillRect(bar, self._theme.color("press"))
            iterator = block.begin()
            while not iterator.atEnd():
                fragment = iterator.fragment()
                if fragment.charFormat().fontFixedPitch() and not block.blockFormat().nonBreakableLines():
                    start = fragment.position() - block.position()
                    self._paint_pill(painter, block.layout(), box, start, start + fragment.length())
                iterator += 1
            block = block.next()

    def _paint_pill(self, painter: QPainter, layout, box: QRectF, start: int, end: int) -> None:  # type: ignore[no-untyped-def]
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if first >= last:
                continue
            left, right = line.cursorToX(first)[0], line.cursorToX(last)[0]
            middle = box.top() + line.y() + line.ascent() * 0.66
            height = (line.ascent() + line.descent()) * 0.5 + 9
            pill = QRectF(box.left() + left - _PILL_BLEED_PX, middle - height / 2, right - left, height)
            pill.setRight(box.left() + right + _PILL_BLEED_PX)
            self._theme.paint_box(painter, pill, 4, "fill")


class TableBlock(TextBlock):
    """A table: a rounded frame, hairlines between the rows, nothing between the columns."""

    _tops: list[float]

    def _table(self) -> QTextTable | None:
        return next(
            (frame for frame in self.document.rootFrame().childFrames() if isinstance(frame, QTextTable)),
            None,
        )

    def _row_tops(self) -> list[float]:
        """The upper edge of every row, and the lower edge of the last, in the document."""
        table = self._table()
        if table is None:
            return [0.0, self.document.size().height()]
        layout = self.document.documentLayout()
        tops, bottom = [], 0.0
        for row in range(table.rows()):
            boxes = [
                layout.blockBoundingRect(table.cellAt(row, column).firstCursorPosition().block())
                for column in range(table.columns())
            ]
            tops.append(min(box.top() for box in boxes) - CELL_PAD_Y)
            bottom = max(box.bottom() for box in boxes) + CELL_PAD_Y + 2
        return [*tops, bottom]

    def _measure(self) -> int:
        self._tops = self._row_tops()
        return int(self._tops[-1] - self._tops[0] + 0.999)

    def _origin(self) -> QPointF:
        return QPointF(0, -self._tops[0])

    def _paint_behind(self, painter: QPainter) -> None:
        box = QRectF(self.rect()).translated(-self._origin())
        self._theme.paint_box(painter, box, 10, border="border")
        for top in self._tops[1:-1]:
            line = QRectF(box.left(), round(top), box.width(), 1)
            painter.fillRect(line, self._theme.color("border"))


def text_block(theme: Theme, kind: BlockKind) -> TextBlock:
    """The widget for one kind of block that holds text."""
    return TableBlock(theme) if kind is BlockKind.TABLE else TextBlock(theme)


def _plain(text: str) -> str:
    return text.replace("\u2029", "\n").replace("\u2028", "\n")


def _find_links(document: ReplyDocument) -> list[tuple[int, int, str]]:
    """Start, length and address of every link; neighbours with one address are one link."""
    found: list[tuple[int, int, str]] = []
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            address = fragment.charFormat().anchorHref()
            if address:
                last = found[-1] if found else (0, 0, "")
                if last[2] == address and last[0] + last[1] == fragment.position():
                    found[-1] = (last[0], last[1] + fragment.length(), address)
                else:
                    found.append((fragment.position(), fragment.length(), address))
            iterator += 1
        block = block.next()
    return found
