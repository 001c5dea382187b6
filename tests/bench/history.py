"""Opening 10,000 messages against 1,000, resizing them, memory after scrolling through all."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

from app.domain.conversation import Chat, Message
from app.services.last_time import OPEN_CHAT
from app.storage.conversations import ConversationStore
from app.ui.transcript.view import Transcript
from tests.bench import _stream_view
from tests.bench._stream_view import Stream
from tests.bench.measure import BenchResult, burn_cpu_s, median_output, python, resident_bytes, run_in_turns
from tests.bench.streaming import REPLY, text_of

RUNS = 5
SHORT, LONG = 1_000, 10_000
MEMORY_RUNS = 3
CONTROL_TOKENS = 2_400
"""As many frames at 8 tokens each as the wheel is turned."""
SCROLL_THROUGH = """
import os
from tests.bench import history
print(history.memory_of({count}), flush=True)
os._exit(0)
"""


def chat(count: int) -> tuple[Message, ...]:
    """Questions and replies in turn, of about 175 tokens a message, no two alike."""
    paragraphs = REPLY.split("\n\n")
    found = []
    for number in range(count):
        role = "assistant" if number % 2 else "user"
        some = "\n\n".join(paragraphs[(number + step) % len(paragraphs)] for step in range(number % 5 + 1))
        text = (
            f"Message {number}. {some if role == 'assistant' else 'What should be changed first, and why?'}"
        )
        found.append(Message(f"{number:032x}", _stream_view.CHAT_ID, None, role, text, model="bench:1b"))
    return tuple(found)


def write_chat(folder: Path, count: int) -> None:
    """Write such a chat into a data folder and make it the one that is opened at the start."""
    now = datetime.now(UTC)
    store = ConversationStore.open(folder)
    parent = None
    for number, message in enumerate(chat(count)):
        message = replace(message, parent_id=parent, created_at=now)
        if number:
            store.add_message(message)
        else:
            store.create_chat(Chat(message.chat_id, "Bench", "smol", now, now), message)
        parent = message.id
    store.set_state(OPEN_CHAT, _stream_view.CHAT_ID).result()
    store.close()


def run() -> BenchResult:
    """Open both in turns, resize, then scroll through all in a process of its own."""
    theme = _stream_view.make_theme()
    chats = {count: chat(count) for count in (SHORT, LONG)}
    opened: dict[int, list[float]] = {SHORT: [], LONG: []}
    resized: list[float] = []
    scrolled: list[float] = []
    floors: list[Stream] = []
    for turn in range(RUNS + 1):
        for count, messages in chats.items():
            view = Transcript(theme)
            _stream_view.shown(view)
            cost = _cpu_of(partial(view.set_messages, messages))
            if turn:
                opened[count].append(cost)
            if turn and count == LONG:
                resized += [_resize(view, width) for width in (870, 840, 900)]
                scrolled += _scroll(view)
                floors.append(_stream_view.plain(theme, text_of(CONTROL_TOKENS)))
            view.hide()
            view.deleteLater()
            _stream_view.one_turn()
    sizes = {str(count): python("-c", SCROLL_THROUGH.format(count=count)) for count in (10, LONG)}
    usages = run_in_turns(sizes, MEMORY_RUNS)
    figures = {
        "open_1000_cpu_ms": median(opened[SHORT]) * 1e3,
        "open_10000_cpu_ms": median(opened[LONG]) * 1e3,
        "open_10000_to_1000": median(opened[LONG]) / median(opened[SHORT]),
        "resize_10000_cpu_ms": median(resized) * 1e3,
        "scroll_p99_frame_ms": sorted(scrolled)[int(len(scrolled) * 0.99)] * 1e3,
        "memory_10000_mb": (median_output(usages[str(LONG)]) - median_output(usages["10"])) / 1e6,
        "control_burn_cpu_s": burn_cpu_s(),
        **_stream_view.control_figures(floors),
    }
    budgets = {
        "open_10000_to_1000": 2.0,
        "resize_10000_cpu_ms": 16.0,
        "scroll_p99_frame_ms": 4.0,
        "memory_10000_mb": 40.0,
    }
    return BenchResult("history", figures, budgets)


def memory_of(count: int) -> int:
    """Resident bytes that a chat adds, opened and scrolled through a page at a time."""
    theme = _stream_view.make_theme()
    view = Transcript(theme)
    _stream_view.shown(view)
    view.set_messages(chat(10))
    _stream_view.one_turn()
    before = resident_bytes(os.getpid())
    messages = chat(count)
    view.set_messages(messages)
    bar = view.verticalScrollBar()
    while bar.value() > 0:
        bar.setValue(bar.value() - view.height())
        _stream_view.one_turn()
    return resident_bytes(os.getpid()) - before


def _resize(view: Transcript, width: int) -> float:
    return _cpu_of(lambda: view.resize(width, _stream_view.VIEW[1]))


def _scroll(view: Transcript) -> list[float]:
    """CPU of each of 300 turns of the wheel upwards, of the window's thread: lexers are made beside it."""
    bar = view.verticalScrollBar()
    return [_cpu_of(lambda: bar.setValue(bar.value() - 120), time.thread_time) for _ in range(300)]


def _cpu_of(step: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """CPU seconds of a step and of the turn of the event loop that paints it."""
    begin = clock()
    step()
    _stream_view.one_turn()
    return clock() - begin
