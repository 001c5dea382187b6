"""What a header means: numbers for people and memory."""

import pytest

from app.engine.facts import human_number, memory_bytes
from app.engine.gguf import GgufHeader


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (134_515_008, "134.52M"),
        (268_098_176, "268.10M"),
        (137_000_000, "137M"),
        (8_030_261_248, "8.0B"),
        (70_600_000_000, "70.6B"),
        (128_000, "128K"),
        (999, "999"),
    ],
)
def test_parameter_counts_as_a_server_shows_them(count: int, text: str) -> None:
    assert human_number(count) == text


def test_memory_is_the_file_and_the_cache() -> None:
    numbers = {
        "block_count": 30,
        "embedding_length": 576,
        "attention.head_count": 9,
        "attention.head_count_kv": 3,
    }
    header = GgufHeader(
        {"general.architecture": "llama"} | {f"llama.{key}": n for key, n in numbers.items()}, ()
    )
    # A server with its own engine said 190,948,608 bytes for this model at 4096 tokens.
    assert memory_bytes(header, 98_362_432, 4096) == pytest.approx(190_948_608, rel=0.02)
    assert memory_bytes(GgufHeader({}, ()), 1000, 4096) == 1000
