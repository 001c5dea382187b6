"""Fixtures of the engine's tests: one engine with the real starter model for the whole run."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import skip_or_fail
from tests.engine.program import Engine, start_engine


@pytest.fixture(scope="session")
def engine_here() -> None:
    """Skips where the engine cannot run; that it must run in CI is decided by `skip_or_fail`."""
    for module in ("xllamacpp", "starlette", "uvicorn"):
        if importlib.util.find_spec(module) is None:
            skip_or_fail(f"{module} is not installed: the built-in engine is not tested")


@pytest.fixture(scope="session")
def engine(
    engine_here: None, starter_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """The engine that most tests share."""
    engine = start_engine(tmp_path_factory.mktemp("store"), starter_model)
    yield engine
    assert engine.close() == 0


@pytest.fixture
def client(engine: Engine) -> Iterator[httpx.Client]:
    """A client of the shared engine."""
    with engine.client() as client:
        yield client


@pytest.fixture
def linux() -> None:
    """For tests that look at processes through /proc."""
    if sys.platform != "linux":
        pytest.skip("looks at processes through /proc")
