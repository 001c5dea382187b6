"""The words of exports, imports and backups."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.domain.exchange import (
    BackupFacts,
    Exported,
    ExportFormat,
    ExportWords,
    Imported,
    ImportKind,
    ImportPreview,
    Skipped,
    SkipReason,
)
from app.ui.failure_kinds import QT_TRANSLATE_NOOP
from app.ui.words import size


def tr(text: str) -> str:
    """A text of this part in the language of the window."""
    return QCoreApplication.translate("export", text)


def _noop(text: str) -> str:
    return QT_TRANSLATE_NOOP("export", text)


_FORMATS: dict[ExportFormat, tuple[str, str]] = {
    ExportFormat.MARKDOWN: (
        _noop("Markdown"),
        _noop("The shown version as text with marks, images in it. Most editors read it."),
    ),
    ExportFormat.HTML: (
        _noop("HTML"),
        _noop("A page for any browser with coloured code and images. It loads nothing from elsewhere."),
    ),
    ExportFormat.PDF: (_noop("PDF"), _noop("Pages to print or to send, with coloured code and images.")),
    ExportFormat.TEXT: (
        _noop("Text"),
        _noop("Only the words of the shown version; attached files by their name."),
    ),
    ExportFormat.JSON: (
        _noop("JSON"),
        _noop("Everything: all versions, thoughts, parameters, files. Arriero reads it back without loss."),
    ),
}
_KINDS: dict[ImportKind, str] = {
    ImportKind.ARRIERO: _noop("Chats of Arriero"),
    ImportKind.CHATGPT: _noop("An export of ChatGPT"),
    ImportKind.CLAUDE: _noop("An export of Claude"),
    ImportKind.OPEN_WEBUI: _noop("An export of Open WebUI"),
}
_SKIPPED: dict[SkipReason, tuple[str, str]] = {
    SkipReason.DUPLICATE: (
        _noop("1 chat that is here already"),
        _noop("{count} chats that are here already"),
    ),
    SkipReason.EMPTY: (_noop("1 chat without messages"), _noop("{count} chats without messages")),
    SkipReason.BROKEN: (_noop("1 entry that cannot be read"), _noop("{count} entries that cannot be read")),
    SkipReason.TOO_LARGE: (_noop("1 entry that is too large"), _noop("{count} entries that are too large")),
    SkipReason.CONTENT: (
        _noop("1 part of a message that has no place here, such as a file from a tool"),
        _noop("{count} parts of messages that have no place here, such as files from tools"),
    ),
    SkipReason.FILE_MISSING: (
        _noop("1 file that the export does not hold"),
        _noop("{count} files that the export does not hold"),
    ),
}
_MOST_NAMES = 3


def format_name(kind: ExportFormat) -> str:
    """What a format is called."""
    return tr(_FORMATS[kind][0])


def format_help(kind: ExportFormat) -> str:
    """What is in it and what it is for."""
    return tr(_FORMATS[kind][1])


def export_words() -> ExportWords:
    """The words between the texts of a written chat."""
    return ExportWords(
        you=tr("You"),
        system=tr("System prompt"),
        thought=tr("Thought"),
        image=tr("Attached: {name}"),
        missing=tr("{name} is not in the data folder any more"),
        stopped=tr("Incomplete"),
        version=tr("version {index} of {count}"),
        tool_call=tr("Tool call, not run here: {name}"),
        tool_result=tr("Result of a tool {name}"),
    )


def chats_text(count: int) -> str:
    """How many chats."""
    return tr("1 chat") if count == 1 else tr("{count} chats").format(count=_number(count))


def messages_text(count: int) -> str:
    """How many messages."""
    return tr("1 message") if count == 1 else tr("{count} messages").format(count=_number(count))


def exported_text(done: Exported) -> str:
    """What was written."""
    text = tr("{chats}, {size}, in {path}").format(
        chats=chats_text(done.chats), size=size(done.size_bytes), path=done.path
    )
    if done.missing_files:
        one, many = (
            tr("1 attached file is not in the data folder any more and is only named."),
            tr("{count} attached files are not in the data folder any more and are only named."),
        )
        text += "\n" + (one if done.missing_files == 1 else many.format(count=_number(done.missing_files)))
    return text


def preview_text(seen: ImportPreview) -> str:
    """What a file holds that is new."""
    lines = [tr(_KINDS[seen.kind])]
    if not seen.chats:
        lines.append(tr("Nothing in it is new."))
        return "\n".join(lines)
    new = tr("New here: {chats} with {messages}").format(
        chats=chats_text(seen.chats), messages=messages_text(seen.messages)
    )
    if seen.files:
        new = tr("{what} and {files}").format(what=new, files=_files_text(seen.files))
    lines.append(new)
    if seen.first is not None and seen.last is not None:
        first, last = _day(seen.first), _day(seen.last)
        is_one_day = first == last
        lines.append(first if is_one_day else tr("From {first} to {last}").format(first=first, last=last))
    return "\n".join(lines)


def imported_text(done: Imported) -> str:
    """What was taken over."""
    one, many = (
        tr("{chats} with {messages} is in the list now."),
        tr("{chats} with {messages} are in the list now."),
    )
    words = one if done.chats == 1 else many
    return words.format(chats=chats_text(done.chats), messages=messages_text(done.messages))


def skipped_lines(skipped: tuple[Skipped, ...]) -> list[str]:
    """What is left out and why, with the first names."""
    lines = []
    for each in skipped:
        one, many = _SKIPPED[each.reason]
        line = tr(one) if each.count == 1 else tr(many).format(count=_number(each.count))
        names = ", ".join(f"“{name}”" for name in each.names[:_MOST_NAMES])
        if names and each.count > _MOST_NAMES:
            names += " …"
        lines.append(f"{line}: {names}" if names else line)
    return lines


def backup_text(facts: BackupFacts) -> str:
    """What a backup holds."""
    return tr("Made {day} by Arriero {version}: {chats}, {messages}, {files}, {size}").format(
        day=_day(facts.made_at),
        version=facts.program,
        chats=chats_text(facts.chats),
        messages=messages_text(facts.messages),
        files=_files_text(facts.files),
        size=size(facts.size_bytes),
    )


def _files_text(count: int) -> str:
    return tr("1 file") if count == 1 else tr("{count} files").format(count=_number(count))


def _number(count: int) -> str:
    return QLocale().toString(count)


def _day(when: datetime) -> str:
    local = when.astimezone()
    return QLocale().toString(QDate(local.year, local.month, local.day), QLocale.FormatType.LongFormat)
