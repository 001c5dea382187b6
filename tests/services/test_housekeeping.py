"""What is done for a store while nothing else happens."""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

from app.domain.search import SearchWish
from app.services.housekeeping import Housekeeping
from app.storage.conversations import ConversationStore
from tests.helpers.services import heard
from tests.storage.builders import new_chat, new_message

pytestmark = pytest.mark.usefixtures("loop")

DAY_S = 86_400


async def test_messages_that_are_in_no_index_get_into_it(loop: Any, tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    chat = new_chat()
    await asyncio.wrap_future(store.create_chat(chat, new_message(chat, content="llama")))
    await asyncio.wrap_future(store.versions.copy(chat.id, new_chat(title="Copy")))
    house = Housekeeping(store)
    failed = heard(house.failed)
    await house.run_once()
    hits = await asyncio.wrap_future(store.search.find(SearchWish("llama")))
    assert (sum(bool(hit.message_id) for hit in hits.hits), hits.unindexed, failed.values) == (2, 0, [])
    await house.aclose()
    await asyncio.to_thread(store.close)


async def test_files_that_nothing_has_used_for_a_day_go(loop: Any, tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    for data in (b"old", b"young"):
        put = await asyncio.wrap_future(store.put_attachment(data, "a.txt", "text/plain"))
        file = tmp_path / "attachments" / put.sha256[:2] / put.sha256
        os.utime(file, (time.time() - (2 if data == b"old" else 0.5) * DAY_S,) * 2)
    house = Housekeeping(store)
    failed = heard(house.failed)
    await house.run_once()
    kept = [file.read_bytes() for file in (tmp_path / "attachments").glob("*/*")]
    assert (kept, failed.values) == ([b"young"], [])
    await house.aclose()
    await asyncio.to_thread(store.close)
