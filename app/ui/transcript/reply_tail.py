"""What stands below a reply: what it is doing while it is written; then files, faults, actions, figures."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QGuiApplication

from app.domain.conversation import Message, ReplyGrowth, ReplyPhase
from app.domain.failure import Failure
from app.domain.versions import can_go_on
from app.ui.failure_text import (
    COPY_DETAILS,
    GO_ON,
    Action,
    action_text,
    copy_details_text,
    detail_text,
    failure_text,
    go_on_texts,
)
from app.ui.transcript.canvas import get
from app.ui.transcript.part import Part
from app.ui.transcript.reply_footer import ReplyFooter, WritingRow
from app.ui.transcript.turn_host import TurnHost, TurnWish
from app.ui.transcript.widget_part import WidgetPart
from app.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from app.ui.images.turn_pictures import TurnPictures

FOOT_GAP_PX = 12
_FOOT_PX = 28
_NOTICE_PX = 54
_FILES_PX = 84
_CHIP_EVERY_MS = 200


class Reply(Protocol):
    """The reply above, as far as its tail must know it."""

    @property
    def message(self) -> Message:
        """The reply with everything that has come."""
        ...

    @property
    def model(self) -> str:
        """Name of what writes it."""
        ...

    @property
    def running(self) -> bool:
        """Whether it is still being written."""
        ...

    @property
    def phase(self) -> ReplyPhase:
        """What it is doing while it is written."""
        ...

    @property
    def elapsed_s(self) -> float:
        """How long it has been under way."""
        ...


class ReplyTail:
    """Makes the widgets when they come into view."""

    def __init__(self, turn: Reply, host: TurnHost) -> None:
        self._turn = turn
        self._host = host
        self._notice: WidgetPart[Notice] | None = None
        self._writing: WidgetPart[WritingRow] | None = None
        self._footer: WidgetPart[ReplyFooter] | None = None
        self._files: WidgetPart[TurnPictures] | None = None
        self._growth: ReplyGrowth | None = None
        self._shown = QElapsedTimer()
        self._phase: ReplyPhase | None = None

    @property
    def notice(self) -> Notice | None:
        """What went wrong, while it is near the view."""
        return self._notice.widget if self._notice else None

    @property
    def writing(self) -> WritingRow | None:
        """What the running reply is doing, while it is near the view."""
        return self._writing.widget if self._writing else None

    @property
    def footer(self) -> ReplyFooter | None:
        """Actions and figures, while they are near the view."""
        return self._footer.widget if self._footer else None

    def parts(self) -> list[Part]:
        """The parts below the text."""
        if self._turn.running:
            if self._writing is None:
                self._writing = WidgetPart(self._make_writing, _FOOT_PX, FOOT_GAP_PX, alike=WritingRow)
            return [self._writing]
        found: list[Part] = []
        if self._turn.message.attachments and self._host.pictures is not None:
            if self._files is None:
                self._files = WidgetPart(self._make_files, _FILES_PX, FOOT_GAP_PX)
            found.append(self._files)
        if self._turn.message.failure is not None:
            if self._notice is None:
                self._notice = WidgetPart(self._make_notice, _NOTICE_PX, FOOT_GAP_PX)
            found.append(self._notice)
        if self._footer is None:
            self._footer = WidgetPart(self._make_footer, _FOOT_PX, FOOT_GAP_PX, alike=ReplyFooter)
        return [*found, self._footer]

    def settle_end(self) -> None:
        """The reply is over: what it was doing is not shown any more."""
        if self._writing is not None:
            self._writing.hide_widgets()
            self._writing = None

    def show_growth(self, growth: ReplyGrowth) -> None:
        """Take the figures of a growth; they are shown five times a second, as fast as one can read."""
        self._growth = growth
        row = self.writing
        if row is None:
            return
        if growth.phase is self._phase and self._shown.isValid() and self._shown.elapsed() < _CHIP_EVERY_MS:
            return
        self._phase = growth.phase
        self._shown.start()
        row.show_growth(growth, self._turn.model)

    def is_not_last(self) -> None:
        """Something follows the reply: it cannot go on any more."""
        if self.footer is not None:
            self.footer.is_not_last()
        if self.notice is not None and self._turn.message.failure is not None:
            self._fill(self.notice, self._turn.message.failure)

    def tick(self) -> None:
        """Count the seconds of waiting."""
        row = self.writing
        if row is not None and self._turn.phase is not ReplyPhase.WRITING:
            row.show_waiting(self._turn.phase, self._turn.model, self._turn.elapsed_s)

    def _make_files(self) -> "TurnPictures":
        # Only replies of other programs have files.
        from app.ui.images.turn_pictures import TurnPictures

        host = self._host
        assert host.pictures is not None
        return TurnPictures(host.theme, host.pictures, self._turn.message.attachments, host.canvas)

    def _make_writing(self) -> WritingRow:
        canvas = self._host.canvas
        row = get(canvas, WritingRow, self._host.theme)
        if self._growth is not None:
            row.show_growth(self._growth, self._turn.model)
        else:
            row.show_waiting(self._turn.phase, self._turn.model, self._turn.elapsed_s)
        return row

    def _make_notice(self) -> Notice:
        failure = self._turn.message.failure
        assert failure is not None
        notice = Notice(self._host.theme, "danger", parent=self._host.canvas)
        self._fill(notice, failure)
        notice.action_triggered.connect(self._on_notice_action)
        return notice

    def _fill(self, notice: Notice, failure: Failure) -> None:
        """Say what happened; what was cut can go on for as long as nothing follows it."""
        words, message = failure_text(failure), self._turn.message
        actions = [(action.value, *action_text(action)) for action in words.actions]
        explanation = words.explanation
        if can_go_on(message) and self._host.is_last(message.id):
            going_on = go_on_texts()
            actions = [
                (name, going_on.start_over if name == Action.RETRY else text, icon)
                for name, text, icon in actions
            ]
            actions.append((GO_ON, going_on.go_on, "play"))
            explanation = f"{explanation} {going_on.explanation}"
        notice.set_texts(words.title, explanation)
        details = [(COPY_DETAILS, copy_details_text(), "copy")] if failure.detail else []
        notice.set_actions([*details, *actions], primary=GO_ON, quiet=(COPY_DETAILS, Action.RETRY.value))

    def _make_footer(self) -> ReplyFooter:
        footer = get(self._host.canvas, ReplyFooter, self._host.theme)
        footer.show_message(self._turn.message, self._host)
        return footer

    def _on_notice_action(self, action: str) -> None:
        failure = self._turn.message.failure
        if action == COPY_DETAILS and failure is not None:
            QGuiApplication.clipboard().setText(detail_text(failure))
        elif action == Action.RETRY:
            self._host.retry(self._turn.message.id)
        elif action == GO_ON:
            self._host.wish(TurnWish.GO_ON, self._turn.message.id)
        else:
            self._host.act(action)
