"""One reply of a model: who, what it thought, what it said, what went wrong, the figures."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QRectF
from PySide6.QtGui import QGuiApplication, QPainter

from app.domain.conversation import Message, MessageState, ReplyGrowth, ReplyPhase
from app.markup.inline import Inline
from app.ui.transcript.block_part import BlockPart
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.head_part import HeadPart, speaker
from app.ui.transcript.message_text import copied_text, shown_text_of
from app.ui.transcript.part import Part
from app.ui.transcript.positions import CALL_LEAF, THOUGHT_LEAF
from app.ui.transcript.reply_flow import ReplyFlow
from app.ui.transcript.reply_footer import ReplyFooter, WritingRow
from app.ui.transcript.reply_tail import ReplyTail
from app.ui.transcript.thought_flow import ThoughtFlow
from app.ui.transcript.thought_row import ROW_PX, ThoughtRow
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_host import TurnHost
from app.ui.transcript.widget_part import WidgetPart
from app.ui.widgets.notice import Notice
from app.ui.words import clock_time, whole_seconds

if TYPE_CHECKING:
    from app.ui.transcript.tool_cards import ToolCards

_BEFORE_ROW_PX = -6
_AFTER_THOUGHT_PX = 6
_CARET_PX = 2


class ReplyTurn(Turn):
    """Grows by `grow` while the reply is written; `finish` shows how it ended."""

    def __init__(self, message: Message, host: TurnHost, inline: Inline, *, thought_open: bool) -> None:
        self._grown: list[tuple[str, str]] = []  # content and thinking that `message` does not have yet
        super().__init__(message)
        self._host = host
        self._inline = inline
        self._flow: ReplyFlow | None = None
        self._thought = ThoughtFlow()
        self._thought_open = thought_open
        self._row: WidgetPart[ThoughtRow] | None = None
        self._cards: ToolCards | None = None
        self._tail = ReplyTail(self, host)
        self._was_watched = self.running
        self._has_caret = False
        self._phase = ReplyPhase.CONNECTING
        self._clock = QElapsedTimer()
        self._clock.start()
        self._started_s = 0.0
        self._thought_s = message.thought_ns / 1e9

    @property
    def message(self) -> Message:
        """The reply with everything that has come."""
        if self._grown:
            content, thinking = ("".join(pieces) for pieces in zip(*self._grown, strict=True))
            message = self._message
            content, thinking = message.content + content, message.thinking + thinking
            self._message = replace(message, content=content, thinking=thinking)
            self._grown.clear()
        return self._message

    @property
    def model(self) -> str:
        """Name of what writes it."""
        return self._message.model

    @property
    def running(self) -> bool:
        """Whether the reply is still being written."""
        return self._message.state is MessageState.WRITING

    @property
    def phase(self) -> ReplyPhase:
        """What a running reply is doing."""
        return self._phase

    @property
    def elapsed_s(self) -> float:
        """How long a running reply has been under way."""
        return self._started_s + self._clock.elapsed() / 1000

    @property
    def notice(self) -> Notice | None:
        """What went wrong, while it is near the view."""
        return self._tail.notice

    @property
    def writing(self) -> WritingRow | None:
        """What a running reply is doing, while it is near the view."""
        return self._tail.writing

    def is_not_last(self) -> None:
        """Something follows the reply: it cannot go on any more."""
        self._tail.is_not_last()

    @property
    def footer(self) -> ReplyFooter | None:
        """Actions and figures, while they are near the view."""
        return self._tail.footer

    @property
    def flow(self) -> ReplyFlow | None:
        """What was said, while it is laid out."""
        return self._flow

    @property
    def thought_row(self) -> ThoughtRow | None:
        """The row that opens the thought, while it is near the view."""
        return self._row.widget if self._row else None

    @property
    def is_thought_open(self) -> bool:
        """Whether the text of the thought is shown."""
        return self._row is not None and self._thought_open

    @property
    def shows_thought(self) -> bool:
        """Whether there is a thought that is open, or will be when the parts are made."""
        return self._thought_open and bool(self.message.thinking)

    @property
    def flow_at(self) -> int:
        """The number of the first part of what was said."""
        return self._cards_at + (len(self._cards.parts) if self._cards is not None else 0)

    def accessible_name(self) -> str:
        message = self.message
        when = clock_time(message.created_at) if message.created_at else ""
        who = QCoreApplication.translate("ReplyTurn", "Assistant") if message.role == "assistant" else ""
        return ", ".join(part for part in (who, speaker(message), when) if part)

    def build(self) -> None:
        languages = self._host.languages.of_message(self._message.id)
        self._flow = ReplyFlow(self._inline, languages, folds=not self._was_watched)
        self._thought = ThoughtFlow()
        self._row = None
        if self.message.thinking:
            self._thought.feed(self.message.thinking)
            self._row = self._make_row()
        self._flow.feed(shown_text_of(self.message))
        if not self.running:
            self._flow.finish()
        self._flow.sync()
        self._show_calls()
        self.parts = self._all_parts()

    def grow(self, growth: ReplyGrowth) -> int:
        """Add what arrived; returns the number of the first part that changed."""
        self._grown.append((growth.content, growth.thinking))
        if growth.tool_calls:
            message = self.message
            self._message = replace(message, tool_calls=(*message.tool_calls, *growth.tool_calls))
        self._phase, self._started_s = growth.phase, growth.elapsed_s
        self._clock.start()
        self._has_caret = growth.phase is ReplyPhase.WRITING
        if growth.thought_ns:
            self._thought_s = growth.thought_ns / 1e9
        self._tail.show_growth(growth)
        if self._flow is None or not self.parts:
            return 0
        first = self._take_thinking(growth.thinking) if growth.thinking else len(self.parts)
        if growth.content:
            self._flow.feed(growth.content)
            first = min(first, self.flow_at + self._flow.sync())
        if growth.tool_calls:
            self._show_calls()
            first = min(first, self._cards_at)
        self.tick()
        is_last = self._has_caret and first == self.flow_at + len(self._flow.parts) - 1
        if growth.content and self._flow.only_longer and is_last:
            self.unsettle(first)
        elif first < len(self.parts) or growth.content:
            self._replace_from(first)
        return first

    def finish(self, message: Message) -> int:
        """Show the reply as it is kept; returns the number of the first part that changed."""
        old, self._message = self.message, message
        self._has_caret = False
        self._thought_s = message.thought_ns / 1e9 or self._thought_s
        first = len(self.parts)
        if self._flow is not None and self.parts:
            same_thought = message.thinking == old.thinking
            if same_thought and message.content.startswith(old.content):
                self._flow.feed(message.content[len(old.content) :])
                self._flow.finish()
                first = self.flow_at + self._flow.sync()
                if message.tool_calls != old.tool_calls:
                    self._show_calls()
                    first = self._cards_at
                self._tail.settle_end()
                self._replace_from(first)
            else:
                self.hide_widgets()
                self.build()
                self.style, first = None, 0
        self._label_row()
        return first

    def copy(self) -> None:
        """Put the reply on the clipboard as the model wrote it."""
        if self._tail.footer is not None:
            self._tail.footer.copy_button.click()
        else:
            QGuiApplication.clipboard().setText(copied_text(self.message))

    def set_thought_open(self, is_open: bool) -> None:
        """Open the thought, or fold it; also one that is still to come."""
        if is_open == self._thought_open:
            return
        self._thought_open = is_open
        if self._row is not None:
            if self._row.widget is not None:
                self._row.widget.setChecked(is_open)
            self._replace_from(2)

    def unfold(self, leaf: int) -> bool:
        """Open what hides a leaf, the thought or a call; whether it was folded."""
        if leaf < CALL_LEAF:
            was_folded = not self.is_thought_open
            self.set_thought_open(True)
            return was_folded
        if leaf >= 0 or self._cards is None or not self._cards.unfold(leaf):
            return False
        self._replace_from(self._cards_at)
        return True

    @property
    def cards(self) -> "ToolCards | None":
        """The calls of tools, while they are laid out."""
        return self._cards

    def tick(self) -> None:
        """Bring what counts seconds up to date."""
        self._label_row()
        self._tail.tick()

    def colour_some(self, top: float, bottom: float) -> int | None:
        """Colour code between two heights for a short while; the number of a part that looks new now."""
        if not self.parts:
            return None
        for number in range(self.part_at(top), self.part_at(bottom) + 1):
            part = self.parts[number]
            if isinstance(part, CodePart) and not part.lines.is_coloured and part.colour_some():
                return number
        return None

    def code_waits(self, top: float, bottom: float) -> bool:
        """Whether code between two heights has no colours yet."""
        if not self.parts:
            return False
        parts = self.parts[self.part_at(top) : self.part_at(bottom) + 1]
        return any(isinstance(part, CodePart) and part.waits for part in parts)

    def caret(self) -> tuple[int, QRectF] | None:
        """The mark behind the last glyph: the part, and where in it; None while nothing is written."""
        flow = self._flow
        if not self._has_caret or flow is None or not flow.parts or not self.running:
            return None
        last = flow.parts[-1]
        if not last.measured:
            return None
        box = last.caret()
        return (self.flow_at + len(flow.parts) - 1, box) if not box.isEmpty() or box.height() > 0 else None

    def mark_top(self) -> float:
        caret = self.caret()
        return self.top_of(caret[0]) + caret[1].top() if caret is not None else super().mark_top()

    def tail_top(self) -> int:
        first = len(self.parts) - len(self._tail.parts())
        return self.top_of(first) - self.parts[first].gap if self.parts and self.running else self.height

    def paint(self, painter: QPainter, left: float, top: float, clip: QRectF) -> None:
        super().paint(painter, left, top, clip)
        caret = self.caret()
        if caret is not None and self.style is not None:
            part, box = caret
            self.painted_mark_top = self.top_of(part) + box.top()
            box = QRectF(left + box.left() + 1, top + self.painted_mark_top, _CARET_PX, box.height())
            painter.fillRect(box, self.style.theme.color("accent"))

    def discard(self) -> None:
        super().discard()
        self._flow = None
        self._row = None
        self._cards = None

    def leaf_number(self, part: int, leaf: int) -> int:
        below = part - self._cards_at
        if below < 0:
            return THOUGHT_LEAF + max(0, part - 2)
        if self._cards is not None and below < len(self._cards.parts):
            return self._cards.leaf_number(below, leaf)
        assert self._flow is not None
        inside = min(part - self.flow_at, len(self._flow.parts) - 1)
        return self._flow.first_leaf(inside) + leaf if inside >= 0 else 0

    def part_of_leaf(self, number: int) -> tuple[int, int]:
        if number < CALL_LEAF:
            return min(2 + number - THOUGHT_LEAF, len(self.parts) - 1), 0
        assert self._flow is not None
        if self._cards is not None and (number < 0 or not self._flow.parts):
            part, leaf = self._cards.part_of_leaf(number)
            return self._cards_at + part, leaf
        if not self._flow.parts:
            return 0, 0
        inside = self._flow.part_of(number)
        return self.flow_at + inside, number - self._flow.first_leaf(inside)

    def _replace_from(self, first: int) -> None:
        """Show the parts from one on as they should be now."""
        is_said = first >= self.flow_at
        self.replace_parts(first, self._from(first) if is_said else self._all_parts()[first:])

    def _all_parts(self) -> list[Part]:
        """Every part as it should be now, top to bottom."""
        parts: list[Part] = [HeadPart(self.message)]
        if self._row is not None:
            parts.append(self._row)
            if self._thought_open:
                below = Part()
                below.height = _AFTER_THOUGHT_PX
                parts += [*self._thought.parts, below]
        if self._cards is not None:
            parts += self._cards.parts
        return parts + self._from(len(parts))

    def _from(self, first: int) -> list[Part]:
        """The parts from one of those of what was said on."""
        assert self._flow is not None
        new: list[Part] = [*self._flow.parts[first - self.flow_at :]]
        for part in new:
            if isinstance(part, BlockPart):
                part.on_changed = self._on_part_changed
        return [*new, *self._tail.parts()]

    @property
    def _cards_at(self) -> int:
        """The number of the first part below the thought: calls of tools, else what was said."""
        lines = len(self._thought.parts) + 1 if self._thought_open else 0
        return 1 + (1 + lines if self._row is not None else 0)

    def _show_calls(self) -> None:
        if self.message.tool_calls and self._cards is None:
            # Few replies have calls.
            from app.ui.transcript.tool_cards import ToolCards

            self._cards = ToolCards(self._host, self._inline, self._on_card_toggled, self._on_part_changed)
        if self._cards is not None:
            self._cards.show(self.message)

    def _on_card_toggled(self, row: Part) -> None:
        self._replace_from(self._cards_at)
        self._host.part_changed(self, row)

    def _take_thinking(self, text: str) -> int:
        first = self._thought.feed(text)
        if self._row is None:
            self._row = self._make_row()
            return 1
        return 2 + first if self._thought_open else len(self.parts)

    def _make_row(self) -> WidgetPart[ThoughtRow]:
        return WidgetPart(self._make_row_widget, ROW_PX, _BEFORE_ROW_PX, hugs=True)

    def _make_row_widget(self) -> ThoughtRow:
        row = ThoughtRow(self._host.theme, self._host.canvas)
        row.setChecked(self._thought_open)
        row.set_label(self._row_text())
        row.toggled.connect(self._on_row_toggled)
        return row

    def _on_row_toggled(self, is_open: bool) -> None:
        self.set_thought_open(is_open)
        if self._row is not None:
            self._host.part_changed(self, self._row)

    def _on_part_changed(self, part: Part) -> None:
        self._host.part_changed(self, part)

    def _label_row(self) -> None:
        if self._row is not None and self._row.widget is not None:
            self._row.widget.set_label(self._row_text())

    def _row_text(self) -> str:
        if self.running and self._phase is ReplyPhase.THINKING:
            words = QCoreApplication.translate("ReplyTurn", "Thinking… {time}")
            return words.format(time=whole_seconds(self.elapsed_s))
        if self._thought_s:
            words = QCoreApplication.translate("ReplyTurn", "Thought for {time}")
            return words.format(time=whole_seconds(max(1.0, self._thought_s)))
        return QCoreApplication.translate("ReplyTurn", "Thought")
