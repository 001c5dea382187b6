"""The queue of transfers: turns, pausing, losses, what is kept."""

from pathlib import Path

from app.domain.transfer_row import TransferState
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.transfers import transfers

MODEL = "llama3.2:1b"


async def test_a_pull_is_done_and_kept_in_the_history(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        name = server.state.transfers.registry[0].name
        it.service.pull(name)
        row = await it.finished.until()
        assert (row.name, row.state, row.fraction, row.trouble) == (name, TransferState.DONE, 1.0, None)
        assert it.service.rows == ()
        assert [record.name for record in it.service.records] == [name]
