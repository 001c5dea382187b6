"""What is painted while a reply grows is what a whole picture of it shows."""

import re

import pytest
from PySide6.QtTest import QTest

from app.domain.conversation import MessageState
from app.ui.transcript.view import Transcript
from tests.ui import samples
from tests.ui.transcript.test_table_part import picture

REPLY = """Text:

```
one
two
```

- [x] done
- [ ] to do

1. a step

   ```
   three
   ```

> quoted
> - item

| a | b |
|---|---|
| 1 | 2 |

The end, with [a link](https://example.org).

More.
"""
PIECES = (r"\s*\S{1,5}|\s+", r"\n+\S?|[^\n]{1,4}")
"""As models cut words, and a line feed with what follows it."""


@pytest.mark.parametrize("words", [0, 30], ids=["short", "scrolled"])
@pytest.mark.parametrize("pieces", PIECES)
def test_nothing_is_left_of_how_it_was(view: Transcript, words: int, pieces: str) -> None:
    asked = samples.message(101, "user", "Words.\n" * words or "?")
    view.set_messages((asked, samples.message(112, "assistant", "", state=MessageState.WRITING)))
    for piece in re.findall(pieces, REPLY):
        view.grow_reply(samples.writing_growth(piece))
        QTest.qWait(0)
        shown = picture(view)
        view.viewport().update()
        QTest.qWait(0)
        assert shown == picture(view), f"after {piece!r}"
