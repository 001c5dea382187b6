"""The blocks of one reply, one widget each; only the open one is made anew while it grows."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.markup.blocks import Block, BlockKind, BlockSplitter
from app.ui.chat.code_block import CodeBlock
from app.ui.chat.text_block import TextBlock, text_block
from app.ui.theme.theme import Theme

_GAPS = {BlockKind.CODE: 12, BlockKind.TABLE: 12, BlockKind.HEADING: 14, BlockKind.RULE: 12}
_GAP_PX = 8
_ITEM_GAP_PX = 4
_AFTER_HEADING_PX = 1


class _Rule(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def place(self, width: int) -> int:
        return 9

    def set_caret(self, shown: bool) -> None:
        """A rule has no text to stand behind."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 4, self.width(), 1, self._theme.color("border"))


class BlockColumn(QWidget):
    """Feed it text; finished blocks keep their widgets and their layout."""

    link_activated = Signal(str)
    selection_started = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._splitter = BlockSplitter()
        self._shown: list[Block] = []
        self._widgets: list[CodeBlock | TextBlock | _Rule] = []
        self._final = 0  # so many widgets belong to finished blocks
        self._caret = False

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """The widgets of the blocks, top to bottom."""
        return tuple(self._widgets)

    def feed(self, text: str) -> None:
        """Take more text."""
        self._splitter.feed(text)
        self._show()

    def finish(self) -> None:
        """No more text will come."""
        self._splitter.finish()
        self._show()
        self.set_caret(False)

    def set_caret(self, shown: bool) -> None:
        """Show the mark behind the last glyph."""
        self._caret = shown
        for at, widget in enumerate(self._widgets[-2:], start=max(0, len(self._widgets) - 2)):
            widget.set_caret(shown and at == len(self._widgets) - 1)

    def place(self, width: int) -> int:
        """Lay out for a width and return the height. A block whose text and width stayed costs nothing."""
        top = 0
        for at, widget in enumerate(self._widgets):
            if at:
                top += self._gap(self._shown[at - 1].kind, self._shown[at].kind)
            height = widget.place(width)
            widget.setGeometry(0, top, width, height)
            top += height
        return top

    def _gap(self, above: BlockKind, below: BlockKind) -> int:
        if above is below is BlockKind.LIST_ITEM:
            return _ITEM_GAP_PX
        if above is BlockKind.HEADING:
            return _AFTER_HEADING_PX
        return max(_GAPS.get(above, _GAP_PX), _GAPS.get(below, _GAP_PX))

    def _show(self) -> None:
        finished = self._splitter.blocks
        blocks = finished[self._final :] + self._splitter.open_blocks()
        for offset, block in enumerate(blocks):
            self._show_block(self._final + offset, block)
        for widget in self._widgets[self._final + len(blocks) :]:
            _drop(widget)
        del self._widgets[self._final + len(blocks) :]
        del self._shown[self._final + len(blocks) :]
        for widget in self._widgets[self._final : len(finished)]:
            if isinstance(widget, CodeBlock):
                widget.close_block()
        self._final = len(finished)
        if self._caret:
            self.set_caret(True)

    def _show_block(self, at: int, block: Block) -> None:
        if at < len(self._widgets):
            old = self._shown[at]
            if old == block:
                return
            if not _fits(old, block):
                _drop(self._widgets[at])
                self._widgets[at] = self._make(block)
            self._shown[at] = block
        else:
            self._widgets.append(self._make(block))
            self._shown.append(block)
        widget = self._widgets[at]
        if isinstance(widget, CodeBlock):
            widget.set_code(block.text)
        elif isinstance(widget, TextBlock):
            widget.set_markdown(block.text)
            widget.setAccessibleName(widget.plain_text())

    def _make(self, block: Block) -> CodeBlock | TextBlock | _Rule:
        widget: CodeBlock | TextBlock | _Rule
        if block.kind is BlockKind.CODE:
            widget = CodeBlock(self._theme, block.language)
            widget.selection_started.connect(self.selection_started)
        elif block.kind is BlockKind.RULE:
            widget = _Rule(self._theme)
        else:
            widget = text_block(self._theme, block.kind)
            widget.link_activated.connect(self.link_activated)
            widget.selection_started.connect(self.selection_started)
        widget.setParent(self)
        widget.show()
        return widget


def _fits(old: Block, new: Block) -> bool:
    """Whether the widget of one block can show the other."""
    special = (BlockKind.CODE, BlockKind.RULE, BlockKind.TABLE)
    if old.kind in special or new.kind in special:
        return (old.kind, old.language) == (new.kind, new.language)
    return True


def _drop(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
