"""The strip at the foot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.domain.failure import Failure, FailureCode
from app.domain.server import Connection, ServerKind, ServerState
from app.ui.main_window import MainWindow
from app.ui.status_strip import StatusStrip
from app.ui.words import countdown, seconds, size, whole_seconds
from tests.ui import samples


@pytest.fixture
def strip(window: MainWindow) -> StatusStrip:
    return window.status_strip


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_server_model_memory_and_time_are_named(strip: StatusStrip) -> None:
    strip.set_server(samples.ready())
    assert strip.server_label.text() == "Local · Ollama 0.13.2"
    words = plain(strip.model_label.whole_text)
    assert words.startswith("qwen3:8b loaded · 6.1 GB VRAM · unloads in 4:1")


def test_a_model_in_plain_memory_and_kept_for_ever(strip: StatusStrip) -> None:
    running = replace(samples.ready().running[0], size_vram_bytes=0, expires_at=None)
    strip.set_server(samples.ready(running=(running, replace(running, name="second"))))
    assert plain(strip.model_label.whole_text) == "qwen3:8b loaded · 6.1 GB memory · 1 more loaded"
    assert not strip.ticking()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (samples.engine(), "Built-in engine"),
        (ServerState(Connection.LOOKING, samples.ADDRESS), "Local · looking…"),
        (ServerState(Connection.STARTING, "", ServerKind.ENGINE), "Built-in engine · starting…"),
        (samples.refused(), "Local · connection refused"),
        (replace(samples.ready(), address="http://studio.lan:11434"), "studio.lan · Ollama 0.13.2"),
        (replace(samples.ready(), address="http://[::1]:11434"), "[::1] · Ollama 0.13.2"),
        (replace(samples.ready(), address="http://localhost:11434"), "localhost · Ollama 0.13.2"),
        (
            replace(samples.ready(), address="https://gpu.example/ollama"),
            "gpu.example/ollama · Ollama 0.13.2",
        ),
        (replace(samples.ready(), address="http://127.0.0.1:11435"), "Local (port 11435) · Ollama 0.13.2"),
        (replace(samples.ready(), address="https://127.0.0.1:443"), "Local (port 443) · Ollama 0.13.2"),
        (replace(samples.ready(), address="https://studio.lan:443"), "studio.lan · Ollama 0.13.2"),
        (replace(samples.ready(), address="http://studio.lan:8080"), "studio.lan:8080 · Ollama 0.13.2"),
        (
            replace(
                samples.refused(), failure=Failure(FailureCode.UNAUTHORISED), address="https://a.example"
            ),
            "a.example · sign-in needed",
        ),
    ],
)
def test_each_state_has_its_words(strip: StatusStrip, state: ServerState, words: str) -> None:
    strip.set_server(state)
    assert strip.server_label.text() == words


def test_it_counts_down_only_while_seen_and_something_is_loaded(window: MainWindow) -> None:
    strip = window.status_strip
    strip.set_server(samples.ready(running=()))
    assert not strip.ticking()
    strip.set_server(samples.ready())
    assert strip.ticking()
    window.hide()
    assert not strip.ticking()
    window.show()
    assert strip.ticking()
    strip.set_server(samples.refused())
    assert not strip.ticking()
    assert not strip.model_label.isVisible()


def test_the_time_left_goes_on_by_itself(strip: StatusStrip, qtbot: QtBot) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=9)
    strip.set_server(samples.ready(running=(replace(samples.ready().running[0], expires_at=soon),)))
    first = strip.model_label.whole_text
    qtbot.waitUntil(lambda: strip.model_label.whole_text != first)


def test_numbers_are_written_as_people_read_them() -> None:
    assert plain(size(999)) == "999 B"
    assert plain(size(145_000_000)) == "145 MB"
    assert plain(size(6_100_000_000)) == "6.1 GB"
    assert plain(seconds(5.62)) == "5.6 s"
    assert plain(seconds(125)) == "2 min 5 s"
    assert plain(whole_seconds(3.9)) == "3 s"
    assert plain(whole_seconds(61)) == "1 min 1 s"
    assert countdown(timedelta(minutes=4, seconds=12)) == "4:12"
    assert countdown(timedelta(hours=1, seconds=5)) == "1:00:05"
    assert countdown(timedelta(seconds=-3)) == "0:00"
