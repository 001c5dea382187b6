"""Puts what is selected, a block or a message on the clipboard, in slices where it is long."""

import csv
import io
from collections.abc import Iterator
from enum import Enum
from time import perf_counter

from PySide6.QtCore import QMimeData, QObject, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.ui.transcript.block_part import tr
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.copy_markdown import blocks_markdown, code_markdown, table_markdown
from app.ui.transcript.message_text import copied_text, shown_text_of
from app.ui.transcript.part import Part
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.selecting import Selecting
from app.ui.transcript.selection_copy import Copied, copy_steps, message_steps
from app.ui.transcript.table_part import TablePart
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_list import TurnList
from app.ui.widgets.announce import announce

_AT_ONCE_S = 0.008
_AT_ONCE_STEPS = 8  # a few messages are there before the next key, however busy the machine is
_SLICE_S = 0.003


class CopyForm(Enum):
    """What the clipboard gets."""

    RICH = "rich"  # plain text and HTML
    MARKDOWN = "markdown"
    PRIMARY = "primary"  # what the middle button pastes on X11 and Wayland


class Copying(QObject):
    """One copy at a time; a later one takes the place of one that is under way."""

    def __init__(self, view: QWidget, turns: TurnList, selecting: Selecting) -> None:
        super().__init__(view)
        self._view = view
        self._turns = turns
        self._selecting = selecting
        self._steps: Iterator[Copied | None] | None = None
        self._form = CopyForm.RICH
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_slice)

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to come to the clipboard."""
        return self._steps is not None

    def copy_selection(self, form: CopyForm = CopyForm.RICH) -> None:
        """Copy what is selected now."""
        if self._selecting.stretch is not None:
            self._begin(copy_steps(self._turns, self._selecting), form)

    def offer_primary(self) -> None:
        """Let the middle button paste what is selected, where systems have that."""
        if QGuiApplication.clipboard().supportsSelection() and not self.is_under_way:
            self.copy_selection(CopyForm.PRIMARY)

    def copy_message(self, turn: Turn, form: CopyForm) -> None:
        """Copy a whole message: as it is shown, or as it was written."""
        if form is CopyForm.MARKDOWN or not isinstance(turn, ReplyTurn):
            self.put(copied_text(turn.message))
        else:
            self._begin(message_steps(turn), form)

    def put(self, text: str) -> None:
        """Put a text on the clipboard."""
        self._stop()
        QGuiApplication.clipboard().setText(text)
        announce(self._view, tr("Copied"))

    def _begin(self, steps: Iterator[Copied | None], form: CopyForm) -> None:
        self._steps, self._form = steps, form
        self._run(_AT_ONCE_S, _AT_ONCE_STEPS)
        if self._steps is not None:
            self._timer.start()

    def _stop(self) -> None:
        self._steps = None
        self._timer.stop()

    @Slot()
    def _on_slice(self) -> None:
        self._run(_SLICE_S)

    def _run(self, for_s: float, least: int = 0) -> None:
        end = perf_counter() + for_s
        while self._steps is not None and (least > 0 or perf_counter() < end):
            least -= 1
            copied = next(self._steps, None)
            if copied is not None:
                self._stop()
                self._finish(copied)

    def _finish(self, copied: Copied) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._form is CopyForm.PRIMARY:
            clipboard.setText(copied.plain, QClipboard.Mode.Selection)
            return
        if self._form is CopyForm.MARKDOWN:
            clipboard.setText(copied.markdown)
        else:
            mime = QMimeData()
            mime.setText(copied.plain)
            mime.setHtml(copied.html)
            clipboard.setMimeData(mime)
        announce(self._view, tr("Copied"))


def block_markdown(turn: Turn, part: Part, leaf: int) -> str:
    """The block under a place as it was written; for plain text the line."""
    if isinstance(part, CodePart):
        return code_markdown(part.code, [row.text for row in part.lines.rows])
    if isinstance(part, TablePart):
        return table_markdown(part.table)
    number = turn.leaf_number(turn.part_number(part), leaf)
    if isinstance(turn, ReplyTurn) and turn.flow is not None and number >= 0:
        return blocks_markdown(shown_text_of(turn.message), turn.flow.text, number, number)
    return part.leaf_text(leaf)


def table_text(part: TablePart, delimiter: str) -> str:
    """The cells of a table for a spreadsheet. Source of the form: RFC 4180, with line feeds."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([cell.replace("\u2028", "\n") for cell in row] for row in part.cells())
    return out.getvalue()
