"""What the page of the search says beside what it lists."""

import pytest
from pytestqt.qtbot import QtBot

from app.domain.search import SearchHits
from app.ui.search.content import SearchContent
from app.ui.theme.theme import Theme


@pytest.mark.parametrize(
    ("unindexed", "words"),
    [
        (0, ""),
        (1, "1 message is still being prepared"),
        (2, "2 messages are still being prepared"),
    ],
)
def test_what_is_not_in_the_index_yet_is_told(theme: Theme, qtbot: QtBot, unindexed: int, words: str) -> None:
    content = SearchContent(theme)
    qtbot.addWidget(content)
    content.show_found(SearchHits(content.wish, (), unindexed=unindexed))
    assert content.count.text() == words
