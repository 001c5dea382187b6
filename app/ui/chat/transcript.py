"""The turns of a chat, one below the other, in the reading column."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.domain.conversation import Message, ReplyGrowth
from app.ui.chat.reading_column import GUTTER_PX, READING_PX, reading_column
from app.ui.chat.reply_turn import ReplyTurn
from app.ui.chat.user_turn import UserTurn
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.focus_ring import KeyboardFocus
from app.ui.widgets.surface import paint_shadow

if TYPE_CHECKING:
    from app.ui.images.pictures import Pictures

NEAR_END_PX = 32
_TURNS_AT_ONCE = 30
_TURN_GAP_PX = 20
_TOP_PX = 20
_BOTTOM_PX = 24
_PILL_SHADOW = 10

Turn = UserTurn | ReplyTurn


class JumpPill(Button):
    """ "Jump to latest", over the end of the transcript."""

    focus_radius = 16

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() - 6 + 2 * _PILL_SHADOW, hint.height() + 2 * _PILL_SHADOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(_PILL_SHADOW, _PILL_SHADOW, -_PILL_SHADOW, -_PILL_SHADOW)
        paint_shadow(painter, box, box.height() / 2, _PILL_SHADOW, 0.05)
        self._theme.paint_box(painter, box, box.height() / 2, "raised", "border")
        self._theme.paint_icon(
            painter, "arrow-down", box.left() + 12, box.center().y() - 7, 14, "accent_text"
        )
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color("text"))
        painter.drawText(box.adjusted(32, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.label)


class Transcript(KeyboardFocus, QScrollArea):
    """Follows the end only while the reader is there."""

    link_activated = Signal(str)
    retry_requested = Signal(str)  # message id
    action_requested = Signal(str)  # an offer of a notice
    focus_radius = 4

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._turns: list[Turn] = []
        self._older: list[Message] = []  # above the turns, not made into widgets yet
        self._following = True
        self._reading_px = READING_PX
        self._thoughts_open = False
        self._pictures: Pictures | None = None
        self._column = QWidget()
        self.setWidget(self._column)
        self._column.setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Messages"))
        bar = self.verticalScrollBar()
        bar.setSingleStep(40)
        bar.actionTriggered.connect(self._on_bar_action)
        bar.valueChanged.connect(self._on_value_changed)
        self._pill = JumpPill(theme, self.tr("Jump to latest"), "arrow-down", height_px=30, parent=self)
        self._pill.clicked.connect(self.jump_to_latest)
        self._pill.hide()
        theme.changed.connect(self._on_theme_changed)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns that were made so far, top to bottom; older ones are made when the reader comes near."""
        return tuple(self._turns)

    @property
    def following(self) -> bool:
        """Whether new text scrolls into view."""
        return self._following

    @property
    def jump_pill(self) -> Button:
        """The button that goes to the end; visible while there is something below."""
        return self._pill

    @property
    def last_reply(self) -> ReplyTurn | None:
        """The reply that the chat ends with."""
        last = self._turns[-1] if self._turns else None
        return last if isinstance(last, ReplyTurn) else None

    @property
    def running_turn(self) -> ReplyTurn | None:
        """The reply that is being written."""
        return next((t for t in reversed(self._turns) if isinstance(t, ReplyTurn) and t.running), None)

    def set_pictures(self, pictures: "Pictures") -> None:
        """Where the turns to come get their images from."""
        self._pictures = pictures

    def set_messages(self, messages: tuple[Message, ...]) -> None:
        """Show these messages, the end in view."""
        for turn in self._turns:
            turn.hide()
            turn.deleteLater()
        shown = [message for message in messages if message.role in ("user", "assistant")]
        self._older = shown[:-_TURNS_AT_ONCE]
        self._turns = [self._make(message) for message in shown[-_TURNS_AT_ONCE:]]
        self._following = True
        self.relayout()

    def add_message(self, message: Message) -> None:
        """Add a message at the end; the person's own brings the end into view."""
        if message.role == "user":
            self._following = True
        self._turns.append(self._make(message))
        self.relayout(len(self._turns) - 1)

    def turn(self, message_id: str) -> Turn | None:
        """The turn of a message."""
        return next((turn for turn in reversed(self._turns) if turn.message.id == message_id), None)

    def grow_reply(self, growth: ReplyGrowth) -> None:
        """Add text to the reply that is being written."""
        turn = self.turn(growth.message_id)
        if isinstance(turn, ReplyTurn):
            turn.grow(growth)

    def finish_reply(self, message: Message) -> None:
        """Show how a reply ended."""
        turn = self.turn(message.id)
        if isinstance(turn, ReplyTurn):
            turn.finish(message)

    def set_reading_width(self, most_px: int) -> None:
        """Set the width of the reading column where there is room for it."""
        self._reading_px = most_px
        self.relayout()

    def set_thoughts_open(self, are_open: bool) -> None:
        """Open all thoughts, or fold them; also those to come."""
        self._thoughts_open = are_open
        for turn in self._turns:
            if isinstance(turn, ReplyTurn):
                turn.set_thought_open(are_open)

    @Slot()
    def jump_to_latest(self) -> None:
        """Go to the end and stay there."""
        self._following = True
        self._to_end()

    def relayout(self, first: int = 0, place: tuple[Turn | None, int] | None = None) -> None:
        """Place the turns from `first` on; what the reader sees (see `_anchor`) stays where it is."""
        anchor, offset = place or self._anchor()
        left, width = reading_column(self.width(), self._reading_px)
        top = _TOP_PX
        if first:
            above = self._turns[first - 1].geometry()
            top = above.bottom() + 1 + _TURN_GAP_PX
        for turn in self._turns[first:]:
            height = turn.place(width)
            turn.setGeometry(left, top, width, height)
            top += height + _TURN_GAP_PX
        total = top - _TURN_GAP_PX + _BOTTOM_PX if self._turns else 0
        self._column.resize(self.width() - GUTTER_PX, max(0, total))
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, total - self._view_px()))
        if self._following:
            self._to_end()
        elif anchor is not None:
            bar.setValue(anchor.y() - offset)
        self._place_pill()

    def _view_px(self) -> int:
        """The height of the view.

        Not asked of `viewport()`: to wrap a widget that Qt made, PySide loads every widget class there is,
        which costs 1 MB in a program that uses few of them.
        """
        return self.maximumViewportSize().height()

    def _anchor(self) -> tuple[Turn | None, int]:
        """The first turn in view and how far its top is from the top of the view."""
        value = self.verticalScrollBar().value()
        for turn in self._turns:
            if turn.geometry().bottom() >= value:
                return turn, turn.y() - value
        return None, 0

    def _make(self, message: Message) -> Turn:
        turn: Turn
        if message.role == "user":
            turn = UserTurn(self._theme, message, self._column, self._pictures)
        else:
            turn = ReplyTurn(self._theme, message, self._column, self._thoughts_open)
            turn.height_changed.connect(self._on_turn_height_changed)
            turn.link_activated.connect(self.link_activated)
            turn.retry_requested.connect(self.retry_requested)
            turn.action_requested.connect(self.action_requested)
        turn.selection_started.connect(self._on_selection_started)
        turn.show()
        return turn

    def _to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._place_pill()

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.maximum() - bar.value() <= NEAR_END_PX

    def _place_pill(self) -> None:
        shown = not self._following and not self._at_end()
        if shown:
            hint = self._pill.sizeHint()
            corner = QPoint((self.width() - GUTTER_PX - hint.width()) // 2, self.height() - hint.height() - 4)
            self._pill.setGeometry(corner.x(), corner.y(), hint.width(), hint.height())
            self._pill.raise_()
        self._pill.setVisible(shown)

    @Slot()
    def _on_turn_height_changed(self) -> None:
        turn = self.sender()
        at = next((at for at, each in enumerate(self._turns) if each is turn), None)
        if at is not None:
            self.relayout(at)

    @Slot()
    def _on_selection_started(self) -> None:
        # Text that moves under the pointer cannot be selected.
        if self.running_turn is not None:
            self._following = False

    @Slot(int)
    def _on_bar_action(self, _action: int) -> None:
        bar = self.verticalScrollBar()
        upwards = bar.sliderPosition() < bar.value()
        self._following = not upwards and bar.maximum() - bar.sliderPosition() <= NEAR_END_PX

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        self._place_pill()
        if self._older and value < self._view_px():
            QTimer.singleShot(0, self._show_older)

    @Slot()
    def _show_older(self) -> None:
        """Make the next turns above those there are; the reader's place stays."""
        place = self._anchor()  # before turns without a place stand above
        messages = self._older[-_TURNS_AT_ONCE:]
        del self._older[-_TURNS_AT_ONCE:]
        self._turns[:0] = [self._make(message) for message in messages]
        self.relayout(place=place)

    @Slot()
    def _on_theme_changed(self) -> None:
        following = self._following
        value = self.verticalScrollBar().value()
        self.set_messages((*self._older, *(turn.message for turn in self._turns)))
        self._following = following
        if not following:
            self.verticalScrollBar().setValue(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.verticalScrollBar()
        before = bar.value()
        super().wheelEvent(event)
        if event.angleDelta().y() > 0 or event.pixelDelta().y() > 0 or bar.value() < before:
            self._following = False
        else:
            self._following = self._at_end()
        self._place_pill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_End:
            self.jump_to_latest()
        elif event.key() == Qt.Key.Key_Home:
            self._following = False
            while self._older:
                self._show_older()
            self.verticalScrollBar().setValue(0)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.relayout()
