"""What a screen reader meets in a message: a block, a link in it; each looked up when asked."""

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface
from shiboken6 import isValid

from app.markup.tree import Kind
from app.ui.transcript.accessible_items import Item, Items, TurnItem
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.formula_part import FormulaPart
from app.ui.transcript.language_names import language_title
from app.ui.transcript.part import Part
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reading_order import block_text, blocks_of, boxes_of, links_in
from app.ui.transcript.shown_address import shown_address
from app.ui.transcript.table_part import TablePart
from app.ui.transcript.text_part import TextPart
from app.ui.transcript.turn import Turn


def _tr(text: str) -> str:
    return QCoreApplication.translate("Accessible", text)


class LinkItems(Items, Protocol):
    """Where interfaces are made and kept, those of links too."""

    def link_item(self, block: "BlockItem", number: int) -> "LinkItem":
        """The interface of a link or an image in a block."""
        ...


class BlockItem(Item):
    """A paragraph, a heading, a code block, a table, a formula; its children are links and images in it."""

    def __init__(self, items: LinkItems, turn: TurnItem, number: int) -> None:
        super().__init__(items)
        self._links = items
        self._turn = turn
        self.number = number

    @property
    def message_id(self) -> str:
        """The message that it is in."""
        return self._turn.message_id

    def part(self) -> Part | None:
        """The block as it is shown."""
        found = self._part() if isValid(self._turn) else None
        return found[0].parts[found[1]] if found is not None else None

    def turn(self) -> Turn | None:
        """The message that it is in, with its parts."""
        return self._turn.turn() if isValid(self._turn) else None

    def isValid(self) -> bool:
        return isValid(self._turn) and self._part() is not None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return self._turn if isValid(self._turn) else None

    def childCount(self) -> int:
        part = self.part()
        return len(links_in(part)) if part is not None else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return self._links.link_item(self, index) if 0 <= index < self.childCount() else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.number if isinstance(child, LinkItem) and child.parent() == self else -1

    def box(self) -> QRectF:
        found = self._part()
        if found is None:
            return QRectF()
        turn, number = found
        top = self._turn.box().top() + turn.top_of(number)
        left = self._items.view.column_left + turn.left
        return QRectF(left, top, turn.part_width, turn.parts[number].height)

    def role(self) -> QAccessible.Role:
        found = self._part()
        return _role_of(found[0].parts[found[1]]) if found is not None else QAccessible.Role.NoRole

    def text(self, kind: QAccessible.Text) -> str:
        found = self._part()
        if found is None:
            return ""
        part = found[0].parts[found[1]]
        if kind is QAccessible.Text.Name:
            return block_text(part)
        return _description_of(part) if kind is QAccessible.Text.Description else ""

    def state(self) -> QAccessible.State:
        state = super().state()
        if self.isValid():
            blocks = self._items.view.blocks
            here = blocks.message_id == self.message_id and blocks.block == self.number
            state.focused = int(here and blocks.link is None and self._items.view.hasFocus())
        return state

    def _part(self) -> tuple[Turn, int] | None:
        turn = self._turn.turn()
        blocks = blocks_of(turn) if turn is not None else []
        return (turn, blocks[self.number]) if turn is not None and self.number < len(blocks) else None


class LinkItem(Item):
    """A link, or an image between words."""

    def __init__(self, items: Items, block: BlockItem, number: int) -> None:
        super().__init__(items)
        self._block = block
        self.number = number

    def link(self) -> tuple[Pressed, int] | None:
        """The link, and how many that are alike stand before it; None: not there any more."""
        part = self._block.part() if isValid(self._block) else None
        links = links_in(part) if part is not None else []
        if self.number >= len(links):
            return None
        return links[self.number], links[: self.number].count(links[self.number])

    def isValid(self) -> bool:
        return isValid(self._block) and self.link() is not None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return self._block if isValid(self._block) else None

    def box(self) -> QRectF:
        found, part = self.link(), self._block.part() if isValid(self._block) else None
        if found is None or part is None:
            return QRectF()
        around = QRectF()
        for box in boxes_of(part, *found):
            around = around.united(box)
        return around.translated(self._block.box().topLeft())

    def role(self) -> QAccessible.Role:
        found = self.link()
        is_image = found is not None and found[0].is_image
        return QAccessible.Role.Graphic if is_image else QAccessible.Role.Link

    def text(self, kind: QAccessible.Text) -> str:
        found = self.link()
        if found is None:
            return ""
        if found[0].is_note:
            return self._text_of_note(found[0], kind)
        if kind is QAccessible.Text.Name:
            return found[0].text
        return shown_address(found[0].address) if kind is QAccessible.Text.Description else ""

    def _text_of_note(self, mark: Pressed, kind: QAccessible.Text) -> str:
        # With the first note.
        from app.ui.transcript.note_links import note_name, note_words

        if kind is QAccessible.Text.Name:
            return note_name(mark)
        return note_words(self._block.turn(), mark) if kind is QAccessible.Text.Description else ""

    def state(self) -> QAccessible.State:
        state = super().state()
        state.linked = 1
        state.focused = int(self.isValid() and self._items.list.focusChild() == self)
        return state


def _role_of(part: Part) -> QAccessible.Role:
    if isinstance(part, TextPart):
        if part.leaf.kind is Kind.HEADING:
            return QAccessible.Role.Heading
        return QAccessible.Role.BlockQuote if part.setting.is_quoted else QAccessible.Role.Paragraph
    if isinstance(part, CodePart):
        return QAccessible.Role.Section
    if isinstance(part, TablePart):
        return QAccessible.Role.Table
    return QAccessible.Role.Equation if isinstance(part, FormulaPart) else QAccessible.Role.Paragraph


def _description_of(part: Part) -> str:
    if isinstance(part, CodePart):
        title = language_title(part.language)
        return _tr("Code, {language}").format(language=title) if title else _tr("Code")
    if isinstance(part, TablePart):
        return _tr("Table with {rows} rows").format(rows=len(part.rows))
    if isinstance(part, TextPart) and part.leaf.kind is Kind.HEADING:
        return _tr("Heading {level}").format(level=part.leaf.level)
    return _tr("Task") if isinstance(part, TextPart) and _is_task(part) else ""


def _is_task(part: TextPart) -> bool:
    return any(marker.checked is not None for marker in part.setting.markers)
