"""Files stand in the order in which they were attached."""

from app.domain.attachment import DraftImage, place_in
from app.domain.conversation import Attachment

FILE = Attachment("a", "a.png", "image/png", 9)


def test_a_file_that_was_read_late_stands_before_those_attached_after_it() -> None:
    draft = [DraftImage(str(at), FILE, at) for at in (0, 3, 5)]
    assert place_in(draft, 4) == 2
    assert place_in(draft, 2) == 1
    assert place_in(draft, 5) == 3
    assert place_in(draft, 9) == 3
    assert place_in([], 1) == 0


def test_files_that_were_put_back_stay_where_they_are() -> None:
    draft = [DraftImage(str(at), FILE, at) for at in (7, 0, 3)]
    assert place_in(draft, 5) == 3
