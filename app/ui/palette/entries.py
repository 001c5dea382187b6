"""What the palette lists, as values, and what of it fits a search."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from PySide6.QtCore import QCoreApplication

from app.domain.conversation import Chat
from app.domain.model_info import ModelSummary
from app.ui.actions.actions import Actions
from app.ui.actions.table import COMMANDS, FIXED_KEYS, command_text
from app.ui.palette.matching import Match, match
from app.ui.words import list_group, list_time, size

Kind = Literal["command", "model", "chat", "prefix", "further"]
MOST_CHATS = 2_000
"""The newest chats are looked through; all of them have the search of the list."""
_MOST_ROWS = 30
_MOST_RECENT = 5
_UNTYPED_CHATS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be chosen; `reason` says why it cannot be now, `keys` is how else to reach it.

    `has_own_keys`: a person can give it others.
    """

    kind: Kind
    id: str
    text: str
    detail: str = ""
    icon: str = ""
    keys: str = ""
    reason: str = ""
    has_own_keys: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that fits, with the letters of its text that were meant."""

    entry: Entry
    match: Match


Row = str | Found
"""A heading, or an entry under it."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Palette", text)


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that can be searched at one moment; chats newest first."""

    commands: tuple[Entry, ...] = ()
    models: tuple[Entry, ...] = ()
    chats: tuple[Chat, ...] = ()


def command_entries(actions: Actions) -> tuple[Entry, ...]:
    """The commands there are, save the one that opens the palette."""
    return tuple(
        Entry(
            "command",
            command,
            command_text(command),
            icon=COMMANDS[command].icon,
            keys=actions.shown_keys(command),
            reason=actions.reason(command),
            has_own_keys=command not in FIXED_KEYS,
        )
        for command in actions.commands
        if command != "commands"
    )


def model_entries(models: Iterable[ModelSummary], chosen: str) -> tuple[Entry, ...]:
    """The models that can chat."""
    entries = []
    for model in models:
        if model.can_chat:
            parts = [size(model.size_bytes) if model.size_bytes else "", model.details.parameter_size]
            if model.name == chosen:
                parts.append(_tr("used in this chat"))
            detail = " · ".join(part for part in parts if part)
            entries.append(Entry("model", model.name, model.name, detail, "boxes"))
    return tuple(entries)


def search(contents: Contents, typed: str, recent: Sequence[tuple[Kind, str]] = ()) -> list[Row]:
    """The rows for what was typed: sections of what fits best, or without a word what was used last.

    A first letter of `>` asks for commands only, `@` for models, `#` for chats, `?` for help.
    """
    prefix, words = (typed[0], typed[1:]) if typed[:1] in (">", "@", "#", "?") else ("", typed)
    if prefix == "?":
        return [_tr("Help"), *_fitting(_help(contents), words)]
    sections: list[tuple[str, list[Found]]] = []
    if not typed.strip():
        sections.append((_tr("Recent"), _recent(contents, recent)))
    if prefix in ("", ">"):
        sections.append((_tr("Commands"), _fitting(contents.commands, words)))
    if prefix in ("", "@"):
        sections.append((_tr("Models"), _fitting(contents.models, words)))
    if prefix in ("", "#"):
        most = _MOST_ROWS if words.strip() or prefix else _UNTYPED_CHATS
        sections.append((_tr("Chats"), _fitting_chats(contents.chats, words)[:most]))
    rows: list[Row] = []
    for title, found in sections:
        if found:
            rows += [title, *found]
    return rows


def search_further(entry: Entry, actions: Iterable[Entry], typed: str) -> list[Row]:
    """The actions of one row that fit what was typed."""
    found = _fitting(actions, typed)
    return [_tr("{name}: what else can be done").format(name=entry.text), *found] if found else []


def _fitting(entries: Iterable[Entry], words: str) -> list[Found]:
    fits = [Found(entry, fit) for entry in entries if (fit := match(words, entry.text)) is not None]
    if words.strip():
        fits.sort(key=_by_score)
        return fits[:_MOST_ROWS]
    return fits


def _fitting_chats(chats: Iterable[Chat], words: str) -> list[Found]:
    letters = map(re.escape, "".join(words.split()))
    could_fit = re.compile(".*".join(letters), re.IGNORECASE | re.DOTALL).search
    now = datetime.now(UTC)
    # The pattern is a hundred times faster than the scoring and lets through only what can fit.
    titles = (chat for chat in islice(chats, MOST_CHATS) if could_fit(chat.title))
    return _fitting((_chat_entry(chat, now) for chat in islice(titles, 4 * _MOST_ROWS)), words)


def _chat_entry(chat: Chat, now: datetime) -> Entry:
    day = list_group(chat.updated_at, now) if _is_yesterday(chat, now) else ""
    detail = " · ".join(part for part in (chat.model, day, list_time(chat.updated_at, now)) if part)
    return Entry("chat", chat.id, chat.title, detail, "message-square")


def _is_yesterday(chat: Chat, now: datetime) -> bool:
    return (now.astimezone().date() - chat.updated_at.astimezone().date()).days == 1


def _recent(contents: Contents, recent: Sequence[tuple[Kind, str]]) -> list[Found]:
    now = datetime.now(UTC)
    known: dict[tuple[Kind, str], Entry] = {
        (entry.kind, entry.id): entry for entry in (*contents.commands, *contents.models)
    }
    wanted = {chat_id for kind, chat_id in recent if kind == "chat"}
    for chat in contents.chats if wanted else ():
        if chat.id in wanted:
            known["chat", chat.id] = _chat_entry(chat, now)
    return [Found(known[key], Match(0)) for key in recent if key in known][:_MOST_RECENT]


def _help(contents: Contents) -> list[Entry]:
    prefixes = [
        Entry("prefix", ">", _tr("Commands only"), icon="command", keys=">"),
        Entry("prefix", "@", _tr("Models only"), icon="boxes", keys="@"),
        Entry("prefix", "#", _tr("Chats only"), icon="message-square", keys="#"),
    ]
    return prefixes + [entry for entry in contents.commands if COMMANDS[entry.id].menu == "help"]


def _by_score(found: Found) -> int:
    return -found.match.score
