"""A code block: the box, its header, and what it does with many or long lines."""

from typing import cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from app.markup.tree import Code, Leaf
from app.ui.transcript.block_part import BlockPart, drop, place, tr
from app.ui.transcript.boxes import paint_box, paint_line
from app.ui.transcript.canvas import get
from app.ui.transcript.code_header import CodeHeader
from app.ui.transcript.code_languages import MessageLanguages
from app.ui.transcript.code_text import CodeText
from app.ui.transcript.language_names import language_title
from app.ui.transcript.reading_style import ReadingStyle
from app.ui.transcript.setting import Setting
from app.ui.transcript.side_bar import BAR_PX
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button

FOLDED_LINES = 24
_HEADER_PX = 35
_PAD_X = 14
_PAD_TOP = 9
_PAD_BOTTOM = 13
_MORE_PX = 36


class CodePart(BlockPart):
    """Grows line by line; `sync` takes the lines that are new.

    A block that the reader sees being written is not folded: nothing that is read goes away by itself.
    """

    def __init__(
        self,
        code: Code,
        setting: Setting,
        languages: MessageLanguages,
        *,
        folds: bool,
        runs_left: bool = False,
    ) -> None:
        super().__init__(setting, runs_left=runs_left)
        self.code = code
        self.lines = CodeText()
        self.folded = folds
        self.header: CodeHeader | None = None
        self.more_button: Button | None = None
        self._folds = folds
        self._is_cut = False  # lines go on beyond the side
        self._languages = languages

    @property
    def text(self) -> str:
        """The code exactly as it was written."""
        return "\n".join(row.text for row in self.lines.rows)

    @property
    def language(self) -> str:
        """A word for the language that it is shown in; empty where there is none."""
        return self._languages.of(self.code)

    @property
    def can_fold(self) -> bool:
        """Whether there are more lines than are shown at first."""
        return self._folds and len(self.lines.rows) > FOLDED_LINES

    @property
    def shown_lines(self) -> int:
        """How many lines are shown; the rest is folded away."""
        return FOLDED_LINES if self.folded and self.can_fold else len(self.lines.rows)

    def sync(self, code: Code, setting: Setting, kept: int, is_open: bool) -> None:
        """Take the lines as they are now; the first `kept` are as they were, the last may be unfinished."""
        self.code, self.setting = code, setting
        self.lines.sync(cast("list[Leaf]", code.children), kept, is_open)  # a code block holds lines only
        self.leaf_count = len(self.lines.rows)
        self.measured = False
        if self.leaf_count > 1 or not is_open:
            self._languages.note(code)
        if is_open:
            self.lines.colour_some(self.language)

    def restyle(self) -> None:
        """Code has no markup that could change."""

    def estimate(self, style: ReadingStyle, width: int) -> None:
        self.measured = False
        self.gap = style.px(self.setting.gap)
        self.height = self._head_px(style) + _PAD_TOP + self.shown_lines * style.text("code").pitch_px
        self.height += _PAD_BOTTOM + (_MORE_PX if self.can_fold else 0)

    def measure(self, style: ReadingStyle, width: int) -> None:
        if self.measured and style is self._style and width == self._width:
            return
        was_cut = self._is_cut if self._style is not None else None
        self.lines.fit(style, max(1, width - style.px(self.setting.left) - 2 * _PAD_X))
        self._fit(style, width)
        self._is_cut = self.content_px() > self.view_px()
        foot = BAR_PX + 3 if self._is_cut else _PAD_BOTTOM
        self.height = self._head_px(style) + _PAD_TOP + self.lines.top_of(self.shown_lines) + foot
        self.height += _MORE_PX if self.can_fold else 0
        # Once one line goes on beyond the side, all fade there.
        self.dirty_top = self._lines_top() + self.lines.changed_top if was_cut is self._is_cut else 0
        self.measured = True

    def bar_name(self) -> str:
        return tr("Scroll code sideways")

    def content_px(self) -> int:
        return self.lines.content_px if self._style is not None else 0

    def view_px(self) -> int:
        return max(1, self._box_px() - 2 * _PAD_X)

    @property
    def waits(self) -> bool:  # type: ignore[override]
        """Whether finished lines have no colours yet, or none could be found so far."""
        return self.lines.waits

    def colour_some(self) -> bool:
        """Colour lines for two milliseconds; whether any looks different now."""
        return self.lines.colour_some(self.language)

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        style = self._style
        if style is None:
            return
        self._paint_around(painter, left, top)
        box = QRectF(left + self._left, top, self._box_px(), self.height)
        paint_box(painter, style.theme, box, 10, "code", "border", clip)
        below = [top + self._head_px(style) - 1, *([box.bottom() - _MORE_PX] if self.can_fold else [])]
        for y in below:
            paint_line(painter, style.theme, box.left() + 1, y, box.width() - 2)
        inside = QRectF(box.left() + _PAD_X, top + self._lines_top(), self.view_px(), 0)
        inside.setHeight(self.lines.top_of(self.shown_lines))
        visible = inside.intersected(clip)
        if visible.isEmpty():
            return
        painter.save()
        painter.setClipRect(visible)
        self.paint_selection(painter, style.theme, left, top, visible)
        painter.setPen(style.theme.color("text"))
        self.lines.paint(painter, inside.left() - self.scroll_x, inside.top(), visible, self.shown_lines)
        self._paint_cut(painter, inside, "code")
        painter.restore()

    def show_widgets(self, parent: QWidget, left: int, top: int, width: int) -> None:
        style = self._style
        if style is None:
            return
        if self.header is None:
            self.header = get(parent, CodeHeader, style.theme)
            self.header.show_code(language_title(self.language), wraps=self.lines.wraps)
            self.header.copy_requested.connect(self.copy)
            self.header.wrap_requested.connect(self.toggle_wrap)
            self.header.language_requested.connect(self.offer_languages)
            self.header.show()
        self.header.set_title(language_title(self.language))
        inner = self._box_px()
        place(self.header, left + self._left, top, inner, self._head_px(style))
        more = _MORE_PX if self.can_fold else 0
        box = QRectF(left + self._left, top, inner, self.height - more)
        self._place_bar(parent, box)
        if more:
            self._place_more(style, parent, box)

    def hide_widgets(self) -> None:
        super().hide_widgets()
        drop(self.header)
        drop(self.more_button)
        self.header = self.more_button = None

    def copy(self) -> None:
        """Put the code on the clipboard exactly as it was written."""
        QGuiApplication.clipboard().setText(self.text)
        if self.header is not None:
            announce(self.header, tr("Copied"))

    def toggle_wrap(self) -> None:
        """Wrap long lines, or scroll sideways."""
        self.lines.wraps = not self.lines.wraps
        self.measured = False
        self.on_changed(self)

    def offer_languages(self) -> None:
        """Open the menu of languages."""
        if self.header is None:
            return
        from app.ui.transcript.language_menu import LanguageMenu  # with the first wish

        menu = LanguageMenu(self.language, self._languages.seen, self.header)
        menu.chosen.connect(self.set_language)
        menu.open_below(self.header.language_button)

    def set_language(self, language: str) -> None:
        """Show it in another language; what is copied stays as it was written."""
        self.lines.recolour(language)
        self._languages.give(self.code, language)

    def toggle_fold(self) -> None:
        """Show all lines, or the first ones."""
        self.folded = not self.folded
        self.measured = False
        self.on_changed(self)

    def caret(self) -> QRectF:
        """Where the mark behind the last glyph stands, without width."""
        if self._style is None or not self.lines.rows:
            return QRectF()
        box = self.lines.caret().translated(self._lines_left(), self._lines_top())
        return box if box.left() <= self._left + _PAD_X + self.view_px() else QRectF()

    def leaf_text(self, leaf: int) -> str:
        return self.lines.rows[leaf].text

    def leaf_at(self, y: float) -> int:
        return min(self.shown_lines - 1, self.lines.row_at(y - self._lines_top())) if self._style else 0

    def offset_at(self, leaf: int, point: QPointF) -> int:
        if self._style is None:
            return 0
        return self.lines.offset_at(leaf, point.x() - self._lines_left(), point.y() - self._lines_top())

    def rectangles(self, leaf: int, start: int, end: int) -> list[QRectF]:
        if self._style is None or leaf >= self.shown_lines:
            return []
        shift = self._lines_left(), self._lines_top()
        return [box.translated(*shift) for box in self.lines.rectangles(leaf, start, end)]

    def line_top(self, leaf: int, offset: int) -> int:
        return self._lines_top() + self.lines.top_of(min(leaf, self.shown_lines)) if self._style else 0

    def _head_px(self, style: ReadingStyle) -> int:
        return max(_HEADER_PX, style.px(_HEADER_PX))

    def _lines_top(self) -> int:
        return self._head_px(self._style) + _PAD_TOP if self._style is not None else 0

    def _lines_left(self) -> int:
        return self._left + _PAD_X - self.scroll_x

    def _place_more(self, style: ReadingStyle, parent: QWidget, box: QRectF) -> None:
        if self.more_button is None:
            self.more_button = Button(style.theme, "", "chevron-down", "quiet", 28, parent=parent)
            self.more_button.clicked.connect(self.toggle_fold)
            self.more_button.show()
        hidden = len(self.lines.rows) - FOLDED_LINES
        text = tr("Show {count} more lines").format(count=hidden) if self.folded else tr("Show fewer lines")
        if self.more_button.label != text:
            self.more_button.set_label(text, "chevron-down" if self.folded else "chevron-up")
        hint = self.more_button.sizeHint()
        top = int(box.bottom()) + (_MORE_PX - hint.height()) // 2
        place(self.more_button, int(box.left()) + 6, top, hint.width(), hint.height())
