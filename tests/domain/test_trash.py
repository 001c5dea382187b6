"""The trash keeps things for thirty days."""

from datetime import UTC, datetime

from app.domain.trash import TrashItem, TrashKind


def test_when_an_item_is_removed_by_itself() -> None:
    item = TrashItem(TrashKind.CHAT, "a", "a", "Llamas", "", datetime(2026, 3, 1, tzinfo=UTC), 2)
    assert item.removed_at == datetime(2026, 3, 31, tzinfo=UTC)
