"""All messages of a chat: those near the reader have parts, the heights of the others are guessed."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from app.domain.conversation import Message
from app.markup.inline import Inline
from app.ui.transcript.heights import Heights
from app.ui.transcript.reading_style import ReadingStyle
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.speech_turn import SpeechTurn
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_host import TurnHost

GAP_PX = 20
BUILT_TURNS = 60
"""So many turns keep their parts and layouts."""
BUILT_PX = 120_000
"""So high may they be together, beside those in view: about five replies of 20,000 tokens."""
_SPEECH_PX = 71
_REPLY_PX = 100
_CALL_PX = 46


class TurnList:
    """Turns by their place. Turns know their number, which counts from the first message there ever was."""

    def __init__(self, host: TurnHost) -> None:
        self._host = host
        self._inline = Inline()
        self._messages: list[Message] = []
        self._turns: dict[int, Turn] = {}  # by number
        self._built: OrderedDict[int, Turn] = OrderedDict()
        self._untrimmed = False  # more was built, or became higher, since the last look
        self._first_number = 0
        self._style: ReadingStyle | None = None
        self._width = 0
        self._letters = 90.0  # a line
        self._pitch_px = 25
        self.heights = Heights()
        self.thoughts_open = False
        self._cut_id = ""  # the first message that the model was probably still given
        self._cut_px = 0
        self._cut_hint = 0

    def __len__(self) -> int:
        return len(self._messages)

    def __getitem__(self, at: int) -> Turn:
        """The turn at a place, counted from the end where negative; perhaps without parts.

        Raises:
            IndexError: there is none.
        """
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self.peek(at % len(self))

    def __iter__(self) -> Iterator[Turn]:
        return map(self.peek, range(len(self)))

    @property
    def messages(self) -> Sequence[Message]:
        """What is shown, oldest first."""
        return self._messages

    def set_messages(self, messages: Sequence[Message]) -> None:
        """Show other messages."""
        for turn in self._built.values():
            turn.discard()
        self._built.clear()
        self._turns.clear()
        self._messages = list(messages)
        self._first_number = 0
        self._guess_all()

    def prepend(self, messages: Sequence[Message]) -> int:
        """Put earlier messages before the first; returns how many there are of them."""
        self._messages[:0] = messages
        self._first_number -= len(messages)
        known = [self.heights[at] for at in range(len(self.heights))]
        self.heights = Heights([*map(self._guess, messages), *known])
        return len(messages)

    def append(self, message: Message) -> int:
        """Put a message at the end; returns its place."""
        self._messages.append(message)
        self.heights.append(self._guess(message))
        return len(self._messages) - 1

    def replace(self, at: int, message: Message) -> None:
        """Take a message as it is kept now; its turn stays."""
        self._messages[at] = message

    def remove(self, at: int) -> None:
        """Take a message away."""
        del self._messages[at]
        turns = {self.place(turn): turn for turn in self._turns.values()}
        gone = turns.pop(at, None)
        if gone is not None:
            gone.discard()
        self._turns.clear()
        self._built.clear()
        for place, turn in turns.items():
            turn.number = self._first_number + place - (place > at)
            self._turns[turn.number] = turn
            if turn.is_built:
                self._built[turn.number] = turn
        self.heights = Heights(self.heights[place] for place in range(len(self.heights)) if place != at)

    @property
    def shift(self) -> int:
        """What is added to the number of a turn for its place."""
        return -self._first_number

    def message(self, at: int) -> Message:
        """The message at a place, with what came of it so far."""
        turn = self._turns.get(self._first_number + at)
        return turn.message if turn is not None and _is_running(turn) else self._messages[at]

    def find(self, message_id: str) -> int | None:
        """The place of a message; looked for from the end."""
        for at in range(len(self._messages) - 1, -1, -1):
            if self._messages[at].id == message_id:
                return at
        return None

    def set_look(self, style: ReadingStyle, width: int) -> None:
        """Take style and width; all heights are guessed anew."""
        if style is self._style and width == self._width:
            return
        self._style, self._width = style, width
        body = style.text("body")
        self._letters = max(8.0, width / body.letter_px)
        self._pitch_px = body.pitch_px
        self._guess_all()

    def turn(self, at: int) -> Turn:
        """The turn at a place, with its parts, fitted to the present look."""
        assert self._style is not None
        number = self._first_number + at
        turn = self._turns.get(number)
        if turn is None:
            turn = self._turns[number] = self._make(self._messages[at], number)
        turn.fit(self._style, self._width)
        self._untrimmed |= number not in self._built
        self._built[number] = turn
        self._built.move_to_end(number)
        return turn

    def peek(self, at: int) -> Turn:
        """The turn at a place as it is, perhaps without parts."""
        number = self._first_number + at
        turn = self._turns.get(number)
        if turn is None:
            turn = self._turns[number] = self._make(self._messages[at], number)
        return turn

    def is_fitted(self, at: int) -> bool:
        """Whether the turn at a place has parts that are fitted to the present look."""
        turn = self._turns.get(self._first_number + at)
        return turn is not None and turn.is_built and turn.style is self._style and turn.width == self._width

    def is_laid_out(self, at: int, top: float, bottom: float) -> bool:
        """Whether nothing between two heights of the turn at a place waits for its layout."""
        return self.is_fitted(at) and self.peek(at).is_laid_out(top, bottom)

    def built(self) -> list[Turn]:
        """The turns that have parts."""
        return list(self._built.values())

    def place(self, turn: Turn) -> int:
        """Where a turn is."""
        return turn.number - self._first_number

    def note_height(self, turn: Turn) -> int:
        """Take the height that a turn has now; returns by how much it grew."""
        at = self.place(turn)
        grown = self.heights.set(at, turn.height + self.room_below(at))
        self._untrimmed |= grown > 0
        return grown

    def room_below(self, at: int) -> int:
        """How far the turn below the one at a place is."""
        return GAP_PX + (self._cut_px if self.is_cut_below(at) else 0)

    @property
    def width(self) -> int:
        """How wide turns are."""
        return self._width

    @property
    def cut_at(self) -> int | None:
        """The place of the message above which the mark of what was left out stands; None: nowhere."""
        if not self._cut_id:
            return None
        at = self._cut_hint
        if not (at < len(self) and self._messages[at].id == self._cut_id):
            at = self._cut_hint = self.find(self._cut_id) or 0
        return at or None

    def is_cut_below(self, at: int) -> bool:
        """Whether the mark of what was left out stands below the turn at a place."""
        return bool(self._cut_id) and at + 1 < len(self) and self._messages[at + 1].id == self._cut_id

    def set_cut(self, message_id: str, mark_px: int) -> None:
        """Have the mark, so high, stand above a message; an empty id: nowhere."""
        self._move_below_cut(-self._cut_px)
        self._cut_id, self._cut_px = message_id, mark_px
        self._move_below_cut(mark_px)

    def _move_below_cut(self, by_px: int) -> None:
        at = self.find(self._cut_id) if self._cut_id else None
        if at:
            self.heights.set(at - 1, self.heights[at - 1] + by_px)

    def trim(self, keep: tuple[int, int]) -> None:
        """Let go of the parts of turns that were not seen for long, save those at the places of a range."""
        if not self._untrimmed:
            return
        self._untrimmed = False
        built = self._built
        height_px = sum(turn.height for turn in built.values())
        if len(built) <= BUILT_TURNS and height_px <= BUILT_PX:
            return
        for number, turn in list(built.items())[:-1]:  # somebody is working with the last
            if keep[0] <= number - self._first_number <= keep[1] or _is_running(turn):
                continue
            height_px -= turn.height
            del built[number]
            turn.discard()
            del self._turns[number]
            if len(built) <= BUILT_TURNS and height_px <= BUILT_PX:
                return

    def _make(self, message: Message, number: int) -> Turn:
        turn: Turn
        if message.role == "user":
            turn = SpeechTurn(message, self._host)
        else:
            turn = ReplyTurn(message, self._host, self._inline, thought_open=self.thoughts_open)
        turn.number = number
        return turn

    def _guess_all(self) -> None:
        self.heights = Heights(map(self._guess, self._messages))

    def _guess(self, message: Message) -> int:
        length = len(message.content)
        if message.role == "user":
            lines = 1 + int(length / (self._letters * 0.7))
            return _SPEECH_PX + (lines - 1) * self._pitch_px + GAP_PX
        lines = 1 + int(length * 1.25 / self._letters)
        calls_px = len(message.tool_calls) * _CALL_PX
        return _REPLY_PX + lines * self._pitch_px + calls_px + GAP_PX


def _is_running(turn: Turn) -> bool:
    return isinstance(turn, ReplyTurn) and turn.running
