"""The counters of a reply."""

from app.domain.chat import ReplyStats


def test_speed_is_tokens_over_writing_time() -> None:
    assert ReplyStats(reply_tokens=24, reply_ns=2_000_000_000).tokens_per_s == 12


def test_speed_is_unknown_without_both_counters() -> None:
    assert ReplyStats(reply_tokens=1).tokens_per_s is None
    assert ReplyStats(reply_ns=1).tokens_per_s is None
