"""What can be copied of a place in the messages, as entries of a menu."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.ui.transcript.block_part import tr
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.copying import CopyForm, Copying, block_markdown, table_text
from app.ui.transcript.part import Part
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.selecting import Selecting
from app.ui.transcript.table_part import TablePart
from app.ui.transcript.turn import Turn


class Wish(Enum):
    """What an entry does."""

    COPY = "copy"
    COPY_MARKDOWN = "copy markdown"
    CODE = "code"
    CSV = "csv"
    TSV = "tsv"
    BLOCK = "block"
    MESSAGE = "message"
    MESSAGE_MARKDOWN = "message markdown"
    SELECT_ALL = "select all"


@dataclass(frozen=True, slots=True)
class CopyWish:
    """A wish, and what it is about."""

    wish: Wish
    turn: Turn | None = None
    part: Part | None = None
    leaf: int = 0


class MenuView(Protocol):
    """The view, as far as the menu works on it."""

    def place_under(self, point: QPointF) -> tuple[Turn, Part, int] | None:
        """The message, part and leaf at a point."""
        ...

    def select_all(self) -> None:
        """Select every message."""
        ...


class CopyMenu(QObject):
    """Adds entries to menus and does what they say."""

    def __init__(self, view: MenuView, copying: Copying, selecting: Selecting) -> None:
        super().__init__(copying)
        self._view = view
        self._copying = copying
        self._selecting = selecting

    def add_to(self, menu: QMenu, point: QPointF) -> None:
        """Add what can be copied at a point of the view."""
        if menu.actions():
            menu.addSeparator()
        if self._selecting.stretch is not None:
            _add(menu, tr("Copy"), CopyWish(Wish.COPY)).setShortcuts(QKeySequence.StandardKey.Copy)
            _add(menu, tr("Copy as Markdown"), CopyWish(Wish.COPY_MARKDOWN))
            menu.addSeparator()
        found = self._view.place_under(point)
        if found is not None:
            self._add_block(menu, *found)
            turn = found[0]
            _add(menu, tr("Copy message"), CopyWish(Wish.MESSAGE, turn))
            if isinstance(turn, ReplyTurn):
                _add(menu, tr("Copy message as Markdown"), CopyWish(Wish.MESSAGE_MARKDOWN, turn))
            menu.addSeparator()
        _add(menu, tr("Select all"), CopyWish(Wish.SELECT_ALL)).setShortcuts(
            QKeySequence.StandardKey.SelectAll
        )
        menu.triggered.connect(self._on_triggered)

    def _add_block(self, menu: QMenu, turn: Turn, part: Part, leaf: int) -> None:
        if isinstance(part, CodePart):
            _add(menu, tr("Copy code"), CopyWish(Wish.CODE, turn, part))
            _add(menu, tr("Copy code as Markdown"), CopyWish(Wish.BLOCK, turn, part))
        elif isinstance(part, TablePart):
            _add(menu, tr("Copy table as CSV"), CopyWish(Wish.CSV, turn, part))
            _add(menu, tr("Copy table with tabs (TSV)"), CopyWish(Wish.TSV, turn, part))
            _add(menu, tr("Copy table as Markdown"), CopyWish(Wish.BLOCK, turn, part))
        elif isinstance(turn, ReplyTurn) and part.leaf_count:
            _add(menu, tr("Copy block as Markdown"), CopyWish(Wish.BLOCK, turn, part, leaf))

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        wish = action.data()
        if isinstance(wish, CopyWish):
            self._do(wish)

    def _do(self, wish: CopyWish) -> None:
        copying, turn, part = self._copying, wish.turn, wish.part
        if wish.wish is Wish.COPY:
            copying.copy_selection()
        elif wish.wish is Wish.COPY_MARKDOWN:
            copying.copy_selection(CopyForm.MARKDOWN)
        elif wish.wish is Wish.SELECT_ALL:
            self._view.select_all()
        elif wish.wish is Wish.CODE and isinstance(part, CodePart):
            copying.put(part.text)
        elif wish.wish in (Wish.CSV, Wish.TSV) and isinstance(part, TablePart):
            copying.put(table_text(part, "," if wish.wish is Wish.CSV else "\t"))
        elif wish.wish is Wish.BLOCK and turn is not None and part is not None:
            copying.put(block_markdown(turn, part, wish.leaf))
        elif turn is not None:
            is_source = wish.wish is Wish.MESSAGE_MARKDOWN
            copying.copy_message(turn, CopyForm.MARKDOWN if is_source else CopyForm.RICH)


def _add(menu: QMenu, text: str, wish: CopyWish) -> QAction:
    action = menu.addAction(text)
    action.setData(wish)
    action.setShortcutVisibleInContextMenu(True)
    return action
