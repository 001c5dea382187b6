"""Chats, messages and volumes for tests of storage."""

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.domain.conversation import Chat, Message, MessageState

NOON = datetime(2026, 3, 1, 12, 0, 0, 123457, tzinfo=UTC)


def new_chat(minute: int = 0, **values: Any) -> Chat:
    """A chat last changed so many minutes after noon."""
    at = NOON + timedelta(minutes=minute)
    return Chat(
        **{"id": uuid4().hex, "title": "Llamas", "model": "m:1b", "created_at": at, "updated_at": at} | values
    )


def new_message(chat: Chat, parent: Message | None = None, **values: Any) -> Message:
    """A question of the person, unless `values` say otherwise."""
    given = {
        "id": uuid4().hex,
        "chat_id": chat.id,
        "parent_id": parent.id if parent else None,
        "role": "user",
        "content": "What eats a llama?",
        "created_at": chat.created_at,
    }
    return Message(**given | values)


def new_reply(chat: Chat, parent: Message, **values: Any) -> Message:
    """A reply that is about to be written."""
    given = {"role": "assistant", "content": "", "state": MessageState.WRITING, "model": "m:1b"}
    return new_message(chat, parent, **given | values)


@contextmanager
def volume(mount_point: Path, size: str) -> Iterator[Path]:
    """A file system of its own of this size; the test is skipped where none can be mounted."""
    mount_point.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(mount_point)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except FileNotFoundError:
        pytest.skip("no mount command on this system")
    if mounted.returncode:
        pytest.skip(f"mounting a small volume needs more rights: {mounted.stderr.strip()}")
    try:
        yield mount_point
    finally:
        subprocess.run(["umount", "--lazy", str(mount_point)], timeout=20, check=True)


def fill(folder: Path) -> Path:
    """Write a file until the volume has no byte left; return the file."""
    filler = folder / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
    return filler
