"""A file on its way to the server: what arrives, what is told, and every way in which it can go wrong."""

import asyncio
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from app.api.client import OllamaClient
from app.api.errors import ApiError, BadReply, ConnectionLost, FileTrouble, OllamaError, ServerSilent
from app.api.hosts import parse_address
from app.api.upload import Upload
from app.domain.blob import BlobPhase, BlobProgress, FileFault, HashCache, UploadedBlob
from app.domain.failure import FailureCode
from tests.api.uploads import Taken, digest_of
from tests.helpers.http_server import Exchange
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.replies import Answer, Gate, Reply, Reset, Stall, html, refuse

LARGE_BYTES = 64 * 1024 * 1024  # more than what the system keeps between two sockets
NOT_THERE = Answer(status=404)
LONG_AGO_NS = 10**18


def small(folder: Path, content: bytes = b"GGUF" * 100_000) -> Path:
    """A file of some pieces."""
    path = folder / "small.gguf"
    path.write_bytes(content)
    return path


def large(folder: Path) -> Path:
    """A file without blocks on disk."""
    path = folder / "large.gguf"
    path.touch()
    os.truncate(path, LARGE_BYTES)
    return path


async def upload(server: OllamaServer, path: Path, *replies: Reply, **options: Any) -> UploadedBlob:
    """Upload with a client of its own; the replies are for the requests about this blob, in order."""
    if replies:
        server.script(f"/api/blobs/{digest_of(path)}", *replies)
    client = OllamaClient(parse_address(server.url), token="t0ken")
    try:
        return await client.upload_blob(path, **options)
    finally:
        await client.aclose()


async def failing(path: Path, *replies: Reply, **options: Any) -> OllamaError:
    """The error of an upload."""
    async with OllamaServer() as server:
        with pytest.raises(OllamaError) as caught:
            await upload(server, path, *replies, **options)
    return caught.value


async def thread_ended(name: str) -> None:
    """Wait until no thread of that name runs."""
    for thread in threading.enumerate():
        if thread.name == name:
            await asyncio.to_thread(thread.join, 30)
    assert name not in {thread.name for thread in threading.enumerate()}


class TakenUpTo:
    """Reads a first piece of an upload, waits at the gate, then answers as told."""

    def __init__(self, gate: Gate, reply: Reply) -> None:
        self._gate = gate
        self._reply = reply

    async def send(self, exchange: Exchange) -> None:
        await exchange.read_upload()
        await self._gate.wait()
        await self._reply.send(exchange)


class Gated:
    """Answers when the gate is open."""

    def __init__(self, gate: Gate, reply: Reply) -> None:
        self._gate = gate
        self._reply = reply

    async def send(self, exchange: Exchange) -> None:
        await self._gate.wait()
        await self._reply.send(exchange)


async def test_the_file_arrives_whole(tmp_path: Path) -> None:
    path, taken = small(tmp_path), Taken()
    async with OllamaServer() as server:
        sent = await upload(server, path, NOT_THERE, taken)
    assert sent == UploadedBlob(digest_of(path), 400_000, was_there=False)
    assert taken.body == path.read_bytes()
    _, post = server.requests
    assert post.header("Content-Length") == "400000"
    assert post.header("Transfer-Encoding") is None
    assert post.header("Authorization") == "Bearer t0ken"


async def test_a_second_upload_sends_nothing(tmp_path: Path) -> None:
    path = small(tmp_path)
    async with OllamaServer() as server:
        assert not (await upload(server, path)).was_there
        assert (await upload(server, path)).was_there
        assert [request.method for request in server.requests] == ["HEAD", "POST", "HEAD"]


async def test_uploads_work_on_the_loop_of_the_window(
    loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    await test_the_file_arrives_whole(tmp_path)


async def test_progress_is_told_phase_by_phase_and_calmly(tmp_path: Path) -> None:
    path = large(tmp_path)
    told: list[BlobProgress] = []
    begin_s = time.monotonic()
    async with OllamaServer() as server:
        await upload(server, path, on_progress=told.append)
    took_s = time.monotonic() - begin_s
    phases = [each.phase for each in told]
    assert list(dict.fromkeys(phases)) == list(BlobPhase)
    assert phases == sorted(phases, key=list(BlobPhase).index)
    for phase in BlobPhase:
        counts = [each.done_bytes for each in told if each.phase is phase]
        assert counts == sorted(counts)
    assert {each.total_bytes for each in told} == {LARGE_BYTES}
    assert told[-1].done_bytes == LARGE_BYTES
    assert len(told) <= took_s / 0.1 + len(BlobPhase)


async def test_a_known_hash_is_not_made_again(tmp_path: Path) -> None:
    path, made_up = small(tmp_path), f"sha256:{'5' * 64}"
    found, hashes = path.stat(), HashCache()
    hashes.put(str(path), found.st_size, found.st_mtime_ns, made_up)
    async with OllamaServer() as server:
        server.script(f"/api/blobs/{made_up}", Answer(status=200))
        assert (await upload(server, path, hashes=hashes)).digest == made_up


async def test_a_hash_is_kept_when_the_file_has_rested(tmp_path: Path) -> None:
    path, hashes = small(tmp_path), HashCache()
    async with OllamaServer() as server:
        await upload(server, path, hashes=hashes)
        assert hashes.as_dict() == {}  # it could change once more within the same tick of its clock
        os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
        await upload(server, path, hashes=hashes)
    assert hashes.as_dict() == {str(path): [400_000, LONG_AGO_NS, digest_of(path)]}


async def test_a_wrong_hash_is_told_and_forgotten(tmp_path: Path) -> None:
    path, made_up = small(tmp_path), f"sha256:{'5' * 64}"
    found, hashes = path.stat(), HashCache()
    hashes.put(str(path), found.st_size, found.st_mtime_ns, made_up)
    error = await failing(path, hashes=hashes)
    assert isinstance(error, ApiError)
    assert error.failure.code is FailureCode.DIGEST_MISMATCH
    assert hashes.as_dict() == {}


async def test_a_server_that_has_it_after_all_reads_nothing(tmp_path: Path) -> None:
    path = large(tmp_path)
    async with OllamaServer() as server:
        early = Answer(status=200, headers=[("Connection", "close")])
        assert (await upload(server, path, NOT_THERE, early)).was_there


async def test_an_answer_lost_in_a_reset_is_asked_for(tmp_path: Path) -> None:
    path = large(tmp_path)
    async with OllamaServer() as server:
        assert (await upload(server, path, NOT_THERE, Reset(), Answer(status=200))).was_there


async def test_a_connection_lost_in_the_middle_is_told(tmp_path: Path) -> None:
    error = await failing(large(tmp_path), NOT_THERE, Reset(), NOT_THERE)
    assert isinstance(error, ConnectionLost)
    assert error.address


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (refuse(500, "no space left on device"), FailureCode.API_ERROR),
        (Answer(b"", 403), FailureCode.FORBIDDEN),
        (html(200), FailureCode.NOT_OLLAMA),
        (html(404), FailureCode.NOT_OLLAMA),
        (Answer(b"", 307, headers=[("Location", "http://127.0.0.1:1/")]), FailureCode.NOT_OLLAMA),
        (Answer(b"x" * 2_000_000, 500), FailureCode.API_ERROR),
        (Answer({"error": "late"}, 201), FailureCode.API_ERROR),
    ],
    ids=str,
)
async def test_refusals(tmp_path: Path, reply: Reply, code: FailureCode) -> None:
    error = await failing(small(tmp_path), NOT_THERE, Taken(reply))
    assert error.failure.code is code
    assert not isinstance(error, FileTrouble)


async def test_a_check_that_is_no_answer_ends_it(tmp_path: Path) -> None:
    error = await failing(small(tmp_path), Answer(status=500))
    assert isinstance(error, ApiError)


async def test_a_server_that_takes_nothing_is_silent(tmp_path: Path) -> None:
    path = large(tmp_path)
    async with OllamaServer() as server:
        server.script(f"/api/blobs/{digest_of(path)}", Stall())

        async def is_missing(digest: str) -> bool:
            return False

        job = Upload(parse_address(server.url), {}, 5.0, silence_s=0.2)
        with pytest.raises(ServerSilent):
            await job.run(path, is_missing)
        await thread_ended("upload")


@pytest.mark.parametrize("fault", [FileFault.MISSING, FileFault.NOT_A_FILE, FileFault.EMPTY])
async def test_files_that_cannot_be_sent(tmp_path: Path, fault: FileFault) -> None:
    path = tmp_path / "x"
    if fault is FileFault.NOT_A_FILE:
        path.mkdir()
    elif fault is FileFault.EMPTY:
        path.touch()
    async with OllamaServer() as server:
        with pytest.raises(FileTrouble) as caught:
            await upload(server, path)
        assert server.requests == []
    assert (caught.value.fault, caught.value.detail) == (fault, str(path))


async def test_a_name_the_system_cannot_read(tmp_path: Path) -> None:
    async with OllamaServer() as server:
        with pytest.raises(FileTrouble) as caught:
            await upload(server, tmp_path / ("x" * 5000))
    assert caught.value.fault is FileFault.UNREADABLE
    assert "long" in caught.value.detail


class Forbidden(type(Path())):  # type: ignore[misc]
    """A file that the person may see and not open; for whoever runs the tests as root there is none."""

    def open(self, *_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(self))


class Growing(type(Path())):  # type: ignore[misc]
    """A file that somebody writes to as soon as it is opened for reading."""

    def open(self, *arguments: Any, **options: Any) -> Any:
        file = super().open(*arguments, **options)
        with Path(self).open("ab") as writer:
            writer.write(b"more")
        return file


@pytest.mark.parametrize(("kind", "fault"), [(Forbidden, FileFault.FORBIDDEN), (Growing, FileFault.CHANGED)])
async def test_a_file_that_is_not_to_be_hashed(tmp_path: Path, kind: type[Path], fault: FileFault) -> None:
    path = kind(small(tmp_path))
    async with OllamaServer() as server:
        with pytest.raises(FileTrouble) as caught:
            await upload(server, path)
        assert server.requests == []
    assert caught.value.fault is fault


@pytest.mark.parametrize("fault", [FileFault.MISSING, FileFault.CHANGED])
async def test_a_file_that_goes_between_hashing_and_sending(tmp_path: Path, fault: FileFault) -> None:
    path, gate = small(tmp_path), Gate()
    async with OllamaServer() as server:
        sending = asyncio.ensure_future(upload(server, path, Gated(gate, NOT_THERE)))
        await asyncio.to_thread(gate.reached.wait, 30)
        if fault is FileFault.MISSING:
            path.unlink()
        else:
            path.write_bytes(b"other")
        gate.open()
        with pytest.raises(FileTrouble) as caught:
            await sending
        assert len(server.requests) == 1
    assert caught.value.fault is fault


async def test_a_file_that_shrinks_while_it_is_sent(tmp_path: Path) -> None:
    path, gate = large(tmp_path), Gate()
    async with OllamaServer() as server:
        sending = asyncio.ensure_future(upload(server, path, NOT_THERE, TakenUpTo(gate, Taken())))
        await asyncio.to_thread(gate.reached.wait, 30)
        os.truncate(path, 1_000_000)
        gate.open()
        with pytest.raises(FileTrouble) as caught:
            await sending
        await server.idle()
    assert caught.value.fault is FileFault.CHANGED


async def test_a_file_that_is_rewritten_while_it_is_sent(tmp_path: Path) -> None:
    """The server says that the digest does not fit; the file says why."""
    path, gate = large(tmp_path), Gate()
    mismatch = refuse(400, 'digest mismatch, expected "sha256:a", got "sha256:b"')
    async with OllamaServer() as server:
        sending = asyncio.ensure_future(upload(server, path, NOT_THERE, TakenUpTo(gate, Taken(mismatch))))
        await asyncio.to_thread(gate.reached.wait, 30)
        os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
        gate.open()
        with pytest.raises(FileTrouble) as caught:
            await sending
    assert caught.value.fault is FileFault.CHANGED


async def test_cancelling_closes_the_connection_at_once(tmp_path: Path) -> None:
    """The thread waits for the server to take more; it ends although the server never does."""
    path, gate, taken = large(tmp_path), Gate(), Taken()
    told: list[BlobProgress] = []
    async with OllamaServer() as server:
        sending = asyncio.ensure_future(
            upload(server, path, NOT_THERE, TakenUpTo(gate, taken), on_progress=told.append)
        )
        await asyncio.to_thread(gate.reached.wait, 30)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        count = len(told)
        await thread_ended("upload")
        gate.open()
        await server.idle()
        assert len(told) == count
    assert len(taken.body) < LARGE_BYTES / 2


async def test_cancelling_works_on_the_loop_of_the_window(
    loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    await test_cancelling_closes_the_connection_at_once(tmp_path)


async def test_cancelling_while_hashing_ends_the_thread(tmp_path: Path) -> None:
    path = large(tmp_path)
    os.truncate(path, 40 * 1024**3)  # ten seconds and more
    started = asyncio.Event()
    async with OllamaServer() as server:
        hashing = asyncio.ensure_future(upload(server, path, on_progress=lambda _: started.set()))
        await started.wait()
        hashing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hashing
        await thread_ended("hash")
        assert server.requests == []


async def test_a_check_answered_by_a_web_page_is_no_check(tmp_path: Path) -> None:
    error = await failing(small(tmp_path), html(200))
    assert isinstance(error, BadReply)
    assert error.failure.code is FailureCode.NOT_OLLAMA
