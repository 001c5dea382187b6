"""A store in the test's own folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.conversations import ConversationStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    """An empty store; its data folder is `tmp_path`."""
    store = ConversationStore.open(tmp_path)
    yield store
    store.close()
