"""Each behaviour of the suite runs once for every pair of a client and a server."""

from collections.abc import Iterator

import pytest

from tests.conformance.target import (
    DRIVERS,
    ENDPOINTS,
    ENGINE_ENDPOINTS,
    REAL_URL,
    SETTINGS,
    Case,
    Target,
    real_target,
)
from tests.engine.conftest import engine, engine_here
from tests.engine.program import MODEL, Engine
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.ollama_store import tool_caller

__all__ = ["engine", "engine_here"]

SERVERS = ["scripted", "engine", *(["real"] if SETTINGS[REAL_URL] else [])]


@pytest.fixture
def scripted() -> Iterator[Target]:
    """A fresh scripted server for each test."""
    state = OllamaState(account={"name": "herder"})
    state.models.append(tool_caller())
    state.transfers.speed_bytes_per_s = 500_000_000
    state.transfers.tick_s = 0.02
    with ThreadedOllamaServer(state, rate=400) as server:
        yield Target(
            name="the scripted server",
            url=server.url,
            offers=ENDPOINTS,
            models={
                "completion": "smol:latest",
                "thinking": "thinker:latest",
                "tools": "tooler:latest",
                "embedding": "nomic-embed-text:latest",
            },
            pull_name="gemma3:270m",
            push_name="herder/smol",
            is_scripted=True,
        )


@pytest.fixture(scope="session")
def built_in(engine: Engine) -> Target:
    """The built-in engine with the starter model."""
    return Target(
        name="the built-in engine",
        url=engine.url,
        offers=ENGINE_ENDPOINTS,
        models={"completion": MODEL},
        token=engine.token,
        options={"num_thread": 1},
    )


@pytest.fixture(scope="session")
def real() -> Target:
    """The server that the environment names."""
    return real_target()


@pytest.fixture(
    params=[
        pytest.param(
            (driver, server), id=f"{driver}-{server}", marks=[pytest.mark.engine] * (server == "engine")
        )
        for server in SERVERS
        for driver in DRIVERS
    ]
)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    """One client against one server; what a test made is deleted afterwards."""
    driver, server = request.param
    target = request.getfixturevalue({"engine": "built_in"}.get(server, server))
    case = Case(driver, target)
    yield case
    case.clean()
