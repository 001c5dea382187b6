"""What models have to fit into: the memory of this computer, and only where the server runs on it."""

from pathlib import Path
from typing import Any

from app.domain.catalogue import Catalogue, Fit, Memory, fit_of
from app.domain.gpu import GpuMemory
from app.services.library_catalogue import LibraryCatalogue
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.services import anything, choice_of, heard, services

GB = 1_000_000_000
CARD = GpuMemory(("A card",), 8 * GB, 1 * GB)


async def test_a_model_larger_than_the_card_runs_partly_on_the_cpu(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        memory = await told_memory(LibraryCatalogue(it.server, lambda: CARD))
        assert memory.gpu_bytes == 8 * GB
        assert memory.ram_bytes > 0
        assert fit_of(5 * GB, memory) is Fit.FITS
        assert fit_of(7 * GB, Memory(16 * GB, memory.gpu_bytes)) is Fit.PARTLY


async def test_without_a_driver_only_main_memory_counts(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, services(tmp_path, choice_of(server.url)) as it:
        memory = await told_memory(LibraryCatalogue(it.server, lambda: None))
        assert memory.gpu_bytes is None
        assert memory.ram_bytes > 0


async def test_of_another_computer_nothing_is_known(loop: Any, tmp_path: Path) -> None:
    async with services(tmp_path, choice_of("http://192.0.2.1:11434")) as it:
        assert await told_memory(LibraryCatalogue(it.server, lambda: CARD)) == Memory()


async def told_memory(catalogue: LibraryCatalogue) -> Memory:
    """Begin, wait for list and memory, end."""
    read, memories = heard(catalogue.catalogue_read), heard(catalogue.memory_changed)
    catalogue.start()
    try:
        found: Catalogue = await read.until(anything)
        assert len(found.families) >= 60
        memory: Memory = await memories.until(anything)
    finally:
        await catalogue.aclose()
    return memory
