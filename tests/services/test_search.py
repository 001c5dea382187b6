"""Searches are told in the order of asking, page by page."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.domain.search import SearchOrder, SearchWish
from app.services.search import SearchService
from app.storage.conversations import ConversationStore
from tests.helpers.services import anything, heard
from tests.storage.builders import new_chat, new_message

pytestmark = pytest.mark.usefixtures("loop")


async def test_only_the_last_of_quick_searches_is_told_and_pages_follow(loop: Any, tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    for minute in range(5):
        chat = new_chat(minute, title="Untitled")
        store.create_chat(chat, new_message(chat, content=f"llama {minute}"))
    service = SearchService(store)
    found, more, failed = heard(service.found), heard(service.more_found), heard(service.failed)
    for typed in ("l", "ll", "lla"):
        service.search(SearchWish(typed, order=SearchOrder.BEST))
    service.search(SearchWish("llama", limit=2))
    first = await found.until(anything)
    assert [hit.snippet for hit in first.hits] == ["llama 4", "llama 3"]
    service.search_more()
    second = await more.until(anything)
    assert [hit.snippet for hit in second.hits] == ["llama 2", "llama 1"]
    service.search_more()
    last = await more.until(lambda hits: hits.next_before is None)
    assert [hit.snippet for hit in last.hits] == ["llama 0"]
    service.search_more()
    service.search(SearchWish("nothing of that"))
    service.cancel()
    await service.aclose()
    assert (len(found.values), len(more.values), failed.values) == (1, 2, [])
    await asyncio.to_thread(store.close)
