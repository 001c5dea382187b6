"""Files that are written as a whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from app.domain.failure import FailureCode
from app.storage.errors import StorageError
from app.storage.export_file import whole_file

NO_SPACE, UNWRITABLE = FailureCode.EXPORT_NO_SPACE, FailureCode.EXPORT_UNWRITABLE


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, NO_SPACE), (errno.EFBIG, NO_SPACE), (errno.EACCES, UNWRITABLE), (errno.EIO, UNWRITABLE)],
)
def test_why_a_file_could_not_be_written_is_told_and_nothing_is_left(
    tmp_path: Path, number: int, code: FailureCode
) -> None:
    path = tmp_path / "chats.html"
    path.write_text("before")

    def write() -> None:
        with whole_file(path) as part:
            part.write_text("half")
            raise OSError(number, os.strerror(number))

    with pytest.raises(StorageError) as told:
        write()
    assert told.value.failure.code is code
    assert (path.read_text(), list(tmp_path.iterdir())) == ("before", [path])
