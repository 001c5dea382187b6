"""Amounts, speeds, times and steps of a transfer in words."""

import math
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.blob import BlobPhase
from app.domain.transfer import Phase, Stall
from app.domain.transfer_row import (
    AccountStep,
    TransferKind,
    TransferRecord,
    TransferRow,
    TransferState,
)
from app.ui.failure_kinds import QT_TRANSLATE_NOOP
from app.ui.server_words import engine_name, name_of
from app.ui.words import NO_BREAK_SPACE, clock_time, list_time, size

_UNITS = ("B", "kB", "MB", "GB", "TB")
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400


def _tr(text: str) -> str:
    return QCoreApplication.translate("transfers", text)


def _noop(text: str) -> str:
    return QT_TRANSLATE_NOOP("transfers", text)


_STEPS: dict[Phase | BlobPhase | AccountStep, str] = {
    Phase.MANIFEST: _noop("Asking for the list of layers"),
    Phase.PULLING: _noop("Pulling"),
    Phase.PUSHING: _noop("Pushing"),
    Phase.VERIFYING: _noop("Checking SHA-256"),
    Phase.WRITING: _noop("Writing the manifest"),
    Phase.REMOVING: _noop("Removing layers that nothing uses any more"),
    Phase.PARSING: _noop("Reading the files"),
    Phase.CONVERTING: _noop("Converting"),
    Phase.VALIDATING: _noop("Checking the weights"),
    Phase.QUANTIZING: _noop("Quantizing"),
    Phase.LAYERS: _noop("Making the layers"),
    Phase.SUCCESS: _noop("Nearly done"),
    BlobPhase.HASHING: _noop("Computing SHA-256"),
    BlobPhase.CHECKING: _noop("Asking whether the server has it"),
    BlobPhase.SENDING: _noop("Sending"),
    BlobPhase.STORING: _noop("The server checks what it got"),
    AccountStep.CHECKING: _noop("Checking the account"),
}
_QUIET = frozenset({Phase.PULLING, Phase.PUSHING})
"""What the icon and the bytes say already."""
_OUTCOMES = {
    (TransferKind.PULL, TransferState.DONE): _noop("Pulled"),
    (TransferKind.PUSH, TransferState.DONE): _noop("Pushed"),
    (TransferKind.CREATE, TransferState.DONE): _noop("Created"),
}


def kind_text(kind: TransferKind) -> str:
    """The word on the chip."""
    return {
        TransferKind.PULL: _tr("Pull"),
        TransferKind.PUSH: _tr("Push"),
        TransferKind.CREATE: _tr("Create"),
    }[kind]


def kind_icon(kind: TransferKind) -> str:
    """The Lucide name of the icon of its direction."""
    return {TransferKind.PULL: "download", TransferKind.PUSH: "upload", TransferKind.CREATE: "boxes"}[kind]


def named(row: TransferRow) -> str:
    """Names a transfer inside a longer text: "pull of gemma3:12b"."""
    form = {
        TransferKind.PULL: _tr("pull of {model}"),
        TransferKind.PUSH: _tr("push of {model}"),
        TransferKind.CREATE: _tr("making of {model}"),
    }[row.kind]
    return form.format(model=row.name)


def more_text(count: int) -> str:
    """How many others go on as well."""
    return _tr("{count} more").format(count=count)


def state_text(row: TransferRow) -> str:
    """The word on the chip of a transfer that does not run; empty for one that does."""
    if row.state is TransferState.PAUSED:
        return _tr("Interrupted") if row.was_interrupted else _tr("Paused")
    return {
        TransferState.WAITING: _tr("Waits for its turn"),
        TransferState.RETRYING: _tr("Connection lost"),
        TransferState.FAILED: _tr("Stopped"),
    }.get(row.state, "")


def server_text(row: TransferRow | TransferRecord) -> str:
    """What its server is called."""
    return engine_name() if row.server.key == "engine" else name_of(row.server.name, row.server.key)


def place_text(row: TransferRow) -> str:
    """Which way it goes: "to Local", "from Local"."""
    words = {
        TransferKind.PULL: _tr("to {server}"),
        TransferKind.PUSH: _tr("from {server}"),
        TransferKind.CREATE: _tr("on {server}"),
    }[row.kind]
    return words.format(server=server_text(row))


def amount_text(done_bytes: int, total_bytes: int) -> str:
    """Both in the unit of the total, with three digits: "3.48 of 8.15 GB"."""
    if not total_bytes:
        return size(done_bytes) if done_bytes else ""
    power = _power(total_bytes)
    done, total = (_digits(value / 1000**power, power) for value in (done_bytes, total_bytes))
    words = _tr("{done} of {total}")
    return words.format(done=done, total=f"{total}{NO_BREAK_SPACE}{_UNITS[power]}")


def exact_size(size_bytes: int) -> str:
    """With three digits: "8.15 GB", "358 B"."""
    power = _power(size_bytes)
    return f"{_digits(size_bytes / 1000**power, power)}{NO_BREAK_SPACE}{_UNITS[power]}"


def speed_text(bytes_per_s: float) -> str:
    """ "24.8 MB/s"; empty for none at all."""
    if bytes_per_s < 1:
        return ""
    return _tr("{size}/s").format(size=exact_size(round(bytes_per_s)))


def percent_text(fraction: float) -> str:
    """Whole percent, never rounded up to 100."""
    return f"{int(fraction * 100)}%"


def eta_text(eta_s: float) -> str:
    """Rounded words, which do not jump with each second."""
    if eta_s < 10:
        return _tr("a few seconds left")
    if eta_s < _MINUTE_S * 0.9:
        return _tr("less than a minute left")
    minutes = round(eta_s / _MINUTE_S)
    if minutes < 60:
        return _tr("about {count} min left").format(count=minutes)
    if eta_s >= _DAY_S:
        return _tr("more than a day left")
    hours, rest = divmod(round(minutes / 10) * 10, 60)
    if not rest:
        return _tr("about {hours} h left").format(hours=hours)
    return _tr("about {hours} h {minutes} min left").format(hours=hours, minutes=rest)


def duration_text(duration_s: float) -> str:
    """How long something took: "48 s", "3 min 31 s", "2 h 5 min"."""
    whole = max(round(duration_s), 1)
    if whole < _MINUTE_S:
        return f"{whole}{NO_BREAK_SPACE}s"
    if whole < _HOUR_S:
        minutes, rest = divmod(whole, _MINUTE_S)
        return f"{minutes}{NO_BREAK_SPACE}min {rest}{NO_BREAK_SPACE}s"
    hours, rest = divmod(whole // _MINUTE_S, 60)
    return f"{hours}{NO_BREAK_SPACE}h {rest}{NO_BREAK_SPACE}min"


def step_text(row: TransferRow) -> str:
    """What is being done now; empty where the bytes say it, or nothing is known."""
    if row.state is not TransferState.RUNNING:
        return ""
    if row.step is None:
        return _tr("Asking the server")
    if row.step in _QUIET:
        return ""
    words = _tr(_STEPS[row.step]) if row.step in _STEPS else " ".join(row.status.split())[:120]
    if row.file_number and row.file_count > 1:
        counted = _tr("{step} (file {number} of {count})")
        return counted.format(step=words, number=row.file_number, count=row.file_count)
    return words


def status_step_text(status: str, phase: Phase) -> str:
    """One step of a create; what is not known is told in the server's own words."""
    return _tr(_STEPS[phase]) if phase in _STEPS else " ".join(status.split())[:200]


def notice_text(row: TransferRow) -> str:
    """What a person should know of a transfer that goes on: a stall, a part that is fetched again."""
    if row.state is TransferState.RETRYING:
        seconds = math.ceil(row.retry_in_s or 0)
        if seconds <= 0:
            return _tr("The connection was lost. Trying again now. Nothing is lost.")
        return _tr("The connection was lost. Trying again in {count} s. What arrived is kept.").format(
            count=seconds
        )
    if row.state is TransferState.PAUSED and row.was_interrupted:
        return _tr("Arriero ended while this was under way. Resume goes on from what the server has kept.")
    if row.stall is Stall.REPEATING:
        words = _tr("No data for {time}. The server keeps trying.")
        return words.format(time=duration_text(row.unchanged_s))
    if row.stall is Stall.SILENT:
        words = _tr("The server has said nothing for {time}.")
        return words.format(time=duration_text(row.unchanged_s))
    if row.rolled_back_bytes and row.state is TransferState.RUNNING:
        return _tr("The server fetches {size} again.").format(size=exact_size(row.rolled_back_bytes))
    if row.discarded_bytes:
        return _restart_text(row)
    return ""


def _restart_text(row: TransferRow) -> str:
    amount = exact_size(row.discarded_bytes)
    if row.kind is TransferKind.PULL:
        words = _tr("Started lower: the server had discarded {size} of the partial download.")
    elif row.kind is TransferKind.PUSH:
        words = _tr("Started lower: a layer that was half sent starts again ({size}).")
    else:
        words = _tr("A file that was half sent starts again ({size}).")
    return words.format(size=amount)


def outcome_text(record: TransferRecord) -> str:
    """How it ended: "Pulled", "Cancelled at 12%"."""
    known = _OUTCOMES.get((record.kind, record.outcome))
    if known:
        return _tr(known)
    failed = record.outcome is TransferState.FAILED
    if record.fraction is None:
        return _tr("Failed") if failed else _tr("Cancelled")
    words = _tr("Failed at {percent}") if failed else _tr("Cancelled at {percent}")
    return words.format(percent=percent_text(record.fraction))


def course_text(record: TransferRecord) -> str:
    """How long it took, and the mean speed of what came over the network."""
    if not record.duration_s:
        return ""
    words = _tr("in {time}").format(time=duration_text(record.duration_s))
    if record.mean_bytes_per_s:
        return f"{words} · {speed_text(record.mean_bytes_per_s)}"
    return words


def when_text(ended_at: datetime, now: datetime) -> str:
    """ "Today 13:20", "Yesterday 9:05", else the day."""
    days = (now.astimezone().date() - ended_at.astimezone().date()).days
    if days == 0:
        return _tr("Today {time}").format(time=clock_time(ended_at))
    if days == 1:
        return _tr("Yesterday {time}").format(time=clock_time(ended_at))
    return list_time(ended_at, now)


def _power(size_bytes: int) -> int:
    power = 0
    while size_bytes >= 999.5 * 1000**power and power < len(_UNITS) - 1:
        power += 1
    return power


def _digits(value: float, power: int) -> str:
    """Three digits, but no parts of a byte."""
    digits = 0 if power == 0 or value >= 99.95 else 1 if value >= 9.995 else 2
    return QLocale().toString(value, "f", digits)
