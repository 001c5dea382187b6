"""What is measured for the storage page, and whose folders are looked at."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.storage_use import StorageUse
from app.services.storage_use import StorageUseService
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Answer
from tests.helpers.services import anything, choice_of, heard, ready, services

pytestmark = pytest.mark.usefixtures("loop")


@asynccontextmanager
async def measured(tmp_path: Path, address: str = "") -> AsyncIterator[StorageUse]:
    """The storage while a server says that its models lie in the folder `models`."""
    (tmp_path / "models").mkdir()
    modelfile = f"FROM {tmp_path / 'models'}/blobs/sha256-{'0a' * 32}\n"
    async with OllamaServer() as server, services(tmp_path / "data", choice_of(server.url)) as it:
        server.script("/api/show", *[Answer({"modelfile": modelfile})] * 3)
        await ready(it)
        if address:
            it.server._set(replace(it.server.state, address=address))
        service = StorageUseService(it.store, it.server, tmp_path / "data")
        told = heard(service.measured)
        service.measure()
        yield await told.until(anything)
        await service.aclose()


async def test_the_folder_of_a_server_of_this_computer_can_be_opened(loop: Any, tmp_path: Path) -> None:
    async with measured(tmp_path) as use:
        assert (use.models_dir, use.models_dir_is_here) == (str(tmp_path / "models"), True)
        assert use.data_bytes > 0


async def test_what_another_computer_calls_its_folder_is_not_looked_for_here(
    loop: Any, tmp_path: Path
) -> None:
    """It is another folder of that name, or one that leads to a third computer."""
    async with measured(tmp_path, "http://studio.example:11434") as use:
        assert (use.models_dir, use.models_dir_is_here) == (str(tmp_path / "models"), False)
