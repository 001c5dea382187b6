"""Texts that are not looked at any more: gone at once, not with some later collection of garbage."""

import gc
from collections.abc import Iterator

import pytest

from app.ui.transcript.laid_text import LaidText
from app.ui.transcript.view import Transcript
from tests.ui.transcript.conftest import Show

TEXT = """# Title with `code`

Words with `some code` and $a+b$, **strong** ones and [a link](https://example.org).[^1]

- one `x y`
- two

| a | b |
|---|---|
| `c d` | e |

> A quote with `code in it`.

[^1]: A note with `more code`.
"""


@pytest.fixture
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def laid_texts() -> int:
    return sum(isinstance(each, LaidText) for each in gc.get_objects())


@pytest.mark.usefixtures("_no_collector")
def test_laid_texts_are_gone_with_their_message(view: Transcript, show: Show) -> None:
    view.set_messages(())
    before = laid_texts()
    show(TEXT)
    assert laid_texts() > before + 5
    view.set_messages(())
    assert laid_texts() == before
