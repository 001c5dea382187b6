"""Below a reply: what it is doing while it is written; actions and figures when it is done."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.conversation import Message, MessageState, ReplyGrowth, ReplyPhase
from app.domain.versions import can_go_on
from app.ui.theme.theme import Theme
from app.ui.transcript.canvas import Spare
from app.ui.transcript.message_footer import MessageFooter
from app.ui.transcript.message_text import copied_text
from app.ui.transcript.turn_host import TurnHost, TurnWish
from app.ui.widgets.button import Button
from app.ui.widgets.label import Chip, Label
from app.ui.words import NO_BREAK_SPACE, clock_time, seconds, tokens, whole_seconds

_HEIGHT_PX = 28
_NARROW_PX = 420
_BESIDE_PX = 10  # a label and what is left of it
_STATE_PX = 4
_BUTTONS = 4


class WritingRow(Spare):
    """A chip with the state, a live count, and how to stop."""

    is_one_of_many = False

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._chip = Chip(theme, self.tr("Writing"), "sparkles", "accent_text", "tint")
        self._label = Label(theme, font="figures", color="muted")
        self._hint = Label(theme, self.tr("Esc stops and keeps what is written"), "caption", "faint")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(9)
        row.addWidget(self._chip)
        row.addWidget(self._label)
        row.addStretch(1)
        row.addWidget(self._hint)

    @property
    def text(self) -> str:
        """What is said beside the chip, or instead of it."""
        return self._label.text()

    @property
    def chip_shown(self) -> bool:
        """Whether the chip says that text is being written."""
        return not self._chip.isHidden()

    def show_waiting(self, phase: ReplyPhase, model: str, elapsed_s: float) -> None:
        """Say what is waited for, with whole seconds; nothing while text comes."""
        if phase is ReplyPhase.WRITING:
            return
        time = whole_seconds(elapsed_s)
        if phase is ReplyPhase.LOADING:
            text = self.tr("Loading {model}… {time}").format(model=model, time=time)
        elif phase is ReplyPhase.THINKING:
            text = ""
        elif phase is ReplyPhase.WAITING:
            text = self.tr("Waiting for the first word… {time}").format(time=time)
        else:
            text = self.tr("Connecting… {time}").format(time=time)
        self._chip.hide()
        self._label.setText(text)
        self._label.setVisible(bool(text))
        self._row.activate()

    def show_growth(self, growth: ReplyGrowth, model: str) -> None:
        """Show the live speed, where it is wanted: pieces are counted here, so it is "about"."""
        if growth.phase is not ReplyPhase.WRITING:
            self.show_waiting(growth.phase, model, growth.elapsed_s)
            return
        self._chip.show()
        self._label.setText(self._figures(growth) if self._theme.speed_shown else "")
        self._label.setVisible(self._theme.speed_shown)
        self._row.activate()  # at once: what is painted before the next turn of the loop would be cut

    def _figures(self, growth: ReplyGrowth) -> str:
        writing_s = growth.elapsed_s - (growth.first_piece_s or 0.0)
        parts = []
        if writing_s > 0.3 and growth.pieces > 1:
            speed = (growth.pieces - 1) / writing_s
            parts.append(self.tr("about {speed} tok/s").format(speed=_figure(speed)))
        parts.append(tokens(growth.pieces))
        parts.append(seconds(growth.elapsed_s))
        return " · ".join(part.replace(" ", NO_BREAK_SPACE) for part in parts)

    def release(self) -> bool:
        self._chip.show()
        self._label.setText("")
        return True

    def heightForWidth(self, width: int) -> int:
        return max(_HEIGHT_PX, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.setVisible(self.width() >= _NARROW_PX + self._hint.sizeHint().width() // 2)


class ReplyFooter(MessageFooter):
    """Copy, retry, more, versions, "Incomplete"; at the right model, speed, tokens, seconds and time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Copy reply"), self.tr("More about this reply"), 28, 15, parent)
        self.retry_button = Button(theme, self.tr("Write this reply again"), "refresh-cw", "icon", 28, 15)
        self.branch_button = Button(theme, self.tr("New chat from here"), "git-branch", "icon", 28, 15)
        self.retry_button.clicked.connect(self._on_retry)
        self.branch_button.clicked.connect(self._on_branch)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.copy_button, self.retry_button, self.branch_button, self.more_button):
            row.addWidget(button)
        row.addStretch(1)
        self.incomplete_chip: Chip | None = None
        self.go_on_button: Button | None = None
        self._model = Label(theme, "", "caption_medium", "muted")
        self.figures = Label(theme, "", "caption", "muted")
        self._time = Label(theme, "", "caption", "muted")
        for label in (self._model, self.figures, self._time):
            label.setContentsMargins(_BESIDE_PX, 0, 0, 0)
            row.addWidget(label)
        theme.changed.connect(self._fit)

    def show_message(self, message: Message, host: TurnHost) -> None:
        super().show_message(message, host)
        self.retry_button.setVisible(message.role == "assistant")
        self._add_state(message, is_last=host.is_last(message.id))
        self._model.setText(message.model)
        self.figures.setText(self._figures(message))
        self.figures.setToolTip(self._tooltip(message))
        self._time.setText(clock_time(message.created_at) if message.created_at else "")
        self._time.setVisible(bool(self._time.text()))
        self._fit()

    def _add_state(self, message: Message, *, is_last: bool) -> None:
        """Add the versions, what is missing, and the way on; most replies have none of them."""
        theme = self._theme
        found: list[QWidget] = [self.switch] if self.switch is not None else []
        if message.state in (MessageState.STOPPED, MessageState.FAILED):
            self.incomplete_chip = Chip(theme, self.tr("Incomplete"), "", "danger", "danger_tint")
        elif message.done_reason == "length":
            self.incomplete_chip = Chip(theme, self.tr("Stopped at the length limit"))
        if self.incomplete_chip is not None:
            found.append(self.incomplete_chip)
        at = _BUTTONS
        for widget in found:
            self._row.insertSpacing(at, _STATE_PX)
            self._row.insertWidget(at + 1, widget)
            at += 2
        if is_last and can_go_on(message) and message.failure is None:  # else the notice offers it
            self.go_on_button = Button(theme, self.tr("Continue"), "play", "quiet", 28, 14)
            self.go_on_button.clicked.connect(self._on_go_on)
            self._row.insertWidget(at, self.go_on_button)

    def is_not_last(self) -> None:
        """Something follows the reply: it cannot go on any more."""
        if self.go_on_button is not None:
            self.go_on_button.hide()

    def release(self) -> bool:
        return self.incomplete_chip is None and self.go_on_button is None and super().release()

    def _copied(self, message: Message) -> str:
        return copied_text(message)

    @Slot()
    def _on_retry(self) -> None:
        assert self._host is not None
        self._host.retry(self.message_id)

    @Slot()
    def _on_go_on(self) -> None:
        self._wish(TurnWish.GO_ON)

    @Slot()
    def _on_branch(self) -> None:
        self._wish(TurnWish.BRANCH)

    @Slot()
    def _fit(self) -> None:
        """Leave out figures that nobody wants; then them, then the model, where a whole line has no room."""
        room = self.width()
        self.figures.setVisible(bool(self.figures.text()) and self._theme.speed_shown)
        self._model.setVisible(bool(self._model.text()))
        for label in (self.figures, self._model):
            if self._row.sizeHint().width() > room:
                label.hide()

    def _figures(self, message: Message) -> str:
        stats = message.stats
        if stats is None:
            return ""
        parts = []
        if stats.tokens_per_s is not None:
            parts.append(self.tr("{speed} tok/s").format(speed=_figure(stats.tokens_per_s)))
        if stats.reply_tokens:
            parts.append(tokens(stats.reply_tokens))
        if stats.total_ns:
            parts.append(seconds(stats.total_ns / 1e9))
        return " · ".join(part.replace(" ", NO_BREAK_SPACE) for part in parts)

    def _tooltip(self, message: Message) -> str:
        stats = message.stats
        if stats is None:
            return ""
        lines = [
            self.tr("Load: {time}").format(time=seconds(stats.load_ns / 1e9)),
            self.tr("Prompt: {tokens}, {time}").format(
                tokens=tokens(stats.prompt_tokens), time=seconds(stats.prompt_ns / 1e9)
            ),
            self.tr("Reply: {tokens}, {time}").format(
                tokens=tokens(stats.reply_tokens), time=seconds(stats.reply_ns / 1e9)
            ),
        ]
        return "\n".join(lines)

    def heightForWidth(self, width: int) -> int:
        return max(_HEIGHT_PX, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _figure(speed: float) -> str:
    return f"{speed:.1f}" if speed < 1000 else f"{speed:.0f}"
