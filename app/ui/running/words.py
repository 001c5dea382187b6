"""What the page of the running models says."""

from datetime import datetime, timedelta
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.running import LAST_S, LoadedModel, Memory, Staying
from app.ui.theme.tokens import Role
from app.ui.widgets.notice import Tone
from app.ui.words import NO_BREAK_SPACE, clock_time, countdown, size

KEEP_CHOICES_S = (300, 600, 1800, 3600, 14_400, 86_400)


def _tr(text: str) -> str:
    return QCoreApplication.translate("running", text)


class RingWords(NamedTuple):
    """What a ring shows."""

    share: float
    role: Role
    line: str
    below: str
    icon: str
    name: str


class Advice(NamedTuple):
    """A sentence about where a model runs, and the button that does something about it."""

    tone: Tone
    icon: str
    text: str
    action: str = ""
    label: str = ""


def ring_words(model: LoadedModel, now: datetime) -> RingWords:
    """The time a model has left."""
    staying = model.staying(now)
    if staying is Staying.BUSY:
        return RingWords(1.0, "accent", _tr("Busy"), "", "", _tr("Writing a reply"))
    if staying is Staying.PINNED:
        return RingWords(1.0, "accent", "", "", "infinity", _tr("Stays until it is unloaded"))
    if staying is Staying.LEAVING:
        return RingWords(0.0, "warning", "0:00", _tr("left"), "", _tr("Its time is up"))
    left_s = model.left_s(now)
    left = countdown(timedelta(seconds=left_s))
    if left_s >= 86_400:
        days = round(left_s / 86_400)
        left = _tr("{count} days").format(count=days) if days > 1 else _tr("1 day")
    role: Role = "warning" if left_s <= LAST_S else "accent"
    name = _tr("Unloads in {time}").format(time=left)
    return RingWords(left_s / model.keep_s, role, left, _tr("left"), "", name)


def state_words(model: LoadedModel, now: datetime) -> str:
    """Size and what it does: "14.2 GB · idle"."""
    running = model.running
    what = {
        Staying.BUSY: _tr("replying now") if model.is_replying else _tr("in use by another program"),
        Staying.PINNED: _tr("kept until it is unloaded"),
        Staying.COUNTING: _tr("idle"),
        Staying.LEAVING: _tr("about to be unloaded"),
    }[model.staying(now)]
    if model.is_changing:
        what = _tr("waiting for the server…")
    parts = [size(running.size_bytes) if running.size_bytes else _tr("loading"), what]
    return " · ".join(parts)


def share_words(words: str, part_bytes: int, whole_bytes: int) -> str:
    """A part of a memory: "10.4 GB VRAM (73%)"."""
    percent = round(100 * part_bytes / whole_bytes) if whole_bytes else 0
    return words.format(size=size(part_bytes), percent=percent)


def vram_words(model: LoadedModel) -> str:
    """The part on graphics cards."""
    return share_words(_tr("{size} VRAM ({percent}%)"), model.vram_bytes, model.running.size_bytes)


def ram_words(model: LoadedModel) -> str:
    """The part in main memory."""
    rest = model.running.size_bytes - model.vram_bytes
    return share_words(_tr("{size} RAM ({percent}%)"), rest, model.running.size_bytes)


def facts(model: LoadedModel, now: datetime) -> tuple[tuple[str, str], ...]:
    """What is known of it: (label, value) each."""
    running, details = model.running, model.running.details
    found = []
    if running.context_length:
        found.append((_tr("Context"), QLocale().toString(running.context_length)))
    if details.quantization_level:
        found.append((_tr("Quantisation"), details.quantization_level))
    if details.parameter_size:
        found.append((_tr("Parameters"), details.parameter_size))
    if model.since is not None:
        found.append((_tr("Loaded for"), span_words(now - model.since)))
    return tuple(found)


def span_words(span: timedelta) -> str:
    """A span in its largest unit: "12 min", "3 h"."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds}{NO_BREAK_SPACE}{_tr('s')}"
    if seconds < 3600:
        return f"{seconds // 60}{NO_BREAK_SPACE}{_tr('min')}"
    if seconds < 2 * 86_400:
        return f"{seconds // 3600}{NO_BREAK_SPACE}{_tr('h')}"
    return _tr("{count} days").format(count=seconds // 86_400)


def context_words(context: int) -> str:
    """A context length as people say it: "8k", "4000"."""
    return f"{context // 1024}k" if context % 1024 == 0 else str(context)


def advice(model: LoadedModel, others_on_gpu: bool, is_engine: bool) -> Advice | None:
    """What to know of where a model runs; None while nothing is known.

    Args:
        others_on_gpu: other models lie in the memory of a graphics card.
    """
    if model.memory is Memory.UNKNOWN:
        return None
    if model.memory is Memory.GPU:
        return Advice("success", "zap", _tr("Runs fully on the GPU."))
    smaller = model.smaller_context
    if model.memory is Memory.BOTH:
        if smaller is None:
            return Advice("warning", "triangle-alert", _tr("A part runs on the CPU, so replies are slower."))
        text = _tr("A part runs on the CPU, so replies are slower. A smaller context takes less memory.")
        label = _tr("Use {context}").format(context=context_words(smaller))
        return Advice("warning", "triangle-alert", text, "shrink", label)
    if is_engine:
        return Advice("info", "cpu", _tr("Runs on the CPU: the built-in engine uses no graphics card."))
    if others_on_gpu:
        text = _tr(
            "Runs on the CPU, so replies are slow. Other models take the memory of the graphics card: unload "
            "them, then load this one again."
        )
        return Advice("warning", "triangle-alert", text, "make_room", _tr("Unload the others, load again"))
    text = _tr(
        "Runs on the CPU, so replies are slower. The server found no graphics card that it can use, or was "
        "told to use none."
    )
    return Advice("info", "cpu", text, "reload", _tr("Load again"))


def gone_words(name: str, at: datetime) -> str:
    """When a model left: "gemma3:12b at 13:51"."""
    return _tr("{model} at {time}").format(model=name, time=clock_time(at))


def keep_choice(seconds: int) -> str:
    """A time to keep a model: "10 minutes"."""
    if seconds < 3600:
        return _tr("{count} minutes").format(count=seconds // 60)
    hours = seconds // 3600
    return _tr("1 hour") if hours == 1 else _tr("{count} hours").format(count=hours)
