"""Three models to begin with."""

from typing import Any

import pytest

from app.api.recommendations import built_in_recommendations
from app.domain.account import ModelRecommendation, ModelRecommendations
from app.domain.model_info import ModelSummary
from app.domain.server import Connection, ServerState
from app.services.first_models import FirstModelsService, memory_of_this_computer, suggestions
from tests.helpers.services import anything, heard

GB = 1_000_000_000


def names(memory_bytes: int | None) -> list[str]:
    """What is suggested of the list that is shipped."""
    return [model.name for model in suggestions(built_in_recommendations(), memory_bytes).suggestions]


@pytest.mark.parametrize(
    ("memory_bytes", "expected"),
    [
        (4 * GB, ["gemma3:1b", "llama3.2:1b", "llama3.2:3b"]),
        (8 * GB, ["llama3.2:3b", "phi4-mini", "gemma3:4b"]),
        (32 * GB, ["phi4-mini", "gemma3:4b", "gemma3:12b"]),
        (None, ["gemma3:1b", "llama3.2:1b", "llama3.2:3b"]),
    ],
)
def test_the_largest_that_fit_are_suggested(memory_bytes: int | None, expected: list[str]) -> None:
    assert names(memory_bytes) == expected


def test_where_few_fit_it_says_so() -> None:
    shown = suggestions(built_in_recommendations(), 2 * GB + 100_000_000).suggestions
    assert [model.fits for model in shown] == [True, False, False]
    assert all(model.fits is None for model in suggestions(built_in_recommendations(), None).suggestions)


def test_a_model_without_a_size_is_not_suggested() -> None:
    recommended = ModelRecommendations((ModelRecommendation("cloud"),), as_of="2026-11-21")
    shown = suggestions(recommended, 8 * GB)
    assert (shown.suggestions, shown.as_of) == ((), "2026-11-21")


def test_this_computer_has_memory() -> None:
    memory_bytes = memory_of_this_computer()
    assert memory_bytes is not None
    assert memory_bytes > 100_000_000


@pytest.mark.parametrize(
    ("address", "knows_memory"), [("http://127.0.0.1:11434", True), ("http://studio.example:11434", False)]
)
async def test_it_is_told_once_for_a_server_without_a_model(
    loop: Any, address: str, knows_memory: bool
) -> None:
    service = FirstModelsService()
    told = heard(service.suggested)
    service.set_server(ServerState(Connection.READY, address, models=(ModelSummary("m"),)))
    service.set_server(ServerState(Connection.FAILED, address))
    empty = ServerState(Connection.READY, address, models=(ModelSummary("e", capabilities=("embedding",)),))
    service.set_server(empty)
    service.set_server(empty)
    models = await told.until(anything)
    await service.aclose()
    assert len(told.values) == 1
    assert len(models.suggestions) == 3
    assert (models.memory_bytes is not None) is knows_memory
