"""Exports of other programs, and what a store makes of them."""

import json
from pathlib import Path
from typing import Any

from app.domain.exchange import SkipReason, WholeChat
from app.storage.conversations import ConversationStore
from app.storage.export import ExportStore
from app.storage.import_store import ImportStore
from app.storage.imports import take_over

WAIT_S = 20
DATA = Path(__file__).parents[1] / "data" / "imports"
CHATGPT, CLAUDE = DATA / "chatgpt" / "conversations.json", DATA / "claude" / "conversations.json"
OPEN_WEBUI = DATA / "open_webui" / "chat-export.json"


def unwatched(_done: int, _total: int) -> None:
    """Nobody looks at the progress."""


def saved(tmp_path: Path, value: Any) -> Path:
    """A file of such a text, or of a value as JSON."""
    path = tmp_path / "x.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def taken(store: ConversationStore, path: Path) -> dict[SkipReason, int]:
    """Take a file over as the service does; what was skipped."""
    importing = ImportStore(store.access)
    try:
        done = take_over(path, importing, store.files, unwatched)
    except BaseException:
        importing.discard()
        raise
    return {each.reason: each.count for each in done.skipped}


def chats(store: ConversationStore) -> dict[str, WholeChat]:
    """Every chat with all its messages, by its title."""
    reader = ExportStore(store.access, store.files)
    found = [reader.chat(chat_id).result(WAIT_S) for chat_id in reader.chat_ids().result(WAIT_S)]
    return {whole.chat.title: whole for whole in found}
