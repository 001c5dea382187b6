"""The sizes of messages: each is measured once, in parts."""

from app.domain.conversation import Attachment, Message
from app.domain.history_size import HistorySize, sent_bytes


def said(number: int, content: str = "four") -> Message:
    return Message(f"m{number}", "c", None, "user", content)


def measured(history: HistorySize) -> int:
    """How many moments it took."""
    moments = 1
    while not history.measure_some():
        moments += 1
    return moments


def test_sizes_are_those_of_texts_and_images() -> None:
    files = (Attachment("a", "a.txt", "text/plain", 9, "b", 40), Attachment("c", "c.png", "image/png", 9))
    history = HistorySize(
        [said(0), Message("m1", "c", None, "user", "ä\ud800", "thought", attachments=files)]
    )
    assert not history.is_measured
    assert measured(history) == 1
    assert history.since(0) == (4 + 5 + 40, 1, 2)
    assert history.since(1) == (45, 1, 1)
    assert history.since(2) == (0, 0, 0)


def test_a_long_chat_is_measured_in_parts() -> None:
    assert measured(HistorySize([said(at) for at in range(2_500)])) == 3
    assert measured(HistorySize([said(at, "x" * 400_000) for at in range(5)])) == 3
    assert measured(HistorySize([said(at, "x" * 3_000_000) for at in range(2)])) == 2


def test_what_is_still_there_is_not_measured_again() -> None:
    messages = [said(at) for at in range(2_000)]
    history = HistorySize(messages)
    measured(history)
    history.take([*messages, said(2_000)])
    assert not history.is_measured
    assert measured(history) == 1
    assert history.since(0) == (2_001 * 4, 0, 2_001)
    history.take([*messages[:-1], said(1, "other")])
    assert measured(history) == 1
    assert history.since(1_998) == (4 + 5, 0, 2)
    history.take(messages[:3])
    assert history.is_measured
    assert history.since(0) == (12, 0, 3)
    history.take([said(0)])
    assert measured(history) == 1
    assert history.since(0) == (4, 0, 1)
    history.take(history.messages)
    assert history.is_measured
    history.take(())
    assert history.is_measured


def test_calls_of_tools_are_sent() -> None:
    assert sent_bytes(said(0)) == 4
