"""What of the transfers is kept, where the disk does not take it."""

from pathlib import Path
from typing import Any

from app.domain.failure import FailureCode
from app.services.transfer_keeping import TransferKeeping
from app.storage.transfers import TransfersFile
from tests.helpers.services import anything, heard


async def test_what_could_not_be_kept_is_told_once_and_kept_at_the_end(loop: Any, tmp_path: Path) -> None:
    file = TransfersFile(tmp_path, "transfers.json")
    keeping = TransferKeeping(file)
    await keeping.read()
    failures = heard(keeping.failed)
    in_the_way = tmp_path / "transfers.json.new"
    in_the_way.mkdir()
    keeping.hashes.put("weights.gguf", 3, 1, "sha256:" + "1" * 64)
    keeping.set_queue(())
    assert (await failures.until(anything)).code is FailureCode.TRANSFERS_UNUSABLE
    in_the_way.rmdir()
    await keeping.aclose()
    assert len(failures.values) == 1
    assert len(file.read().hashes or {}) == 1
