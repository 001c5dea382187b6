"""How the recorded pulls, pushes and creates of a real server add up."""

import json
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from app.domain.transfer import MEASURED, Phase, Stall, TransferMeter, TransferProgress, TransferSnapshot
from tests.helpers.recordings import Recording, load, load_all


def heard(recording: Recording) -> list[tuple[float, TransferProgress]]:
    """The objects of a recording with their times; a cut run is filled with likenesses of its neighbours."""
    found: list[tuple[float, TransferProgress]] = []
    left_out = 0
    lines = recording.response["lines"]
    for index, (line, t_ms) in enumerate(zip(lines, recording.response["t_ms"], strict=True)):
        if cut := re.fullmatch(r"\.\.\. (\d+) similar lines cut by the recorder", line):
            left_out = int(cut[1])
            continue
        row = json.loads(line)
        if "error" in row:
            break
        progress = TransferProgress(
            row["status"], row.get("digest", ""), row.get("total", 0), row.get("completed", 0)
        )
        if left_out:
            stands = line == lines[index + 1] and progress.completed_bytes < progress.total_bytes
            found += between(found[-1], (t_ms / 1000, progress), left_out, stands)
            left_out = 0
        found.append((t_ms / 1000, progress))
    return found


def between(
    before: tuple[float, TransferProgress],
    after: tuple[float, TransferProgress],
    count: int,
    stands: bool,
) -> list[tuple[float, TransferProgress]]:
    """Objects on the straight way from one to another, or all like the second where the count stood still.

    Between two layers they belong to the first.
    """
    (begin_s, first), (end_s, last) = before, after
    end_bytes = last.completed_bytes if last.digest == first.digest else first.total_bytes
    way_bytes = end_bytes - first.completed_bytes
    filled = []
    for index in range(1, count + 1):
        step = index / (count + 1)
        completed_bytes = end_bytes if stands else first.completed_bytes + int(way_bytes * step)
        filled.append((begin_s + (end_s - begin_s) * step, replace(first, completed_bytes=completed_bytes)))
    return filled


JOBS = [
    recording
    for recording in load_all("pull", "push", "create")
    if recording.status == 200 and "status" in recording.lines[0]
]


def test_there_are_recorded_jobs() -> None:
    assert len(JOBS) == 52


@pytest.mark.parametrize("recording", JOBS, ids=[each.name for each in JOBS])
def test_recorded_jobs(recording: Recording) -> None:
    objects = heard(recording)
    meter = TransferMeter()
    meter.connect(0.0)
    snapshots = []
    for now_s, progress in objects:
        assert progress.phase is not Phase.OTHER
        meter.note(progress, now_s)
        snapshots.append(meter.snapshot(now_s))
    for before, after in pairwise(snapshots):
        assert after.done_bytes >= before.done_bytes
        assert after.total_bytes >= before.total_bytes
    assert all(each.discarded_bytes == each.rolled_back_bytes == each.bar == 0 for each in snapshots)
    if objects[-1][1] == TransferProgress("success"):
        meter.finish(objects[-1][0])
        sizes = {each.digest: each.total_bytes for _, each in objects if each.phase in MEASURED}
        end = meter.snapshot(objects[-1][0])
        assert end.done_bytes == end.total_bytes == sum(sizes.values())
        assert end.fraction == 1.0


def played(meter: TransferMeter, name: str) -> list[TransferSnapshot]:
    """A recording on a connection of its own; what the meter says after each object."""
    meter.connect(0.0)
    snapshots = []
    for now_s, progress in heard(load(name)):
        meter.note(progress, now_s)
        snapshots.append(meter.snapshot(now_s))
    return snapshots


def test_a_recorded_pause_loses_nothing() -> None:
    meter = TransferMeter()
    paused = played(meter, "pull/cancelled")[-1]
    resumed = played(meter, "pull/resumed")
    assert paused.done_bytes == 100_270_080
    assert {each.bar for each in resumed} == {0}
    assert min(each.done_bytes for each in resumed) == paused.done_bytes
    assert {each.discarded_bytes for each in resumed} == {0}


def test_a_recorded_kill_of_the_server_loses_all() -> None:
    meter = TransferMeter()
    killed = played(meter, "pull/server_killed")[-1]
    again = played(meter, "pull/after_server_restart")
    first = next(each for each in again if each.phase is Phase.PULLING)
    assert first.bar == killed.bar + 1
    assert first.discarded_bytes == killed.done_bytes - first.done_bytes > 100_000_000


def test_a_recorded_loss_of_the_source_is_a_stall_of_a_minute_and_resumes() -> None:
    meter = TransferMeter()
    last = played(meter, "pull/source_down_for_good")[-1]
    assert last.stall is Stall.REPEATING
    assert last.unchanged_s > 60
    assert last.eta_s is None
    again = played(meter, "pull/after_source_down")
    assert {each.bar for each in again} == {0}


def test_a_recorded_pull_has_a_likely_speed() -> None:
    speeds = [each.speed_bytes_per_s for each in played(TransferMeter(), "pull/full")]
    known = [speed for speed in speeds if speed is not None]
    assert 10_000_000 < max(known) < 110_000_000  # the registry was paced to 100 MB/s at most
