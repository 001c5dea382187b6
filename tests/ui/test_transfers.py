"""Transfers in words, and the cards that show them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.blob import BlobPhase
from app.domain.create import CreateJob, CreateRequest
from app.domain.failure import Failure, FailureCode
from app.domain.transfer import Phase, Stall
from app.domain.transfer_row import (
    AccountStep,
    TransferKind,
    TransferRecord,
    TransferRow,
    TransferServer,
    TransferState,
)
from app.domain.transfer_trouble import Trouble, TroubleCode
from app.ui.theme.theme import Theme
from app.ui.transfers import words
from app.ui.transfers.card import TransferCard
from app.ui.transfers.content import TransfersContent
from app.ui.transfers.history_view import HistoryView
from app.ui.transfers.name_sheet import NameSheet
from app.ui.transfers.strip_entry import StripEntry
from app.ui.transfers.trouble_words import NextStep, step_words, trouble_text
from tests.helpers.program import click
from tests.ui import transfer_scenes as scenes

GB = 1_000_000_000


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("done", "total", "text"),
    [
        (3_480_000_000, 8_150_000_000, "3.48 of 8.15 GB"),
        (0, 77, "0 of 77 B"),
        (12_345_678, 99_960_000, "12.3 of 100 MB"),
        (5_000, 0, "5 kB"),
        (0, 0, ""),
        (1, 999_600, "0.00 of 1.00 MB"),
    ],
)
def test_amounts_have_three_digits_in_the_unit_of_the_total(done: int, total: int, text: str) -> None:
    assert plain(words.amount_text(done, total)) == text


@pytest.mark.parametrize(
    ("eta_s", "text"),
    [
        (3, "a few seconds left"),
        (40, "less than a minute left"),
        (58, "about 1 min left"),
        (188, "about 3 min left"),
        (59.4 * 60, "about 59 min left"),
        (62 * 60, "about 1 h left"),
        (94 * 60, "about 1 h 30 min left"),
        (30 * 3600, "more than a day left"),
    ],
)
def test_the_time_left_is_told_in_rounded_words(eta_s: float, text: str) -> None:
    assert words.eta_text(eta_s) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (48, "48 s"), (211, "3 min 31 s"), (7500, "2 h 5 min")]
)
def test_durations(seconds: float, text: str) -> None:
    assert plain(words.duration_text(seconds)) == text


def test_a_hundred_percent_is_told_only_at_the_end() -> None:
    assert words.percent_text(0.999) == "99%"


@pytest.mark.parametrize("step", [*Phase, *BlobPhase, *AccountStep], ids=str)
def test_every_step_has_words(step: Phase) -> None:
    row = replace(scenes.PULL, step=step, status="something new", file_number=1, file_count=2)
    text = words.step_text(row)
    assert bool(text) is (step not in (Phase.PULLING, Phase.PUSHING))
    assert "{" not in text
    if step is Phase.OTHER:
        assert "something new" in text


@pytest.mark.parametrize("code", TroubleCode)
@pytest.mark.parametrize("kind", TransferKind)
def test_every_trouble_has_words_and_steps_that_can_be_read(code: TroubleCode, kind: TransferKind) -> None:
    trouble = Trouble(
        code,
        "the {server's} own words",
        Failure(FailureCode.SERVER_TLS, "https://x"),
        "https://ollama.com/connect",
        "herder",
    )
    row = replace(scenes.FULL, kind=kind, trouble=trouble)
    text = trouble_text(row)
    assert len(text.text) > 20
    assert text.text.endswith((".", "!", "?"))
    assert "{kept}" not in text.text
    assert all(step_words(step, row)[0] for step in text.steps)


def test_without_a_trusted_address_nobody_is_sent_to_sign_in() -> None:
    row = replace(scenes.NOT_SIGNED_IN, trouble=Trouble(TroubleCode.NOT_SIGNED_IN))
    assert trouble_text(row).steps == (NextStep.RETRY,)
    assert "ollama signin" in trouble_text(row).text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (
            replace(scenes.PULL, stall=Stall.REPEATING, unchanged_s=23.0),
            "No data for 23 s. The server keeps trying.",
        ),
        (replace(scenes.PULL, stall=Stall.SILENT, unchanged_s=7.0), "The server has said nothing for 7 s."),
        (replace(scenes.PULL, discarded_bytes=117_600_000), "Started lower: the server had discarded 118 MB"),
        (replace(scenes.PUSH, discarded_bytes=GB), "a layer that was half sent starts again"),
        (replace(scenes.CREATE, discarded_bytes=GB), "A file that was half sent starts again"),
        (replace(scenes.PULL, rolled_back_bytes=GB), "The server fetches 1.00 GB again."),
        (replace(scenes.LOST, retry_in_s=0.2), "Trying again in 1 s."),
        (replace(scenes.LOST, retry_in_s=0.0), "Trying again now."),
        (scenes.INTERRUPTED, "Arriero ended while this was under way."),
    ],
)
def test_what_a_person_should_know_is_told(row: TransferRow, text: str) -> None:
    assert text in plain(words.notice_text(row))


def test_outcomes_and_times_of_the_history() -> None:
    now = datetime.now(UTC)
    done, made, cancelled, failed = scenes.records()
    assert plain(words.course_text(done)) == "in 3 min 31 s · 25.2 MB/s"
    assert [words.outcome_text(each) for each in (done, made, cancelled, failed)] == [
        "Pulled", "Created", "Cancelled at 12%", "Failed",
    ]  # fmt: skip
    assert words.outcome_text(replace(failed, fraction=0.5)) == "Failed at 50%"
    assert words.outcome_text(replace(cancelled, fraction=None)) == "Cancelled"
    assert words.course_text(replace(done, duration_s=0)) == ""
    assert words.when_text(now, now).startswith("Today")
    assert words.when_text(now - timedelta(days=1), now).startswith("Yesterday")


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> TransferCard:
    card = TransferCard(theme)
    qtbot.addWidget(card)
    card.resize(900, 200)
    card.show()
    return card


def test_a_card_says_what_the_picture_shows(card: TransferCard) -> None:
    card.show_row(scenes.PULL)
    assert plain(card.amount.text()) == "3.48 of 8.15 GB"
    assert plain(card.speed.text()) == "24.8 MB/s"
    assert card.eta.text() == "about 3 min left"
    assert card.percent.text() == "42%"
    assert card.place.whole_text == "to Local"
    assert card.pause_button.accessibleName() == "Pause pull of gemma3:12b"
    assert card.accessibleName() == "gemma3:12b, Pull, 42%"


def test_the_bar_is_a_progress_bar_with_name_and_value(card: TransferCard) -> None:
    card.show_row(scenes.PULL)
    told = QAccessible.queryAccessibleInterface(card.bar)
    assert told.role() == QAccessible.Role.ProgressBar
    assert told.text(QAccessible.Text.Name) == "gemma3:12b"
    assert card.bar.value() == 427


def test_speed_and_time_left_do_not_follow_every_object(card: TransferCard) -> None:
    card.show_row(scenes.PULL)
    card.show_row(replace(scenes.PULL, speed_bytes_per_s=30e6, eta_s=180.0))
    assert plain(card.speed.text()) == "24.8 MB/s"
    assert card.eta.text() == "about 3 min left"
    card.show_row(replace(scenes.PULL, eta_s=600.0))
    assert card.eta.text() == "about 10 min left"
    card.show_row(replace(scenes.PULL, eta_s=None, speed_bytes_per_s=None))
    assert (card.speed.text(), card.eta.text()) == ("", "")


class Painted(QObject):
    """Notes which widgets are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets: set[QObject] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.widgets.add(watched)
        return False


def test_a_new_layer_paints_nothing_that_was_there(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    content = TransfersContent(theme)
    qtbot.addWidget(content)
    content.resize(1000, 900)
    before = replace(scenes.PULL, parts=scenes.LAYERS[:1])
    content.set_rows((before, scenes.PUSH, scenes.FULL))
    card, below = content.cards[:2]
    card.toggle_parts()
    assert card.parts is not None
    old = card.parts.lines[0]
    painted = Painted()
    qapp.installEventFilter(painted)
    content.show()
    qtbot.waitUntil(lambda: {old.bar, below.bar} <= painted.widgets)
    painted.widgets.clear()
    top = below.y()
    card.show_row(replace(before, parts=scenes.LAYERS[:2]))
    new = card.parts.lines[1]
    qtbot.waitUntil(lambda: below.y() > top and new.bar in painted.widgets)
    qapp.removeEventFilter(painted)
    assert not {old.icon, old.name, old.bar, card.name, card.bar, below.name} & painted.widgets
    assert new.name.y() > old.name.y()
    assert new.bar.x() == old.bar.x()


def test_a_failed_card_offers_the_next_step_by_space(card: TransferCard, qtbot: QtBot) -> None:
    card.show_row(scenes.FULL)
    assert card.bar.role == "danger"
    assert not card.pause_button.isVisible()
    assert "Free 3.00 GB there" in plain(card.notice.text())
    with qtbot.waitSignal(card.step_requested) as asked:
        card.step_buttons[0].click()
    assert asked.args == [scenes.FULL.id, NextStep.RESUME.value]


def test_a_long_name_is_cut_and_told_whole(card: TransferCard) -> None:
    card.resize(500, 200)
    card.show_row(scenes.STALLED)
    assert card.name.toolTip() == card.name.whole_text == scenes.STALLED.name
    assert card.insecure_chip.isVisible()


def test_the_strip_shows_the_first_that_runs_and_how_many_more(theme: Theme, qtbot: QtBot) -> None:
    entry = StripEntry(theme)
    qtbot.addWidget(entry)
    entry.show_rows((scenes.WAITING, scenes.PULL, scenes.PUSH, scenes.FULL))
    assert plain(entry.label) == "gemma3:12b 42% · 24.8 MB/s · 2 more"
    entry.show_rows((replace(scenes.PULL, state=TransferState.PAUSED),))
    assert entry.isHidden()


def test_cards_stay_where_they_are_when_the_bar_comes(theme: Theme, qtbot: QtBot) -> None:
    content = TransfersContent(theme)
    qtbot.addWidget(content)
    content.resize(1000, 900)
    content.set_rows((scenes.PULL,))
    content.show()
    bar, card = content.scroll_area.verticalScrollBar(), content.cards[0]
    qtbot.waitUntil(lambda: card.width() > 900 and not bar.isVisible())
    before = card.mapTo(content, card.rect().topRight())
    content.resize(1000, 120)
    qtbot.waitUntil(bar.isVisible)
    qtbot.waitUntil(lambda: card.mapTo(content, card.rect().topRight()) == before)
    assert content.width() - before.x() - 1 == card.x() == 24


@pytest.mark.parametrize(
    ("name", "can_pull", "may_be_insecure"),
    [
        ("gpt-oss:20b:cloud", True, False),
        ("hf.co/org/Repo-GGUF:Q4_K_M", True, False),
        ("registry.example:5000/mine/x", True, True),
        ("bad name!", False, False),
    ],
)
def test_the_sheet_takes_what_a_pull_takes(
    theme: Theme, qtbot: QtBot, name: str, can_pull: bool, may_be_insecure: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    sheet = NameSheet(theme, window, is_push=False)
    sheet.open_with(())
    sheet.field.setText(name)
    assert sheet.go_button.isEnabled() is can_pull
    assert sheet.fault.isVisible() is not can_pull
    assert sheet.insecure.isVisible() is may_be_insecure


@pytest.fixture
def history(theme: Theme, qtbot: QtBot) -> Iterator[HistoryView]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    history = HistoryView(theme)
    QVBoxLayout(window).addWidget(history)
    window.show()
    yield history
    window.close()


def test_making_again_asks_before_it_replaces_a_model(history: HistoryView, qtbot: QtBot) -> None:
    now = datetime.now(UTC)
    job = CreateJob(CreateRequest("mine:latest", from_="smol"))
    record = TransferRecord(
        "1", TransferKind.CREATE, "mine:latest", TransferServer("a"), TransferState.CANCELLED, now, job=job
    )
    history.show_records((record, replace(record, id="2", job=None)))
    wanted: list[str] = []
    history.repeat_requested.connect(wanted.append)
    again, without = (line.again_button for line in history.lines)
    assert without.isHidden(), "what it was made of is not known any more"
    qtbot.waitUntil(again.isVisible)
    click(again)
    assert wanted == ["1"]
    history.set_models(("MINE:latest",))
    click(again)
    assert wanted == ["1"]
    assert history.question.isVisible()
    click(history.question.confirm_button)
    assert wanted == ["1", "1"]
