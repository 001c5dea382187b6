"""Finds words in all messages, in slices; keeps up with a reply that is being written."""

from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.markup.inline import Inline
from app.ui.theme.theme import Theme
from app.ui.transcript.find_text import Needle, leaf_hits, line_hits, message_hits
from app.ui.transcript.found import Found, Hit
from app.ui.transcript.message_text import call_lines
from app.ui.transcript.plain_part import split_lines
from app.ui.transcript.positions import CALL_LEAF, THOUGHT_LEAF, Position
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_list import TurnList

_SLICE_S = 0.002
_GROWTH_MS = 250
_LEAVES_A_GROWTH = 100


class FindView(Protocol):
    """The view, as far as a search works on it."""

    def first_place_in_view(self) -> Position:
        """Where the reader is."""
        ...

    def reveal(self, place: Position, end: int) -> None:
        """Unfold what hides characters, and scroll to them where they are not in view."""
        ...

    def shows(self, at: int) -> bool:
        """Whether something of the message at a place is in view."""
        ...

    def repaint_marks(self) -> None:
        """Hits are marked otherwise now."""
        ...


class Finding(QObject):
    """Looks from the reader's place to the end, then from the beginning."""

    changed = Signal()  # count, current hit or whether it is still looking

    def __init__(self, view: FindView, turns: TurnList, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = view
        self._turns = turns
        self._needle: Needle | None = None
        self._inline = Inline()
        self._found = Found()
        self._waiting: list[int] = []  # numbers of messages to be looked through, the next one last
        self._steps: Iterator[list[Hit] | None] | None = None
        self._wants_first = False
        self._start = Position(0, THOUGHT_LEAF, 0)
        self._must_paint = False  # a message in view has got hits, or lost them
        self._grown = (-1, 0)  # number of the reply that grows, and so many leaves were looked through
        self.went_round = False
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._on_slice)
        self._growth = QTimer(self, interval=_GROWTH_MS, singleShot=True)
        self._growth.timeout.connect(self._on_growth)

    @property
    def is_on(self) -> bool:
        """Whether there are words to be found."""
        return self._needle is not None

    @property
    def count(self) -> int:
        """How many hits there are so far."""
        return self._found.count

    @property
    def place(self) -> int:
        """The number of the current hit, from 1; 0 where there is none."""
        return self._found.place()

    @property
    def is_looking(self) -> bool:
        """Whether some messages were not looked through yet."""
        return self._slices.isActive()

    def hits(self, at: int) -> list[Hit]:
        """The hits of the message at a place."""
        return self._found.hits(at - self._turns.shift)

    def find(self, words: str, *, match_case: bool = False) -> None:
        """Look for words from the reader's place on; nothing ends the search."""
        here = self._here()
        self._needle = Needle(words, match_case=match_case) if words.strip() else None
        self._start = here
        self._wants_first = self._needle is not None
        self._begin()

    def mark_words(self, words: Sequence[str], at: int, *, in_thought: bool = False) -> None:
        """Mark each of some written words in the message at a place; go to the first said, or thought."""
        wanted = [word for word in words if word.strip()]
        self._needle = Needle.of_written(wanted) if wanted else None
        self._start = Position(at - self._turns.shift, THOUGHT_LEAF if in_thought else CALL_LEAF, 0)
        self._wants_first = bool(wanted)
        self._begin()
        self._waiting = [self._start.message] if wanted else []

    def restart(self) -> None:
        """The messages are others now; the reader's place is left alone."""
        if self._needle is not None:
            self._start = self._here()
            self._wants_first = False
            self._begin()

    def stop(self) -> None:
        """Look for nothing any more."""
        if self._needle is not None:
            self._needle = None
            self._begin()

    def go(self, step: int) -> bool:
        """Go to the next hit or the one before; False where there is none."""
        if self._found.current is not None:
            message, hit = self._found.current
            at = Position(message, hit.leaf, hit.end if step > 0 else hit.start)
        else:
            at = self._here()
        found = self._found.next_from(at, step)
        if found is None:
            return False
        self._go_to(*found)
        return True

    def note_growth(self) -> None:
        """The reply grew: its end is looked through soon."""
        if self._needle is not None and not self._growth.isActive():
            self._growth.start()

    def note_end(self, at: int) -> None:
        """The reply at a place ended, perhaps with another text: all of it is looked through."""
        if self._needle is not None:
            self._waiting.insert(0, at - self._turns.shift)
            self._grown = (-1, 0)
            self._slices.start()

    def mark(self, turn: Turn) -> None:
        """Tell a turn which of its words are marked."""
        turn.found = None
        if self._needle is not None and self._found.hits(turn.number):
            color = self._theme.color
            self._found.fill, self._found.edge = color("warning_tint"), color("warning")
            turn.found = self._found

    def _here(self) -> Position:
        if self._found.current is not None:
            message, hit = self._found.current
            return Position(message, hit.leaf, hit.start)
        return self._view.first_place_in_view().moved(-self._turns.shift)

    def _begin(self) -> None:
        self._found, self._steps, self.went_round = Found(), None, False
        self._grown = (-1, 0)
        self._slices.stop()
        self._growth.stop()
        first, count = -self._turns.shift, len(self._turns)
        self._waiting = []
        if self._needle is not None and count:
            start = min(max(self._start.message, first), first + count - 1)
            order = [*range(start, first + count), *range(first, start)]
            self._waiting = order[::-1]
            self._slices.start()
        self._view.repaint_marks()
        self.changed.emit()

    @Slot()
    def _on_slice(self) -> None:
        end = perf_counter() + _SLICE_S
        count = self._found.count
        while perf_counter() < end and self._step():
            pass
        if self._wants_first:
            self._take_first()
        if self._steps is None and not self._waiting:
            self._slices.stop()
            self._wants_first = False
            self.changed.emit()
        if self._must_paint:
            self._must_paint = False
            self._view.repaint_marks()
        if self._found.count != count:
            self.changed.emit()

    def _step(self) -> bool:
        """Look a little further; False at the end."""
        if self._steps is None:
            if not self._waiting or self._needle is None:
                return False
            at = self._waiting[-1] + self._turns.shift
            if not 0 <= at < len(self._turns):
                self._waiting.pop()
                return True
            running = self._running()
            if running is not None and running.number == self._waiting[-1]:
                self._waiting.pop()
                self._growth.start()
                return True
            self._steps = message_hits(self._turns.message(at), self._needle, self._inline)
        hits = next(self._steps)
        if hits is not None:
            message = self._waiting.pop()
            if hits != self._found.hits(message) and self._view.shows(message + self._turns.shift):
                self._must_paint = True
            self._found.set_hits(message, hits)
            self._steps = None
        return True

    def _take_first(self) -> None:
        """Go to the first hit behind the reader's place as soon as it is certain."""
        found = self._found.next_from(self._start, 1)
        if found is None:
            return
        message, hit, went_round = found
        if went_round and self._waiting and not message < self._waiting[-1] < self._start.message:
            return
        self._wants_first = False
        self._go_to(message, hit, went_round)

    def _go_to(self, message: int, hit: Hit, went_round: bool) -> None:
        self._found.current = message, hit
        self.went_round = went_round
        self._view.reveal(Position(message + self._turns.shift, hit.leaf, hit.start), hit.end)
        self._view.repaint_marks()
        self.changed.emit()

    def _running(self) -> ReplyTurn | None:
        """The reply that is being written, where its text is at hand."""
        at = len(self._turns) - 1
        turn = self._turns.peek(at) if at >= 0 else None
        is_at_hand = isinstance(turn, ReplyTurn) and turn.running and turn.flow is not None
        return turn if is_at_hand and isinstance(turn, ReplyTurn) else None

    @Slot()
    def _on_growth(self) -> None:
        """Look through what the reply has got since the last time; what is finished stays as it was."""
        turn = self._running()
        if self._needle is None or turn is None or turn.flow is None or turn.number in self._waiting:
            return
        text = turn.flow.text
        if turn.number != self._grown[0]:
            self._grown = (turn.number, 0)
        first = max(0, self._grown[1] - 1)
        stop = min(len(text.leaves), first + _LEAVES_A_GROWTH)
        before, known = self._found.count, self._found.hits(turn.number)
        thinking = split_lines(turn.message.thinking) if turn.message.thinking else []
        hits = line_hits(thinking, THOUGHT_LEAF, self._needle)
        hits += line_hits(call_lines(turn.message), CALL_LEAF, self._needle)
        hits += [hit for hit in known if 0 <= hit.leaf < first]
        hits += leaf_hits(text, first, stop, self._needle)
        self._found.set_hits(turn.number, hits)
        self._grown = (turn.number, stop)
        if stop < len(text.leaves):
            self._growth.start()
        if self._found.count != before:
            if self._view.shows(turn.number + self._turns.shift):
                self._view.repaint_marks()
            self.changed.emit()
