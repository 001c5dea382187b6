"""The transcript: the messages of a chat, what a reader does with them, what becomes of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.domain.conversation import Fork, Message, ReplyGrowth
from app.ui.failure_text import failure_text
from app.ui.theme.theme import Theme
from app.ui.transcript.anchor import Anchor
from app.ui.transcript.code_languages import CodeLanguages
from app.ui.transcript.part import Part
from app.ui.transcript.places import Places
from app.ui.transcript.reading_order import first_words
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.sheet import TOP_PX
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_host import TurnWish
from app.ui.transcript.turn_list import TurnList
from app.ui.transcript.walking_view import WalkingView
from app.ui.widgets.announce import announce

if TYPE_CHECKING:
    from app.ui.images.pictures import Pictures

_TICK_MS = 500
_LEAST_PX = 40  # the next message and its files need the rest where the window is low and letters are large
_SAID_LETTERS = 600  # of a reply that has ended; the rest is in the list


class Transcript(WalkingView):
    """Messages, of which those in view are laid out."""

    retry_requested = Signal(str)  # message id
    action_requested = Signal(str)  # an offer of a notice
    turn_wished = Signal(str, str)  # a `TurnWish`, message id
    announced = Signal(str)  # what a screen reader was told of the end of a reply

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, TurnList(self), parent)
        self.pictures: Pictures | None = None
        self.languages = CodeLanguages(self._on_language_given)
        self._places = Places()
        self._chat_id = ""
        self._forks: dict[str, Fork] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(_LEAST_PX)
        self.setAccessibleName(self.tr("Messages"))
        self._ticker = QTimer(self, interval=_TICK_MS)
        self._ticker.timeout.connect(self._on_tick)

    @property
    def last_reply(self) -> ReplyTurn | None:
        """The reply that the chat ends with."""
        last = self._turns.peek(len(self._turns) - 1) if len(self._turns) else None
        return last if isinstance(last, ReplyTurn) else None

    @property
    def running_turn(self) -> ReplyTurn | None:
        """The reply that is being written."""
        last = self.last_reply
        return last if last is not None and last.running else None

    def set_pictures(self, pictures: "Pictures") -> None:
        """Where the turns to come get their images from."""
        self.pictures = pictures

    def set_messages(
        self,
        messages: Sequence[Message],
        chat_id: str = "",
        forks: Sequence[Fork] = (),
        anchor_id: str = "",
    ) -> None:
        """Show the messages of a chat: where its reader was, else its end.

        Args:
            anchor_id: the message that is to be seen; where another version of it was, it takes that place.
        """
        tops = self._tops_in_view() if chat_id == self._chat_id else {}
        held = self._take_focus()
        self._places.leave(self._sheet, self._following)
        self._leave_turns()
        self._selecting.clear()
        self._chat_id, self._forks = chat_id, {fork.message_id: fork for fork in forks}
        self._marked_id = ""
        self._turns.set_messages(messages)
        self._pointer.leave()
        self._tell_target()
        self._prune_items()
        self._look()
        anchor = self._places.enter(chat_id, self._sheet)
        at = self._turns.find(anchor_id) if anchor_id and self.running_turn is None else None
        if at is not None:
            anchor = Anchor(self._turns.turn(at), None, 0, 0, 0, tops.get(at, TOP_PX))
        elif anchor_id:
            anchor = None  # the reply that is just being written ends the chat
        self._following = anchor is None
        self._pill.set_news(False)
        self._settle(anchor)
        self.finding.restart()
        if held and at is not None:
            self._give_focus(self._turns.peek(at), held)
        self._run_timers()

    def show_message(
        self, message_id: str, words: Sequence[str] = (), *, marked: bool = True, in_thought: bool = False
    ) -> bool:
        """Bring a message to the top of the view, tinted until the next click or key; False: not here.

        Args:
            words: as its Markdown has them, marked in it as long; the first of them is brought into view.
            in_thought: the first in the thought, which is opened for it, else in what is said.
        """
        at = self._turns.find(message_id)
        if at is None:
            return False
        self._following = False
        self._marked_id = message_id if marked else ""
        self._settle(Anchor(self._turns.turn(at), None, 0, 0, 0, TOP_PX))
        if words:
            self._words_marked = True
            self.finding.mark_words(words, at, in_thought=in_thought)
        return True

    def fork_in_view(self) -> Fork | None:
        """What the keyboard steps through: versions of the message with the focus, else the last in view."""
        focus: QWidget | None = self.window().focusWidget()
        while focus is not None and focus is not self:
            if (fork := self._forks.get(getattr(focus, "message_id", ""))) is not None:
                return fork
            focus = focus.parentWidget()
        shown = [fork for turn in self._shown if (fork := self._forks.get(turn.message.id)) is not None]
        return shown[-1] if shown else next(reversed(self._forks.values()), None)

    def prepend_messages(self, messages: Sequence[Message]) -> None:
        """Put earlier messages before the first; the reader's place stays."""
        anchor = self._anchor()
        self._selecting.shift(self._turns.prepend(messages))
        self._settle(anchor)
        self.finding.restart()

    def add_message(self, message: Message) -> None:
        """Add a message at the end; the person's own brings the end into view."""
        if message.role == "user":
            self._following = True
        anchor = self._anchor()
        last = self.last_reply
        at = self._turns.append(message)
        if last is not None:
            last.is_not_last()
        self._settle(anchor)
        self.finding.note_end(at)
        if self.items is not None:
            self.items.tell_added()
        self._run_timers()

    def remove_message(self, message_id: str) -> None:
        """Take a message away; what is read stays in place, where it is not that message."""
        at = self._turns.find(message_id)
        if at is None:
            return
        anchor = self._anchor()
        if anchor is not None and self._turns.place(anchor.turn) == at:
            below = self._sheet.top_of(at + 1) - self._sheet.value if at + 1 < len(self._turns) else 0
            y = below if below < self._sheet.view_px else 0
            is_last = at + 1 >= len(self._turns)
            anchor = None if is_last else Anchor(self._turns.turn(at + 1), None, 0, 0, 0, y)
        self._leave_turns()
        self._selecting.remove(at)
        self._turns.remove(at)
        self._prune_items()
        self._settle(anchor)
        self.finding.restart()

    def turn(self, message_id: str) -> Turn | None:
        """The turn of a message."""
        at = self._turns.find(message_id)
        return self._turns.peek(at) if at is not None else None

    def grow_reply(self, growth: ReplyGrowth) -> None:
        """Add text to the reply that is being written."""
        turn = self.turn(growth.message_id)
        if isinstance(turn, ReplyTurn) and turn.running:
            self._change(turn, lambda: turn.grow(growth))
            self.finding.note_growth()

    def finish_reply(self, message: Message) -> None:
        """Show how a reply ended."""
        at = self._turns.find(message.id)
        turn = self._turns.peek(at) if at is not None else None
        if at is not None and isinstance(turn, ReplyTurn):
            self._change(turn, lambda: turn.finish(message))
            self._turns.replace(at, message)
            self.finding.note_end(at)
            self._pill.set_news(not self._following)
            self._announce_end(turn)
        self._run_timers()

    def set_thoughts_open(self, are_open: bool) -> None:
        """Open all thoughts, or fold them; also those to come."""
        anchor = self._anchor()
        self._turns.thoughts_open = are_open
        for turn in self._turns.built():
            if isinstance(turn, ReplyTurn):
                turn.set_thought_open(are_open)
        self._settle(anchor)

    def part_changed(self, turn: Turn, part: Part) -> None:
        """A person changed a part: its height, or what it shows."""
        self._following = False
        number = turn.part_number(part)
        turn.unsettle(number)
        anchor = self._sheet.anchor_of(turn, number)
        self._settle(anchor if anchor.y >= 0 else self._anchor())

    def _on_language_given(self) -> None:
        """Paint code in the colours of another language, its place and height being the same."""
        for turn in self._turns.built():
            turn.waits = True
        self._canvas.update()
        self._show()

    def retry(self, message_id: str) -> None:
        """A person wants a reply again."""
        self.retry_requested.emit(message_id)

    def wish(self, wish: TurnWish, message_id: str) -> None:
        """A person wants something else of a message."""
        self.turn_wished.emit(wish.value, message_id)

    def fork_of(self, message_id: str) -> Fork | None:
        """The versions of a message, where there are several."""
        return self._forks.get(message_id)

    def is_last(self, message_id: str) -> bool:
        """Whether the chat ends with a message."""
        messages = self._turns.messages
        return bool(messages) and messages[-1].id == message_id

    def act(self, action: str) -> None:
        """A person takes the offer of a notice."""
        self.action_requested.emit(action)

    def _announce_end(self, turn: ReplyTurn) -> None:
        """Have the end of a reply said once, with its first words or what went wrong."""
        failure = turn.message.failure
        if failure is not None:
            words = failure_text(failure)
            said = f"{words.title}. {words.explanation}".strip()
        else:
            told = self.tr("{model} has finished: {text}")
            asked_for = ", ".join(call.name for call in turn.message.tool_calls)
            said = told.format(model=turn.model, text=first_words(turn, _SAID_LETTERS) or asked_for)
        announce(self, said)
        self.announced.emit(said)

    def _tops_in_view(self) -> dict[int, float]:
        """Where the turns in view begin, by their place."""
        sheet = self._sheet
        tops = {at: sheet.top_of(at) - sheet.value for at in range(sheet.first, sheet.last + 1)}
        return {at: max(TOP_PX, top) for at, top in tops.items() if top < sheet.view_px}

    def _take_focus(self) -> str:
        """Have the keyboard here instead of on a button that is about to go; the name of that button."""
        focus = self.window().focusWidget()
        if focus is None or not self._is_of_message(focus):
            return ""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return focus.accessibleName()

    def _give_focus(self, turn: Turn, name: str) -> None:
        """Put the keyboard on the button of that name below a turn, or on another that can be pressed."""
        footer = getattr(turn, "footer", None)
        if footer is not None:
            buttons = [button for button in footer.findChildren(QAbstractButton) if button.isEnabled()]
            same = [button for button in buttons if button.accessibleName() == name]
            for button in (same or buttons)[:1]:
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _run_timers(self) -> None:
        is_running = self.running_turn is not None
        if is_running != self._ticker.isActive():
            self._ticker.start() if is_running else self._ticker.stop()

    @Slot()
    def _on_tick(self) -> None:
        turn = self.running_turn
        if turn is not None:
            turn.tick()
