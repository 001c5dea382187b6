"""What becomes of a message that waits."""

import pytest

from app.domain.conversation import MessageState
from app.domain.next_message import NextMessage, Waiting, joined, waiting_after


@pytest.mark.parametrize(
    ("state", "is_faultless", "expected"),
    [
        (MessageState.COMPLETE, True, None),
        (MessageState.COMPLETE, False, Waiting.FAILED),
        (MessageState.STOPPED, True, Waiting.STOPPED),
        (MessageState.FAILED, False, Waiting.FAILED),
    ],
)
def test_only_a_reply_that_ended_well_lets_it_go(
    state: MessageState, is_faultless: bool, expected: Waiting | None
) -> None:
    assert waiting_after(state, is_faultless) is expected


def test_it_is_there_with_a_text_or_a_file() -> None:
    assert not NextMessage("c").is_there
    assert NextMessage("c", "Hello").is_there
    assert NextMessage("c", files=1).is_there


def test_texts_are_joined_by_an_empty_line() -> None:
    assert joined("a", "", "b") == "a\n\nb"
    assert joined() == ""
