"""The words of the library: columns, capabilities, numbers, how actions ended."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.domain.catalogue import Fit
from app.domain.library import LibraryAction, LibraryResult, LibraryRow
from app.domain.model_name import ModelName
from app.ui.failure_kinds import QT_TRANSLATE_NOOP
from app.ui.failure_text import short_cause
from app.ui.words import NO_BREAK_SPACE, clock_time, size

_COLUMNS = {
    "name": QT_TRANSLATE_NOOP("library", "Name"),
    "parameters": QT_TRANSLATE_NOOP("library", "Params"),
    "quantization": QT_TRANSLATE_NOOP("library", "Quant"),
    "size": QT_TRANSLATE_NOOP("library", "Size"),
    "family": QT_TRANSLATE_NOOP("library", "Family"),
    "context": QT_TRANSLATE_NOOP("library", "Context"),
    "capabilities": QT_TRANSLATE_NOOP("library", "Can do"),
    "modified": QT_TRANSLATE_NOOP("library", "Modified"),
}
_LONG_COLUMNS = {
    "parameters": QT_TRANSLATE_NOOP("library", "Parameters"),
    "quantization": QT_TRANSLATE_NOOP("library", "Quantisation"),
    "context": QT_TRANSLATE_NOOP("library", "Context length"),
    "capabilities": QT_TRANSLATE_NOOP("library", "Capabilities"),
}
CAPABILITY_ICONS = {
    "vision": "eye",
    "tools": "wrench",
    "thinking": "brain",
    "insert": "text-cursor-input",
    "embedding": "binary",
    "audio": "audio-lines",
}
"""What is drawn; that a model answers messages is what one expects of it."""
_CAN = {
    "completion": QT_TRANSLATE_NOOP("library", "answers messages"),
    "vision": QT_TRANSLATE_NOOP("library", "can see images"),
    "tools": QT_TRANSLATE_NOOP("library", "uses tools"),
    "thinking": QT_TRANSLATE_NOOP("library", "thinks"),
    "insert": QT_TRANSLATE_NOOP("library", "fills gaps in code"),
    "embedding": QT_TRANSLATE_NOOP("library", "makes embeddings"),
    "audio": QT_TRANSLATE_NOOP("library", "hears sound"),
}
_FITS = {
    Fit.FITS: QT_TRANSLATE_NOOP("library", "fits"),
    Fit.PARTLY: QT_TRANSLATE_NOOP("library", "partly on CPU"),
    Fit.TOO_LARGE: QT_TRANSLATE_NOOP("library", "too large"),
}


def tr(text: str) -> str:
    """A text of the library in the language of the window."""
    return QCoreApplication.translate("library", text)


def column_text(column: str, is_long: bool = False) -> str:
    """The heading of a column; the whole word for menus."""
    return tr((_LONG_COLUMNS if is_long else {}).get(column) or _COLUMNS[column])


def can_text(capability: str) -> str:
    """What a capability lets a model do; one that is new is said as the server says it."""
    known = _CAN.get(capability)
    return tr(known) if known else capability


def fit_text(fit: Fit) -> str:
    """Whether a model fits, in two words."""
    return tr(_FITS[fit])


def age_text(when: datetime | None, now: datetime) -> str:
    """Relative up to seven days, then the date."""
    if when is None:
        return ""
    minutes = int((now - when).total_seconds()) // 60
    if minutes < 1:
        return tr("just now")
    if minutes < 60:
        return tr("{count} min ago").format(count=minutes)
    days = (now.astimezone().date() - when.astimezone().date()).days
    if days <= 0 or minutes < 12 * 60:
        return tr("{count} h ago").format(count=minutes // 60)
    if days == 1:
        return tr("yesterday")
    if days <= 7:
        return tr("{count} days ago").format(count=days)
    return _day(when)


def _day(when: datetime) -> str:
    local = when.astimezone()
    return QLocale().toString(QDate(local.year, local.month, local.day), "d MMM yyyy")


def moment_text(when: datetime) -> str:
    """The local day and time, "12 Nov 2026, 08:41"."""
    return f"{_day(when)}, {clock_time(when)}"


def day_text(iso: str) -> str:
    """A day such as "2026-08-22" as a person reads it."""
    day = QDate.fromString(iso, "yyyy-MM-dd")
    return QLocale().toString(day, "d MMM yyyy") if day.isValid() else iso


def context_text(tokens: int | None) -> str:
    """A context length in short, "128k"; empty where it is not known."""
    if tokens is None:
        return ""
    return f"{round(tokens / 1024)}k" if tokens >= 1024 else str(tokens)


def row_words(row: LibraryRow) -> str:
    """A model in one line for a screen reader."""
    said = [can_text(each) for each in row.capabilities or () if each != "completion"]
    parts = [
        row.name,
        tr("pinned") if row.is_pinned else "",
        tr("loaded") if row.is_loaded else "",
        tr("runs in the cloud") if row.is_cloud else "",
        tr("{count} parameters").format(count=row.parameters) if row.parameters else "",
        row.quantization,
        size(row.size_bytes) if row.size_bytes else "",
        tr("context {count} tokens").format(count=row.context_length) if row.context_length else "",
        *said,
        tr("same as {names}").format(names=", ".join(row.aliases)) if row.aliases else "",
        tr("update available") if row.newer_digest else "",
    ]
    return ", ".join(part for part in parts if part)


def place_text(name: ModelName) -> str:
    """Where a name is fetched from and as what, for the line under the field."""
    return tr("Fetches {name} from {host}.").format(name=name.display, host=name.host)


def result_text(result: LibraryResult) -> str:
    """How an action ended, in one line, told per model where some failed."""
    done, failed = len(result.done), result.failed
    names = ", ".join(result.done)
    if result.action is LibraryAction.DELETE:
        text = _count(done, tr("Deleted {name}."), tr("Deleted {count} models."), names) if done else ""
    elif result.action is LibraryAction.COPY:
        text = tr("Copied {name} to {other}.").format(name=names, other=result.other) if done else ""
    elif result.action is LibraryAction.RENAME:
        text = _rename_text(result)
    elif result.action is LibraryAction.CHECK:
        text = _check_text(result)
    else:
        known = {LibraryAction.LOAD: tr("{name} is loaded."), LibraryAction.UNLOAD: tr("Unloading {name}.")}
        text = known[result.action].format(name=names) if done else ""
    if failed and result.action is not LibraryAction.CHECK:
        text = f"{text} {_failed_text(result)}".strip()
    return text.replace("  ", " ")


def _rename_text(result: LibraryResult) -> str:
    if not result.done:
        return ""
    if result.failed:
        kept = tr("{other} was made, but the old name could not be removed: both are there.")
        return kept.format(other=result.other)
    return tr("Renamed {name} to {other}.").format(name=result.done[0], other=result.other)


def _check_text(result: LibraryResult) -> str:
    found = len(result.done)
    one, many = tr("{name} has a newer build."), tr("{count} models have a newer build.")
    text = _count(found, one, many, ", ".join(result.done)) if found else tr("No newer build was found.")
    if result.failed and not found:
        cause = short_cause(result.failed[0][1])
        return tr("The registry could not be asked: {cause}.").format(cause=cause)
    if result.failed:
        text += " " + tr("{count} could not be asked.").format(count=len(result.failed))
    return text


def _count(count: int, one: str, many: str, name: str) -> str:
    return one.format(name=name) if count == 1 else many.format(count=count)


def _failed_text(result: LibraryResult) -> str:
    kept = {
        LibraryAction.DELETE: tr("Not deleted: {list}."),
        LibraryAction.COPY: tr("Not copied: {list}."),
        LibraryAction.RENAME: tr("Not renamed: {list}."),
        LibraryAction.LOAD: tr("Not loaded: {list}."),
        LibraryAction.UNLOAD: tr("Not unloaded: {list}."),
    }[result.action]
    causes = "; ".join(f"{name} ({short_cause(failure)})" for name, failure in result.failed)
    return kept.format(list=causes)


def parameters_text(text: str) -> str:
    """A number of parameters as the list shows it: "8.2B" of "8.19B"; unchanged where it is no number."""
    unit = text[-1:]
    try:
        number = float(text[:-1])
    except ValueError:
        return text
    if number >= 100:
        return f"{number:.0f}{unit}"
    return f"{number:.1f}{unit}"


def tokens_text(tokens: int) -> str:
    """A number of tokens with its digits in groups."""
    return tr("{count} tokens").format(count=QLocale().toString(tokens)).replace(" ", NO_BREAK_SPACE, 1)
