"""A report of what was read of a damaged file."""

from app.domain.recovery import Recovery


def test_whether_anything_was_read() -> None:
    assert Recovery("aside.sqlite3", chats=1).found_anything
    assert not Recovery("aside.sqlite3", was_opened=False).found_anything
