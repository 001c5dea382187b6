"""Sending a 2 GiB file: processor time against curl, hashing against its floor, gaps of the window's loop."""

import json
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.measure import BenchResult, Usage, burn_cpu_s, python, run_in_turns, run_once, running

RUNS = 15
FILE_BYTES = 2 * 1024**3
LIMIT_S = 30

SINK = """
import sys
from tests.bench.upload import serve
serve(int(sys.argv[1]))
"""
HASH = """
import hashlib, json, sys, time
cpu_s, wall_s = time.process_time(), time.monotonic()
with open(sys.argv[1], "rb") as file:
    hashlib.file_digest(file, "sha256")
print(json.dumps([time.process_time() - cpu_s, time.monotonic() - wall_s]))
"""
OURS = """
import asyncio, json, sys, time
from pathlib import Path
from app.api.client import OllamaClient
from app.api.hosts import parse_address
from app.domain.blob import HashCache
import app.api.upload
path, port, known = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "known"
found = path.stat()
hashes = HashCache()
if known:
    hashes.put(str(path.absolute()), found.st_size, found.st_mtime_ns, "sha256:" + "0" * 64)
"""
MEASURE = """
async def main():
    client = OllamaClient(parse_address(f"127.0.0.1:{port}"))
    await client.warm_up()
    cpu_s, wall_s = time.process_time(), time.monotonic()
    sent = await client.upload_blob(path, hashes=hashes, on_progress=lambda progress: None)
    print(json.dumps([time.process_time() - cpu_s, time.monotonic() - wall_s]))
    assert not sent.was_there
    await client.aclose()
asyncio.run(main())
"""
GAPS = """
import qasync
from PySide6.QtCore import QCoreApplication
async def main():
    client = OllamaClient(parse_address(f"127.0.0.1:{port}"))
    await client.warm_up()
    gaps_s = []
    async def tick():
        last_s = time.monotonic()
        while True:
            await asyncio.sleep(0.001)
            now_s = time.monotonic()
            gaps_s.append(now_s - last_s)
            last_s = now_s
    async def gaps_of(work):
        gaps_s.clear()
        ticking = asyncio.ensure_future(tick())
        await work
        ticking.cancel()
        gaps_s.sort()
        return [gaps_s[int(len(gaps_s) * 0.99)] * 1000, gaps_s[-1] * 1000]
    idle = await gaps_of(asyncio.sleep(2))
    busy = await gaps_of(client.upload_blob(path, hashes=hashes, on_progress=lambda progress: None))
    print(json.dumps([*idle, *busy]))
    await client.aclose()
with qasync.QEventLoop(QCoreApplication([])) as loop:
    loop.run_until_complete(main())
"""


def run() -> BenchResult:
    """Send, hash, and both, in turns; a sink in a process of its own takes it all.

    The budgets are of processor time. Wall times are told beside them: on a busy computer they are mostly the
    other programs' turns, and sender and sink each want a core.

    Raises:
        FileNotFoundError: there is no curl to compare with.
    """
    curl = shutil.which("curl")
    if curl is None:
        raise FileNotFoundError("this measurement compares with curl, which is not on this computer")
    with tempfile.TemporaryDirectory() as folder, _sink() as port:
        path = Path(folder) / "blob"
        path.touch()
        os.truncate(path, FILE_BYTES)  # without blocks on disk: only the way through memory is measured
        url = f"http://127.0.0.1:{port}/api/blobs/sha256:{'0' * 64}"
        ours = OURS + MEASURE
        usages = run_in_turns(
            {
                "curl": [curl, "-sS", "-T", str(path), "-X", "POST", "-H", "Expect:", url],
                "send": python("-c", ours, str(path), str(port), "known"),
                "hash": python("-c", HASH, str(path)),
                "both": python("-c", ours, str(path), str(port), "unknown"),
            },
            RUNS,
        )
        gaps = run_once(python("-c", OURS + GAPS, str(path), str(port), "unknown"))
    return BenchResult("upload", _figures(usages, gaps), _budgets())


def _budgets() -> dict[str, float]:
    return {"send_cpu_ratio": 1.15, "hash_and_send_cpu_ratio": 1.05}


def _figures(usages: dict[str, list[Usage]], gaps: Usage) -> dict[str, float]:
    curl_cpu_s = median(usage.cpu_s for usage in usages["curl"])
    send, hashing, both = (_medians(usages[name]) for name in ("send", "hash", "both"))
    idle_p99_ms, idle_max_ms, busy_p99_ms, busy_max_ms = json.loads(gaps.output)
    return {
        "curl_cpu_s": curl_cpu_s,
        "curl_wall_s": median(usage.wall_s for usage in usages["curl"]),
        "send_cpu_s": send[0],
        "send_wall_s": send[1],
        "send_cpu_ratio": send[0] / curl_cpu_s,
        "hash_cpu_s": hashing[0],
        "hash_wall_s": hashing[1],
        "hash_and_send_cpu_s": both[0],
        "hash_and_send_wall_s": both[1],
        "hash_and_send_cpu_ratio": both[0] / (hashing[0] + send[0]),
        "hash_and_send_wall_ratio": both[1] / (hashing[1] + send[1]),
        "idle_loop_gap_p99_ms": idle_p99_ms,
        "idle_loop_gap_max_ms": idle_max_ms,
        "loop_gap_p99_ms": busy_p99_ms,
        "loop_gap_max_ms": busy_max_ms,
        "control_burn_cpu_s": burn_cpu_s(),
    }


def _medians(usages: Sequence[Usage]) -> tuple[float, float]:
    """Processor and wall seconds that the runs printed."""
    printed = [json.loads(usage.output) for usage in usages]
    return median(cpu_s for cpu_s, _ in printed), median(wall_s for _, wall_s in printed)


@contextmanager
def _sink() -> Iterator[int]:
    """A server that has no blob and takes every one, on the port that is given."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    with running(python("-c", SINK, str(port))) as processes:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), LIMIT_S).close()
            except ConnectionRefusedError:
                if processes[0].poll() is not None:
                    raise ChildProcessError("the sink ended by itself (its words are above)") from None
                time.sleep(0.01)
                continue
            break
        yield port


def serve(port: int) -> None:
    """Take uploads and throw them away, one thread a connection."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_take, args=(connection,), daemon=True).start()


def _take(connection: socket.socket) -> None:
    buffer = bytearray(1024 * 1024)
    with connection:
        while head := _head(connection):
            text, _, rest = head.partition(b"\r\n\r\n")
            if text.startswith(b"HEAD "):
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                continue
            lengths = [line for line in text.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            left_bytes = int(lengths[0].partition(b":")[2]) - len(rest)
            while left_bytes and (count := connection.recv_into(buffer)):
                left_bytes -= count
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")


def _head(connection: socket.socket) -> bytes:
    """What came up to the end of the headers, or a little more; empty when the other end is gone."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            return b""
        received += piece
    return received
