"""How the objects of a pull, push or create add up: odd servers, and any sequence at all."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.transfer import (
    LayerProgress,
    Phase,
    Stall,
    TransferMeter,
    TransferProgress,
    TransferSnapshot,
    phase_of,
)

A, B = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
FAKE = "0" * 19
MANIFEST = TransferProgress("pulling manifest")
VERIFYING = TransferProgress("verifying sha256 digest")
SUCCESS = TransferProgress("success")
TICK_S = 0.06


def layer(completed: int = 0, total: int = 1000, digest: str = A) -> TransferProgress:
    """An object about a layer."""
    return TransferProgress(f"pulling {digest[7:19]}", digest, total, completed)


def metered(*objects: TransferProgress, meter: TransferMeter | None = None) -> TransferMeter:
    """A meter that has heard these on a new connection, all at the second 0."""
    meter = meter or TransferMeter()
    meter.connect(0.0)
    for each in objects:
        meter.note(each, 0.0)
    return meter


def counts(meter: TransferMeter) -> tuple[int, int, int]:
    """Bar, bytes done and in all."""
    now = meter.snapshot(0.0)
    return now.bar, now.done_bytes, now.total_bytes


@pytest.mark.parametrize(
    ("status", "phase"),
    [
        ("pulling manifest", Phase.MANIFEST),
        ("retrieving manifest", Phase.MANIFEST),
        ("couldn't retrieve manifest", Phase.MANIFEST),
        ("pulling 6a0746a1ec1a", Phase.PULLING),
        ("pulling model", Phase.PULLING),
        ("downloading sha256:6a", Phase.PULLING),
        ("pushing 6a0746a1ec1a", Phase.PUSHING),
        ("pushing manifest", Phase.WRITING),
        ("writing manifest", Phase.WRITING),
        ("verifying sha256 digest", Phase.VERIFYING),
        ("verifying conversion", Phase.VERIFYING),
        ("removing unused layers", Phase.REMOVING),
        ("removing any unused layers", Phase.REMOVING),
        ("parsing GGUF", Phase.PARSING),
        ("converting model", Phase.CONVERTING),
        ("updating GGUF projector metadata", Phase.CONVERTING),
        ("validating GGUF model", Phase.VALIDATING),
        ("quantizing F16 model to Q4_K_M", Phase.QUANTIZING),
        ("using existing layer sha256:6a", Phase.LAYERS),
        ("creating new layer sha256:6a", Phase.LAYERS),
        ("using autodetected template chatml", Phase.LAYERS),
        ("success", Phase.SUCCESS),
        ("warming the oven", Phase.OTHER),
        ("", Phase.OTHER),
    ],
)
def test_phases(status: str, phase: Phase) -> None:
    assert phase_of(status) is phase


def test_before_the_first_object_nothing_is_known() -> None:
    meter = TransferMeter()
    meter.connect(5.0)
    assert meter.snapshot(6.0) == TransferSnapshot(
        phase=None,
        status="",
        bar=0,
        done_bytes=0,
        total_bytes=0,
        layers=0,
        discarded_bytes=0,
        rolled_back_bytes=0,
        unchanged_s=1.0,
        stall=Stall.NONE,
        speed_bytes_per_s=None,
        eta_s=None,
        fraction=None,
        is_finished=False,
    )


def test_layers_are_summed_as_they_appear() -> None:
    meter = metered(MANIFEST, layer(300), layer(700), layer(10, 10, B))
    assert counts(meter) == (0, 1010, 1010)
    assert meter.snapshot(0.0).layers == 2


def test_only_the_end_of_the_stream_is_all() -> None:
    meter = metered(layer(1000), VERIFYING, SUCCESS)
    assert meter.snapshot(0.0).fraction == 0.99
    meter.finish(1.0)
    end = meter.snapshot(1.0)
    assert (end.fraction, end.is_finished, end.phase) == (1.0, True, Phase.SUCCESS)


def test_success_in_the_middle_of_a_create_ends_nothing() -> None:
    quantizing = TransferProgress("quantizing F16 model to Q8_0", FAKE, 500, 100)
    meter = metered(layer(1000), SUCCESS, TransferProgress("using existing layer sha256:a"), quantizing)
    now = meter.snapshot(0.0)
    assert (now.phase, now.is_finished) == (Phase.QUANTIZING, False)
    assert counts(meter) == (1, 100, 500)  # another kind of work has another bar
    assert now.discarded_bytes == 0


def test_a_missing_count_is_none_yet() -> None:
    assert counts(metered(layer(0))) == (0, 0, 1000)


def test_a_layer_without_size_counts_nothing() -> None:
    meter = metered(layer(0, 0), layer(10, 20, B))
    assert counts(meter) == (0, 10, 20)
    assert meter.snapshot(0.0).fraction == 0.5


def test_a_total_that_comes_late_is_not_guessed() -> None:
    meter = metered(layer(400, 0))
    assert counts(meter) == (0, 400, 400)
    assert meter.snapshot(0.0).fraction is None
    meter.note(layer(500), 0.0)
    assert counts(meter) == (0, 500, 1000)
    assert meter.snapshot(0.0).fraction == 0.5


def test_a_count_beyond_its_total_or_below_zero_is_clamped() -> None:
    assert counts(metered(layer(1200))) == (0, 1000, 1000)
    assert counts(metered(layer(-5))) == (0, 0, 1000)


def test_a_total_does_not_shrink() -> None:
    assert counts(metered(layer(100), layer(150, 900))) == (0, 150, 1000)


def test_a_falling_count_is_told_while_the_bar_stays() -> None:
    meter = metered(layer(800), layer(500))
    now = meter.snapshot(0.0)
    assert (now.done_bytes, now.rolled_back_bytes, now.bar) == (800, 300, 0)
    meter.note(layer(801), 0.0)
    assert (meter.snapshot(0.0).done_bytes, meter.snapshot(0.0).rolled_back_bytes) == (801, 0)


@pytest.mark.parametrize("following", [layer(1, 10, B), VERIFYING, TransferProgress("writing manifest")])
def test_a_layer_that_never_says_so_is_complete_when_the_next_thing_begins(
    following: TransferProgress,
) -> None:
    meter = metered(layer(940), following)
    assert meter.snapshot(0.0).done_bytes == 1000 + following.completed_bytes


def test_words_that_are_unknown_complete_nothing() -> None:
    assert counts(metered(layer(940), TransferProgress("retrying"))) == (0, 940, 1000)
    assert counts(metered(TransferProgress("warming up", A, 100, 5))) == (0, 5, 100)


def test_a_layer_may_come_again() -> None:
    assert counts(metered(layer(900), layer(5, 10, B), layer(950))) == (0, 1005, 1010)


def test_the_whole_of_a_safetensors_model_is_one_count() -> None:
    whole = TransferProgress("pulling model", "sha256:model", 5000, 100)
    meter = metered(MANIFEST, whole, replace(whole, completed_bytes=4000))
    assert counts(meter) == (0, 4000, 5000)


def test_each_file_that_is_validated_has_its_bar() -> None:
    first = TransferProgress("validating GGUF model", FAKE, 500, 400)
    meter = metered(first, replace(first, completed_bytes=500), TransferProgress("parsing GGUF"))
    meter.note(TransferProgress("validating GGUF model", FAKE, 800, 20), 0.0)
    assert counts(meter) == (1, 20, 800)


def test_a_resume_goes_on_where_it_was() -> None:
    meter = metered(layer(10, 10, B), layer(600))
    metered(MANIFEST, layer(10, 10, B), meter=meter)
    assert counts(meter) == (0, 610, 1010)  # the second layer is still to come again
    meter.note(layer(620), 0.0)
    assert counts(meter) == (0, 630, 1010)
    assert meter.snapshot(0.0).discarded_bytes == 0


def test_a_resume_that_starts_lower_starts_a_new_bar() -> None:
    meter = metered(layer(600))
    metered(MANIFEST, layer(50), meter=meter)
    assert counts(meter) == (1, 50, 1000)
    assert meter.snapshot(0.0).discarded_bytes == 550
    meter.note(layer(40), 0.0)  # on the same connection it is a roll-back again
    assert counts(meter) == (1, 50, 1000)


def test_a_number_that_repeats_is_a_stall() -> None:
    meter = metered(layer(500))
    for tick in range(1000):
        meter.note(layer(500), tick * TICK_S)
    now = meter.snapshot(60.0)
    assert (now.stall, now.unchanged_s) == (Stall.REPEATING, 60.0)
    assert (now.speed_bytes_per_s, now.eta_s) == (0.0, None)
    meter.note(layer(501), 60.1)
    assert meter.snapshot(60.2).stall is Stall.NONE


def test_the_second_of_like_numbers_at_the_end_of_a_layer_is_no_stall() -> None:
    meter = metered(layer(1000))
    for tick in range(16):
        meter.note(layer(1000), tick * TICK_S)
    assert meter.snapshot(1.0).stall is Stall.NONE
    assert meter.snapshot(60.0).stall is Stall.NONE  # a registry may put a large layer away for long


def test_silence_where_bytes_are_due_is_a_stall() -> None:
    meter = metered(layer(500))
    assert meter.snapshot(4.9).stall is Stall.NONE
    assert meter.snapshot(5.0).stall is Stall.SILENT
    assert metered(layer(500, 0)).snapshot(5.0).stall is Stall.SILENT


@pytest.mark.parametrize(
    "quiet", [MANIFEST, VERIFYING, TransferProgress("quantizing F16 model to Q8_0", FAKE, 500, 100)]
)
def test_silence_of_a_server_at_work_is_none(quiet: TransferProgress) -> None:
    now = metered(quiet).snapshot(300.0)
    assert (now.stall, now.unchanged_s) == (Stall.NONE, 300.0)


def test_nothing_stands_still_after_the_end() -> None:
    meter = metered(layer(500))
    meter.finish(1.0)
    now = meter.snapshot(100.0)
    assert (now.stall, now.rolled_back_bytes, now.done_bytes) == (Stall.NONE, 0, 1000)


def steady(meter: TransferMeter, seconds: float, bytes_per_s: int, begin: int = 0) -> None:
    """Objects 16 times a second at an even speed, from the second 0 on."""
    for tick in range(int(seconds / TICK_S) + 1):
        now_s = tick * TICK_S
        meter.note(layer(begin + int(now_s * bytes_per_s), 10_000_000), now_s)


def test_speed_and_time_left() -> None:
    meter = metered()
    steady(meter, 6.0, 100_000)
    now = meter.snapshot(6.0)
    assert now.speed_bytes_per_s == pytest.approx(100_000, rel=0.02)
    assert now.eta_s == pytest.approx(94, rel=0.02)


def test_the_first_second_has_no_speed_and_the_first_five_no_end() -> None:
    meter = metered()
    steady(meter, 4.0, 100_000)
    assert meter.snapshot(0.9).speed_bytes_per_s is None
    now = meter.snapshot(4.0)
    assert now.speed_bytes_per_s == pytest.approx(100_000, rel=0.02)
    assert now.eta_s is None


def test_an_unsteady_speed_promises_no_end() -> None:
    meter = metered()
    steady(meter, 3.0, 1_000)
    for tick in range(50):
        meter.note(layer(3_000 + tick * 10_000, 10_000_000), 3.0 + tick * TICK_S)
    now = meter.snapshot(6.0)
    assert now.speed_bytes_per_s
    assert now.eta_s is None


def test_what_was_there_before_is_no_speed() -> None:
    """A resume and a layer on disk bring bytes that did not come over the network."""
    meter = metered(layer(10_000_000, 10_000_000, B))
    steady(meter, 6.0, 100, begin=5_000_000)
    assert meter.snapshot(6.0).speed_bytes_per_s == pytest.approx(100, rel=0.05)


def test_bytes_fetched_again_are_speed() -> None:
    meter = metered(layer(800))
    meter.note(layer(0), 0.5)
    meter.note(layer(800), 2.0)
    assert meter.snapshot(2.0).speed_bytes_per_s == 400


STATUSES = st.sampled_from(
    ["pulling a", "pushing a", "pulling manifest", "quantizing x", "verifying", "success", "?", ""]
)
SIZES = st.integers(-50, 200)
OBJECTS = st.builds(TransferProgress, STATUSES, st.sampled_from(["", A, B, FAKE]), SIZES, SIZES)
EVENTS = st.lists(st.tuples(st.floats(0, 9), st.one_of(OBJECTS, st.none())), max_size=40)


@given(EVENTS)
def test_any_sequence_adds_up(events: list[tuple[float, TransferProgress | None]]) -> None:
    """None is a new connection; the number is the pause before."""
    meter, now_s = TransferMeter(), 0.0
    meter.connect(now_s)
    before = meter.snapshot(now_s)
    for pause_s, progress in events:
        now_s += pause_s
        if progress is None:
            meter.connect(now_s)
        else:
            meter.note(progress, now_s)
        after = meter.snapshot(now_s)
        check_order(before, after)
        check_sense(after)
        before = after
    meter.finish(now_s)
    end = meter.snapshot(now_s)
    assert (end.fraction, end.done_bytes) == (1.0, end.total_bytes)


def check_order(before: TransferSnapshot, after: TransferSnapshot) -> None:
    """Nothing runs backwards while the bar stays."""
    assert after.bar >= before.bar
    if after.bar == before.bar:
        assert after.done_bytes >= before.done_bytes
        assert after.total_bytes >= before.total_bytes


def check_sense(now: TransferSnapshot) -> None:
    """What one snapshot says fits together."""
    assert 0 <= now.done_bytes <= now.total_bytes
    assert 0 <= now.rolled_back_bytes <= now.done_bytes
    assert now.discarded_bytes >= 0
    assert now.fraction is None or 0 <= now.fraction < 1
    assert now.speed_bytes_per_s is None or 0 <= now.speed_bytes_per_s < math.inf
    assert now.eta_s is None or 0 <= now.eta_s < math.inf
    assert now.unchanged_s >= 0


def test_layers_and_what_arrived_outlive_a_connection() -> None:
    meter = TransferMeter()
    meter.connect(0.0)
    meter.note(TransferProgress("pulling a", A, 100, 10), 0.0)
    meter.note(TransferProgress("pulling a", A, 100, 40), 1.0)
    assert meter.layers == (LayerProgress(A, 100, 40, is_current=True),)
    assert meter.arrived_bytes == 30
    meter.connect(5.0)
    meter.note(TransferProgress("pulling a", A, 100, 50), 5.0)
    meter.note(TransferProgress("pulling a", A, 100, 70), 6.0)
    assert meter.arrived_bytes == 50


def test_layers_of_an_earlier_run_are_the_start_of_the_bar_and_tell_what_was_discarded() -> None:
    meter = TransferMeter()
    meter.restore([LayerProgress(A, 100, 60), LayerProgress(B, 0, 7)])
    assert (meter.snapshot(0.0).done_bytes, meter.snapshot(0.0).total_bytes) == (67, 107)
    meter.connect(1.0)
    meter.note(TransferProgress("pulling a", A, 100, 20), 1.0)
    snapshot = meter.snapshot(1.0)
    assert (snapshot.bar, snapshot.discarded_bytes) == (1, 40)
