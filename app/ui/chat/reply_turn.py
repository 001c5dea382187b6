"""One reply of a model: who, what it thought, its blocks, what went wrong, the figures."""

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Message, MessageState, ReplyGrowth, ReplyPhase
from app.ui.chat.block_column import BlockColumn
from app.ui.chat.reply_footer import ReplyFooter, WritingRow
from app.ui.chat.thought import Thought
from app.ui.failure_text import action_text, failure_text
from app.ui.theme.theme import Theme
from app.ui.widgets.notice import Notice
from app.ui.words import clock_time, whole_seconds

_TILE_PX = 24
_HEAD_GAP_PX = 8
_GAP_PX = 12
_TICK_MS = 500


class ReplyTurn(QWidget):
    """Grows by `grow` while the reply is written; `finish` shows how it ended."""

    height_changed = Signal()
    link_activated = Signal(str)
    selection_started = Signal()
    retry_requested = Signal(str)  # message id
    action_requested = Signal(str)  # an offer of the notice other than retry

    def __init__(
        self, theme: Theme, message: Message, parent: QWidget | None = None, thought_open: bool = False
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thought_open = thought_open  # when there is one
        self.message = message
        self.blocks = BlockColumn(theme, self)
        self.blocks.link_activated.connect(self.link_activated)
        self.blocks.selection_started.connect(self.selection_started)
        self.thought: Thought | None = None
        self.notice: Notice | None = None
        self.footer: ReplyFooter | None = None
        self.writing: WritingRow | None = None
        self._phase = ReplyPhase.CONNECTING
        self._clock = QElapsedTimer()
        self._started_s = 0.0
        self._thought_s = 0.0
        self._ticker = QTimer(self, interval=_TICK_MS)
        self._ticker.timeout.connect(self._on_tick)
        self._name_turn()
        if message.thinking:
            self._add_thinking(message.thinking)
        if message.content:
            self.blocks.feed(message.content)
        if message.state is MessageState.WRITING:
            self._begin()
        else:
            self._end()

    @property
    def running(self) -> bool:
        """Whether the reply is still being written."""
        return self.message.state is MessageState.WRITING

    def grow(self, growth: ReplyGrowth) -> None:
        """Add what arrived."""
        if not self.running:
            return
        self.message = replace(
            self.message,
            content=self.message.content + growth.content,
            thinking=self.message.thinking + growth.thinking,
        )
        self._phase = growth.phase
        self._started_s = growth.elapsed_s
        self._clock.start()
        if growth.thinking:
            self._add_thinking(growth.thinking)
        if growth.thought_ns:
            self._thought_s = growth.thought_ns / 1e9
        if growth.content:
            self.blocks.feed(growth.content)
        self.blocks.set_caret(growth.phase is ReplyPhase.WRITING)
        if self.writing is not None:
            self.writing.show_growth(growth, self.message.model)
        self._label_thought()
        self.height_changed.emit()

    def set_thought_open(self, is_open: bool) -> None:
        """Open the thought, or fold it; also one that is still to come."""
        self._thought_open = is_open
        if self.thought is not None:
            self.thought.row.setChecked(is_open)

    def finish(self, message: Message) -> None:
        """Show the reply as it is kept, with its figures or its failure."""
        old, self.message = self.message, message
        if message.thinking != old.thinking:
            rest = message.thinking.removeprefix(old.thinking)
            self._add_thinking(rest if message.thinking.startswith(old.thinking) else "")
        if message.content.startswith(old.content):
            self.blocks.feed(message.content[len(old.content) :])
        else:
            self._replace_blocks()
            self.blocks.feed(message.content)
        self._ticker.stop()
        if self.writing is not None:
            self.writing.hide()
            self.writing.deleteLater()
            self.writing = None
        self._name_turn()
        self._end()
        self.height_changed.emit()
        self.update()

    def place(self, width: int) -> int:
        """Lay out for a width and return the height."""
        top = max(_TILE_PX, QFontMetrics(self._theme.font("ui_strong")).height()) + _HEAD_GAP_PX
        if self.thought is not None:
            height = self.thought.place(width)
            self.thought.setGeometry(0, top - 4, width, height)
            top += height + (4 if self.thought.row.isChecked() else -2)
        height = self.blocks.place(width)
        self.blocks.setGeometry(0, top, width, height)
        top += height
        for part in (self.notice, self.writing, self.footer):
            if part is None:
                continue
            top += _GAP_PX if height or part is not self.writing else 2
            height = part.heightForWidth(width)
            part.setGeometry(0, top, width, height)
            top += height
        return top

    def _begin(self) -> None:
        self._clock.start()
        self._ticker.start()
        self.writing = WritingRow(self._theme, self)
        self.writing.show()
        self._on_tick()

    def _end(self) -> None:
        self.blocks.finish()
        message = self.message
        if message.thought_ns:
            self._thought_s = message.thought_ns / 1e9
        self._label_thought()
        if message.failure is not None and self.notice is None:
            self.notice = self._make_notice()
        self.footer = ReplyFooter(self._theme, message, self)
        self.footer.retry_requested.connect(self._on_retry)
        self.footer.show()

    def _make_notice(self) -> Notice:
        assert self.message.failure is not None
        words = failure_text(self.message.failure)
        notice = Notice(self._theme, "danger", parent=self)
        notice.set_texts(words.title, words.explanation)
        notice.set_actions([(action.value, *action_text(action)) for action in words.actions])
        notice.action_triggered.connect(self._on_notice_action)
        notice.show()
        return notice

    def _replace_blocks(self) -> None:
        self.blocks.hide()
        self.blocks.deleteLater()
        self.blocks = BlockColumn(self._theme, self)
        self.blocks.link_activated.connect(self.link_activated)
        self.blocks.selection_started.connect(self.selection_started)
        self.blocks.show()

    def _add_thinking(self, text: str) -> None:
        if self.thought is None:
            self.thought = Thought(self._theme, self)
            self.thought.row.setChecked(self._thought_open)
            self.thought.row.toggled.connect(self._on_thought_toggled)
            self.thought.body.text_block.selection_started.connect(self.selection_started)
            self.thought.show()
        self.thought.body.append(text)

    def _label_thought(self) -> None:
        if self.thought is None:
            return
        if self.running and self._phase is ReplyPhase.THINKING:
            text = self.tr("Thinking… {time}").format(time=whole_seconds(self._elapsed_s()))
        elif self._thought_s:
            text = self.tr("Thought for {time}").format(time=whole_seconds(max(1.0, self._thought_s)))
        else:
            text = self.tr("Thought")
        self.thought.row.set_label(text)

    def _elapsed_s(self) -> float:
        return self._started_s + (self._clock.elapsed() / 1000 if self._clock.isValid() else 0.0)

    def _name_turn(self) -> None:
        when = self.message.created_at
        time = clock_time(when) if when else ""
        parts = (self.tr("Assistant"), self.message.model, time)
        self.setAccessibleName(", ".join(part for part in parts if part))

    @Slot()
    def _on_tick(self) -> None:
        if self.writing is not None:
            self.writing.show_waiting(self._phase, self.message.model, self._elapsed_s())
        self._label_thought()

    @Slot(bool)
    def _on_thought_toggled(self, _open: bool) -> None:
        self.height_changed.emit()

    @Slot()
    def _on_retry(self) -> None:
        self.retry_requested.emit(self.message.id)

    @Slot(str)
    def _on_notice_action(self, action: str) -> None:
        if action == "retry":
            self.retry_requested.emit(self.message.id)
        else:
            self.action_requested.emit(action)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        strong = self._theme.font("ui_strong")
        metrics = QFontMetrics(strong)
        height = max(_TILE_PX, metrics.height())
        tile = QRectF(0, 0, height, height)
        self._theme.paint_box(painter, tile, 6, "chip")
        model = self.message.model
        painter.setFont(strong)
        painter.setPen(self._theme.color("muted"))
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, model[:1].lower())
        painter.setPen(self._theme.color("text"))
        left = height + 8.0
        painter.drawText(QRectF(left, 0, self.width(), height), Qt.AlignmentFlag.AlignVCenter, model)
        if self.message.created_at is not None:
            left += metrics.horizontalAdvance(model) + 9
            painter.setFont(self._theme.font("caption"))
            painter.setPen(self._theme.color("faint"))
            time = clock_time(self.message.created_at)
            painter.drawText(QRectF(left, 0, 200, height), Qt.AlignmentFlag.AlignVCenter, time)
