"""What a model asked tools for: a quiet row for each call, which opens to show all of it."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.chat import ToolCall
from app.domain.conversation import Message
from app.domain.tool_calls import as_code, short_arguments
from app.markup.inline import Inline
from app.ui.theme.theme import Theme
from app.ui.transcript.block_part import tr
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.message_text import call_blocks
from app.ui.transcript.part import Part
from app.ui.transcript.reply_flow import ReplyFlow
from app.ui.transcript.turn_host import TurnHost
from app.ui.transcript.widget_part import WidgetPart
from app.ui.widgets.label import Label
from app.ui.widgets.painted_button import PaintedButton

_ROW_PX = 38
_GAP_PX = 8
_BELOW_PX = 10
_PAD_PX = 12
_ICON_PX = 16
_SMALL_ICON_PX = 14
_SPACE_PX = 8
_SHORT_CHARS = 300
_SPOKEN_CHARS = 120


class ToolRow(PaintedButton):
    """Name and arguments on one line; checked is open."""

    focus_radius = 10

    def __init__(self, theme: Theme, call: ToolCall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = call.name
        self._arguments = short_arguments(call.arguments, _SHORT_CHARS)
        self._state = tr("Not run here")
        spoken = short_arguments(call.arguments, _SPOKEN_CHARS)
        named = tr("Tool call {name}, not run here").format(name=call.name)
        self.setAccessibleName(f"{named}: {spoken}" if spoken else named)
        self.setAccessibleDescription(_why())
        self.setToolTip(_why())
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        tallest = max(QFontMetrics(self._theme.font(role)).height() for role in ("code", "caption"))
        return QSize(4 * _ROW_PX, max(_ROW_PX, tallest + 18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        box = QRectF(self.rect())
        theme.paint_box(painter, box, 10, "hover" if self._hovered else "raised", "border")
        middle = box.height() / 2
        right = box.right() - _PAD_PX - _SMALL_ICON_PX
        chevron = "chevron-down" if self.isChecked() else "chevron-right"
        theme.paint_icon(painter, chevron, right, middle - _SMALL_ICON_PX / 2, _SMALL_ICON_PX, "muted")
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("muted"))
        state_px = QFontMetrics(painter.font()).horizontalAdvance(self._state)
        right -= _SPACE_PX + state_px
        aligned = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(right, 0, state_px + 1, box.height()), aligned, self._state)
        right -= _SPACE_PX - 2 + _SMALL_ICON_PX
        theme.paint_icon(painter, "circle-slash", right, middle - _SMALL_ICON_PX / 2, _SMALL_ICON_PX, "muted")
        left = _PAD_PX
        theme.paint_icon(painter, "wrench", left, middle - _ICON_PX / 2, _ICON_PX, "muted")
        left += _ICON_PX + _SPACE_PX
        painter.setFont(theme.font("code"))
        metrics = QFontMetrics(painter.font())
        for text, color in ((self._name, theme.color("text")), (self._arguments, theme.color("muted"))):
            room = int(right - left - 2 * _SPACE_PX)
            if room < metrics.horizontalAdvance("…"):
                return
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.setPen(color)
            painter.drawText(QRectF(left, 0, room + 1, box.height()), aligned, shown)
            left += metrics.horizontalAdvance(shown) + _SPACE_PX


class _Card:
    """One call: the row, and below it, while it is open, why it was not run and the whole call."""

    def __init__(self, cards: "ToolCards", call: ToolCall, first_leaf: int, lines: list[str]) -> None:
        self.call = call
        self.first_leaf = first_leaf
        self.lines = lines
        self.is_open = False
        self.row: WidgetPart[ToolRow] = WidgetPart(self._make_row, _ROW_PX, _GAP_PX)
        self._cards = cards
        self._inside: list[Part] = []

    @property
    def parts(self) -> list[Part]:
        """What is shown, top to bottom."""
        if not self.is_open:
            return [self.row]
        if not self._inside:
            of_call = f"{self._cards.message_id} {self.first_leaf}"
            languages = self._cards.host.languages.of_message(of_call)
            flow = ReplyFlow(self._cards.inline, languages, folds=True)
            flow.feed(as_code("\n".join(self.lines), "json"))
            flow.finish()
            flow.sync()
            for part in flow.parts:
                if isinstance(part, CodePart):
                    part.setting = replace(part.setting, gap=_GAP_PX)
                    part.on_changed = self._cards.on_changed
            self._inside = [WidgetPart(self._make_why, _ROW_PX // 2, _GAP_PX), *flow.parts]
        return [self.row, *self._inside]

    def set_open(self, is_open: bool) -> None:
        """Open it, or fold it."""
        self.is_open = is_open
        if self.row.widget is not None:
            self.row.widget.setChecked(is_open)

    def _make_row(self) -> ToolRow:
        row = ToolRow(self._cards.host.theme, self.call, self._cards.host.canvas)
        row.setChecked(self.is_open)
        row.toggled.connect(self._on_toggled)
        return row

    def _make_why(self) -> Label:
        return Label(self._cards.host.theme, _why(), "caption", "muted", True, self._cards.host.canvas)

    def _on_toggled(self, is_open: bool) -> None:
        if is_open != self.is_open:
            self.is_open = is_open
            self._cards.on_toggled(self.row)


class ToolCards:
    """The calls of one reply, in their order, above its words: a model calls tools, then answers.

    The lines of all calls are leaves with numbers from `CALL_LEAF` on, whether they are shown or not.
    """

    def __init__(
        self,
        host: TurnHost,
        inline: Inline,
        on_toggled: Callable[[Part], None],
        on_changed: Callable[[Part], None],
    ) -> None:
        """Plan no cards yet.

        Args:
            on_toggled: a person opened or folded the card with this row: the parts are others now.
            on_changed: as `BlockPart.on_changed`.
        """
        self.host = host
        self.inline = inline
        self.on_toggled = on_toggled
        self.on_changed = on_changed
        self.message_id = ""
        self._cards: list[_Card] = []
        self._below = Part()
        self._below.height = _BELOW_PX

    def show(self, message: Message) -> None:
        """Take the calls as they are now; cards of calls that stay are kept."""
        same, self.message_id = 0, message.id
        for card, call in zip(self._cards, message.tool_calls, strict=False):
            if card.call != call:
                break
            same += 1
        new = zip(message.tool_calls, call_blocks(message), strict=True)
        self._cards[same:] = [_Card(self, call, *block) for call, block in list(new)[same:]]

    @property
    def parts(self) -> list[Part]:
        """What is shown of all cards, top to bottom, and the room below."""
        return [*(part for card in self._cards for part in card.parts), self._below]

    @property
    def rows(self) -> list[ToolRow]:
        """The rows that are near the view."""
        return [card.row.widget for card in self._cards if card.row.widget is not None]

    @property
    def shown_lines(self) -> list[tuple[int, list[str]]]:
        """The lines of the open cards, each with the number of the first as a leaf."""
        return [(card.first_leaf, card.lines) for card in self._cards if card.is_open]

    def unfold(self, leaf: int) -> bool:
        """Open the card with a leaf; whether it was folded."""
        card = self._card_of(leaf)
        if card.is_open:
            return False
        card.set_open(True)
        return True

    def leaf_number(self, part: int, leaf: int) -> int:
        """The number, in the message, of a leaf of one of the parts."""
        for card in self._cards:
            count = len(card.parts)
            if part < count:
                return card.first_leaf + leaf
            part -= count
        return self._cards[-1].first_leaf

    def part_of_leaf(self, number: int) -> tuple[int, int]:
        """The part that holds a leaf of the message, or the row that hides it, and which leaf that is."""
        wanted, before = self._card_of(number), 0
        for card in self._cards:
            if card is wanted:
                break
            before += len(card.parts)
        inside = len(wanted.parts) - 1
        leaf = max(0, min(number - wanted.first_leaf, len(wanted.lines) - 1)) if inside else 0
        return before + inside, leaf

    def _card_of(self, leaf: int) -> _Card:
        return next((card for card in reversed(self._cards) if card.first_leaf <= leaf), self._cards[0])


def _why() -> str:
    return tr(
        "Arriero does not run tools. This is what the model asked for; if you run it yourself,"
        " send the result as your next message."
    )
