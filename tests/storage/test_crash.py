"""A kill at any moment loses at most the last 250 ms and never leaves a damaged file."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from app.domain.conversation import MessageState
from app.storage.conversations import ConversationStore

WAIT_S = 60
LATE_S = 0.25
ROOT = Path(__file__).resolve().parents[2]


def killed_writer(data_dir: Path, seed: int, after_lines: int) -> list[list[str]]:
    """Let a writer run until it told so many lines, then kill it; all its lines."""
    command = [sys.executable, "-m", "tests.storage.crash_writer", str(data_dir), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(after_lines)]
        writer.kill()
        lines += writer.stdout.readlines()
    assert all(line.endswith("\n") for line in lines), "the writer ended by itself"
    return [line.split() for line in lines]


def check_kill(data_dir: Path, seed: int) -> None:
    lines = killed_writer(data_dir, seed, Random(seed).randrange(1, 900))
    store = ConversationStore.open(data_dir)
    assert store.notices == ()
    newest = store.chats().result(WAIT_S)[0]
    messages = store.open_chat(newest.id).result(WAIT_S).messages
    store.close()
    assert {line[1] for line in lines if line[0] == "asked"} <= {message.id for message in messages}
    assert MessageState.WRITING not in {message.state for message in messages}
    found = set()
    for message in messages:
        if message.role == "assistant":
            numbers = [[int(word) for word in text.split()] for text in (message.content, message.thinking)]
            assert all(part == sorted(part) for part in numbers), "pieces out of order"
            whole = sorted(numbers[0] + numbers[1])
            assert whole == list(range(len(whole))), "a piece is missing before the end, or twice there"
            found |= {(message.id, number) for number in whole}
    told = {(line[1], int(line[2])) for line in lines if line[0] == "kept"}
    given = [(line[1], int(line[2]), float(line[3])) for line in lines if line[0] == "given"]
    # By the clock of the writer, which stands still where a busy machine lets the whole process wait.
    ended_at = max((at for *_, at in given), default=0.0)
    due = {(reply, number) for reply, number, at in given if at < ended_at - LATE_S}
    assert told | due <= found, f"seed {seed}: lost {sorted((told | due) - found)}"


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.long)])
def test_kill_loses_at_most_250_ms(tmp_path, kills):
    for seed in range(kills):
        check_kill(tmp_path / str(seed), seed)
    # Over and over on one folder: each start cleans up after the kill before.
    for seed in range(kills // 5):
        check_kill_again(tmp_path / "same", seed)


def check_kill_again(data_dir: Path, seed: int) -> None:
    killed_writer(data_dir, seed, 60)
    store = ConversationStore.open(data_dir)
    assert store.notices == ()
    assert store.chat_count().result(WAIT_S) == seed + 1
    store.close()
