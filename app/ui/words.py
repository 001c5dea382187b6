"""Numbers, times and keys as a person reads them."""

import sys
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime
from PySide6.QtGui import QKeySequence, Qt

ENTER = "Return" if sys.platform == "darwin" else "Enter"
"""The large key: Qt tells it from the one beside the digits, whose sign few know on macOS."""
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("words", text)


def with_keys(text: str, keys: str) -> str:
    """What something does, and the keys that do the same; empty: there are none."""
    return _tr("{text} ({keys})").format(text=text, keys=keys) if keys else text


def plain_tip(text: str) -> str:
    """A text of others as a tooltip: Qt takes for HTML what looks so, and would read the files it names."""
    if not Qt.mightBeRichText(text):
        return text
    # Nearly no text does.
    from html import escape

    lines = escape(text, quote=False).replace("\n", "<br>")
    return f"<span>{lines}</span>"


def native_keys(keys: str) -> str:
    """Keys as this system writes them: "Ctrl+K", or "⌘K"."""
    formats = QKeySequence.SequenceFormat
    return QKeySequence(keys, formats.PortableText).toString(formats.NativeText)


def native_modifier(name: str) -> str:
    """A key such as "Ctrl" or "Alt" by itself, as this system writes it."""
    return native_keys(f"{name}+A").removesuffix("A").removesuffix("+")


def clock_time(when: datetime) -> str:
    """The local time of day, "14:02"."""
    local = when.astimezone()
    return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


def list_time(when: datetime, now: datetime) -> str:
    """Time of day for today and yesterday, week day within a week, else the date."""
    local = when.astimezone()
    days = (now.astimezone().date() - local.date()).days
    if days <= 1:
        return clock_time(when)
    if days < 7:
        return QLocale().dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)
    date = QDate(local.year, local.month, local.day)
    this_year = local.year == now.astimezone().year
    return QLocale().toString(date, "d MMM" if this_year else "d MMM yyyy")


def list_group(when: datetime, now: datetime) -> str:
    """The heading under which a chat of that time stands."""
    local, today = when.astimezone(), now.astimezone().date()
    days = (today - local.date()).days
    if days <= 0:
        return _tr("Today")
    if days == 1:
        return _tr("Yesterday")
    if days <= 7:
        return _tr("Previous 7 days")
    month = QLocale().standaloneMonthName(local.month)
    return month if local.year == today.year else f"{month} {local.year}"


def tokens(count: int) -> str:
    """How many, "1 token", "412 tokens"."""
    return _tr("1 token") if count == 1 else _tr("{count} tokens").format(count=count)


def size(size_bytes: int) -> str:
    """Decimal units, as the Ollama command line counts: "6.1 GB", "270 MB"."""
    value = float(size_bytes)
    for unit in ("B", "kB", "MB"):
        if value < 999.5:
            return f"{value:.0f}{NO_BREAK_SPACE}{unit}"
        value /= 1000
    return f"{value:.1f}{NO_BREAK_SPACE}GB"


def seconds(value_s: float) -> str:
    """Tenths below 60 s, then minutes: "5.6 s", "2 min 5 s"."""
    if value_s < 60:
        return f"{value_s:.1f}{NO_BREAK_SPACE}s"
    minutes, rest = divmod(round(value_s), 60)
    return f"{minutes}{NO_BREAK_SPACE}min {rest}{NO_BREAK_SPACE}s"


def whole_seconds(value_s: float) -> str:
    """Without tenths, for a count that runs: "3 s"."""
    if value_s < 60:
        return f"{int(value_s)}{NO_BREAK_SPACE}s"
    minutes, rest = divmod(int(value_s), 60)
    return f"{minutes}{NO_BREAK_SPACE}min {rest}{NO_BREAK_SPACE}s"


def countdown(left: timedelta) -> str:
    """Minutes and seconds left, "4:12"; hours when there are some, "1:04:12"."""
    total = max(0, int(left.total_seconds()))
    hours, rest = divmod(total, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
