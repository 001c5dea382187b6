"""One running reply: what has come, journalled at once and told at a pace the eye can follow."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

from app.domain.chat import ChatDelta, ReplyStats, ToolCall
from app.domain.conversation import Message, ReplyGrowth, ReplyPhase

GROWTH_INTERVAL_S = 0.016
SLOW_GROWTH_INTERVAL_S = 0.033
SLOW_FRAME_S = 0.004
TICK_S = 1.0


class RunningReply:
    """Gathers the deltas of one reply; one that goes on begins with the text it has.

    `emit` is called with what was added, at most every 16 ms, every 33 ms while a growth costs the
    window over 4 ms, and once a second while nothing comes, so that waiting can be shown.
    """

    def __init__(self, message: Message, *, is_loaded: bool, emit: Callable[[ReplyGrowth], None]) -> None:
        self.pieces = 0
        self.stats: ReplyStats | None = None
        self.done_reason = ""
        self._message = message
        self._emit = emit
        self._phase = ReplyPhase.WAITING if is_loaded else ReplyPhase.LOADING
        self._content: list[str] = []
        self._thinking: list[str] = []
        self._calls: list[ToolCall] = []
        self._told = (0, 0, 0)  # how many pieces of content, of thinking, and calls have been told
        self._started_at = time.perf_counter()
        self._first_piece_at: float | None = None
        self._thought_from: float | None = None
        self._thought_until: float | None = None
        self._told_at = 0.0
        self._is_told = True  # all that has come
        self._interval_s = GROWTH_INTERVAL_S
        self._timer: asyncio.TimerHandle | None = None
        self._tell()

    @property
    def model(self) -> str:
        """Name of what writes it."""
        return self._message.model

    @property
    def message(self) -> Message:
        """The message with everything that has come so far."""
        return replace(
            self._message,
            content=self._message.content + "".join(self._content),
            thinking=self._message.thinking + "".join(self._thinking),
            stats=self.stats,
            done_reason=self.done_reason,
            thought_ns=self.thought_ns,
            tool_calls=self.tool_calls,
        )

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """All calls of tools so far: each comes whole."""
        return (*self._message.tool_calls, *self._calls)

    @property
    def thought_ns(self) -> int:
        """How long the model has thought, from the first thought to the first word."""
        before = self._message.thought_ns  # of a reply that goes on
        if self._thought_from is None:
            return before
        until = self._thought_until if self._thought_until is not None else time.perf_counter()
        return before + int((until - self._thought_from) * 1e9)

    def add(self, delta: ChatDelta) -> None:
        """Take one delta in."""
        now = time.perf_counter()
        self.pieces += 1
        self._is_told = False
        if self._first_piece_at is None:
            self._first_piece_at = now
        if delta.thinking:
            self._thinking.append(delta.thinking)
            self._phase = ReplyPhase.THINKING
            if self._thought_from is None:
                self._thought_from = now
        if delta.content:
            self._content.append(delta.content)
        self._calls += delta.tool_calls
        if delta.content or delta.tool_calls:
            self._phase = ReplyPhase.WRITING
            if self._thought_until is None:
                self._thought_until = now
        if delta.done:
            self.stats, self.done_reason = delta.stats, delta.done_reason
        self._schedule(max(0.0, self._may_tell_in_s()))

    def add_held(self, content: str) -> None:
        """Take in words that were held back on their way here: they count as no delta."""
        self._content.append(content)

    def tell_now(self) -> None:
        """Tell what has come since it was told last."""
        self._cancel_timer()
        self._tell()

    async def rest(self) -> None:
        """Tell what has come, then wait until more may be told.

        Who reads the reply rests so between what came and what comes next: at 500 tokens a second, to be
        woken for each costs several times as much as the tokens.
        """
        if not self._is_told and self._may_tell_in_s() <= 0:
            self.tell_now()
        if (rest_s := self._may_tell_in_s()) > 0:
            await asyncio.sleep(rest_s)

    def close(self) -> None:
        """Tell what is left and stop telling."""
        self._cancel_timer()
        self._tell()
        self._cancel_timer()  # telling has set it for the next time

    def _may_tell_in_s(self) -> float:
        return self._told_at + self._interval_s - time.perf_counter()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _schedule(self, delay_s: float) -> None:
        loop = asyncio.get_event_loop()
        if self._timer is not None:
            if self._timer.when() <= loop.time() + delay_s:
                return
            self._timer.cancel()
        self._timer = loop.call_later(delay_s, self._tell)

    def _tell(self) -> None:
        self._timer = None
        self._is_told = True
        content_from, thinking_from, calls_from = self._told
        content, thinking = "".join(self._content[content_from:]), "".join(self._thinking[thinking_from:])
        calls = tuple(self._calls[calls_from:])
        self._told = (len(self._content), len(self._thinking), len(self._calls))
        started = time.perf_counter()
        first = self._first_piece_at
        self._emit(
            ReplyGrowth(
                self._message.chat_id,
                self._message.id,
                self._phase,
                content,
                thinking,
                self.pieces,
                started - self._started_at,
                None if first is None else first - self._started_at,
                self.thought_ns,
                calls,
            )
        )
        self._told_at = time.perf_counter()
        is_slow = self._told_at - started > SLOW_FRAME_S
        self._interval_s = SLOW_GROWTH_INTERVAL_S if is_slow else GROWTH_INTERVAL_S
        self._schedule(TICK_S)
