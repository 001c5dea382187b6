"""Damaged answers by the thousand: the client ends with a value or an error of ours, and can be used again.

A few seconds with fixed seeds in each run; minutes in the long tests. To repeat one, set ARRIERO_FUZZ_SEED to
the seed that was printed (and ARRIERO_FUZZ_CASE to the number of the case).
"""

import asyncio
import dataclasses
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.api import wire
from app.api.client import OllamaClient
from app.api.errors import OllamaError
from app.api.hosts import parse_address
from app.api.ndjson import NdjsonDecoder
from tests.faults.calls import CALLS, Call
from tests.faults.test_matrix import IN_TIME_S, left_behind
from tests.fuzz.mutations import Raw, damaged_answer, damaged_body, dealt
from tests.helpers.faults import Instead
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.recordings import FOLDER, Recording, load_all

SEED = os.environ.get("ARRIERO_FUZZ_SEED", "")
CASE = os.environ.get("ARRIERO_FUZZ_CASE", "")
LONG_SEED = SEED or str(time.time_ns())
MINUTES = float(os.environ.get("ARRIERO_FUZZ_MINUTES", "10"))
PARTS = 5
"""The long run is this many tests: one of ten minutes would be taken for one that hangs."""
SHORT_SEEDS = [SEED] if SEED else ["1", "2", "3"]
SHORT_ANSWERS = 200
SHORT_BODIES = 1500
BATCH = 100

BY_PATH = {
    "/api/version": ("version",),
    "/": ("is_alive",),
    "/api/tags": ("tags",),
    "/api/ps": ("ps",),
    "/api/show": ("show",),
    "/api/chat": ("chat_deltas", "chat_deltas", "chat"),
    "/api/generate": ("generate_deltas", "generate_deltas", "generate", "load"),
    "/api/embed": ("embed",),
    "/api/embeddings": ("embeddings",),
    "/api/create": ("create_progress",),
    "/api/copy": ("copy",),
    "/api/delete": ("delete",),
    "/api/pull": ("pull_progress",),
    "/api/push": ("push_progress",),
    "/api/status": ("status", "me", "model_recommendations"),
}
READERS: dict[str, Callable[[Any], Any]] = {
    "/api/chat": wire.read_chat,
    "/api/generate": wire.read_generate,
    "/api/pull": wire.read_progress,
    "/api/push": wire.read_progress,
    "/api/create": wire.read_progress,
    "/api/tags": wire.read_tags,
    "/api/ps": wire.read_ps,
    "/api/show": wire.read_show,
    "/api/embed": wire.read_embed,
    "/api/embeddings": wire.read_embeddings,
    "/api/version": wire.read_version,
    "/api/status": wire.read_status,
}
ALL = [
    each
    for each in load_all(*sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
    if not each.is_empty
]
ANSWERS = [each for each in ALL if each.path in BY_PATH or each.path.startswith("/api/blobs/")]
BODIES = [each for each in ALL if each.path in READERS]


@pytest.fixture(scope="module")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to upload."""
    path: Path = tmp_path_factory.mktemp("fuzz") / "model.gguf"
    path.write_bytes(b"GGUF" + bytes(100_000))
    return path


def call_of(chance: Random, recording: Recording) -> Call:
    """A method that would get this answer."""
    if recording.path.startswith("/api/blobs/"):
        return CALLS["has_blob" if recording.method == "HEAD" else "upload_blob (sending)"]
    return CALLS[chance.choice(BY_PATH[recording.path])]


async def try_answers(seed: str, numbers: range, gguf: Path) -> None:
    """Make one call for each number, with an answer that follows from seed and number."""
    errors: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    async with OllamaServer() as server:
        client = OllamaClient(parse_address(server.url))
        for number in numbers:
            await try_answer(Random(f"{seed}:{number}"), f"seed {seed} case {number}", server, client, gguf)
        assert await left_behind(server, client) == "", f"seed {seed} cases {numbers}"
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, f"seed {seed} cases {numbers}: tasks left running: {left}"
    assert not errors, f"seed {seed} cases {numbers}: errors nobody handled: {errors}"


async def try_answer(
    chance: Random, name: str, server: OllamaServer, client: OllamaClient, gguf: Path
) -> None:
    recording, other = chance.choice(ANSWERS), chance.choice(ANSWERS)
    call = call_of(chance, recording)
    answer = damaged_answer(chance, recording, other)
    server.misbehave(call.path, Instead(Raw(tuple(dealt(chance, answer)), chance.random() < 0.1)))
    try:
        async with asyncio.timeout(IN_TIME_S):
            check_texts(await call.make(client, gguf))
    except OllamaError as error:
        check_texts(error.failure)
    except Exception as error:
        error.add_note(f"{name}: {recording.name} for {call.path}: {answer[:2000]!r}")
        raise
    finally:
        server.misbehave(call.path, None)


def check_texts(value: Any) -> None:
    """Every text can be stored and shown: no half characters."""
    match value:
        case str():
            value.encode()
        case dict():
            check_texts(list(value.items()))
        case list() | tuple():
            for item in value:
                check_texts(item)
        case _ if dataclasses.is_dataclass(value):
            for each in dataclasses.fields(value):
                check_texts(getattr(value, each.name))


def try_bodies(seed: str, numbers: range) -> None:
    """Read damaged bodies in one piece and in many: the same comes out, and nothing but it."""
    for number in numbers:
        chance = Random(f"body {seed}:{number}")
        recording, other = chance.choice(BODIES), chance.choice(BODIES)
        body = damaged_body(chance, recording.body, other.body)
        read = READERS[recording.path]
        try:
            whole = what_comes_of(iter([body]), read)
            pieces = what_comes_of(dealt(chance, body), read)
            check_texts(whole)
        except Exception as error:
            error.add_note(f"seed {seed} case {number}: {recording.name}: {body[:2000]!r}")
            raise
        assert repr(whole) == repr(pieces), f"seed {seed} case {number}: {recording.name}: {body[:2000]!r}"


def what_comes_of(chunks: Iterator[bytes], read: Callable[[Any], Any]) -> list[Any]:
    """The values of a stream, and the kind of error that ended it, if one did."""
    decoder = NdjsonDecoder()
    found: list[Any] = []
    try:
        for chunk in chunks:
            for reply in decoder.feed(chunk):
                found.append(read(reply))
        found += map(read, decoder.finish())
    except OllamaError as error:
        return [*found, error.failure]
    return found


@pytest.mark.parametrize("seed", SHORT_SEEDS)
def test_damaged_answers(seed: str, gguf: Path, tell: Callable[[str], None]) -> None:
    numbers = range(int(CASE), int(CASE) + 1) if CASE else range(SHORT_ANSWERS)
    tell(f"fuzz: seed {seed}, {len(numbers)} answers")
    asyncio.run(try_answers(seed, numbers, gguf))


@pytest.mark.parametrize("seed", SHORT_SEEDS)
def test_damaged_bodies(seed: str, tell: Callable[[str], None]) -> None:
    numbers = range(int(CASE), int(CASE) + 1) if CASE else range(SHORT_BODIES)
    tell(f"fuzz: seed {seed}, {len(numbers)} bodies")
    try_bodies(seed, numbers)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_damage_for_minutes(part: int, gguf: Path, tell: Callable[[str], None]) -> None:
    seed = f"{LONG_SEED}.{part}"
    tell(f"fuzz: seed {seed}, {MINUTES / PARTS:g} minutes")
    end = time.monotonic() + MINUTES * 60 / PARTS
    done = 0
    while time.monotonic() < end:
        numbers = range(done, done + BATCH)
        asyncio.run(try_answers(seed, numbers, gguf))
        try_bodies(seed, numbers)
        done = numbers.stop
    tell(f"fuzz: seed {seed}, {done} answers and {done} bodies tried")
