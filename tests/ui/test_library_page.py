"""The page of the models without a server: pull by name, the bundled list, the words."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter, QTreeView
from pytestqt.qtbot import QtBot

from app.api.catalogue import bundled_catalogue
from app.domain.catalogue import Memory
from app.domain.failure import Failure, FailureCode
from app.domain.library import LibraryAction, LibraryLook, LibraryResult, LibraryState, LibraryView
from app.domain.model_info import ModelShow
from app.ui.library.filter_bar import FilterBar
from app.ui.library.get_pane import GetPane
from app.ui.library.library_words import (
    age_text,
    context_text,
    moment_text,
    parameters_text,
    result_text,
)
from app.ui.library.metadata_model import PIECE, MetadataModel
from app.ui.library.metadata_view import MetadataView
from app.ui.library.row_delegate import ROW_PX
from app.ui.library.waiting import Skeleton
from app.ui.main_window import MainWindow
from app.ui.model_name_words import name_fault
from app.ui.theme.theme import Theme
from app.ui.words import clock_time
from tests.ui import library_scenes, samples

GB = 1_000_000_000
LOST = Failure(FailureCode.SERVER_REFUSED, samples.ADDRESS)


@pytest.fixture
def get_pane(theme: Theme, qtbot: QtBot) -> GetPane:
    """The tab with a list of what is installed."""
    pane = GetPane(theme)
    qtbot.addWidget(pane)
    pane.resize(1200, 700)
    pane.set_catalogue(bundled_catalogue())
    pane.show_view(
        LibraryView(LibraryState.READY, samples.ready(), library_scenes.ROWS, 0, datetime.now(UTC))
    )
    pane.show()
    return pane


def test_the_order_stays_where_it_is_when_the_columns_go(theme: Theme, qtbot: QtBot) -> None:
    bar = FilterBar(theme)
    qtbot.addWidget(bar)
    bar.resize(1000, 60)
    bar.show()
    before = bar.order.pos()
    assert bar.columns_button.isVisible()
    bar.show_look(LibraryLook(cards=True))
    bar.layout().activate()
    assert not bar.columns_button.isVisible()
    assert bar.order.pos() == before
    assert bar.views.geometry().right() > 950


def test_the_width_of_the_detail_is_kept_where_the_page_goes_at_once(window: MainWindow) -> None:
    library_scenes.models_installed(window)
    content = window.content.library_page.content
    splitter = content.detail.parentWidget()
    assert isinstance(splitter, QSplitter)
    splitter.setSizes([600, 520])
    splitter.splitterMoved.emit(600, 1)
    kept: list[LibraryLook] = []
    content.look_changed.connect(kept.append)
    window.hide()
    assert [look.detail_px for look in kept] == [content.detail.width()]


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_both_keys_named_delete_ask_whether_a_model_is_to_go(
    window: MainWindow, qtbot: QtBot, key: Qt.Key
) -> None:
    library_scenes.models_installed(window)
    content = window.content.library_page.content
    with qtbot.waitSignal(content.delete_plan_wanted) as asked:
        QTest.keyClick(content.installed.table, key)
    assert asked.args == [("gemma3:12b",)]


@pytest.mark.parametrize("scale", [0.85, 1.0, 1.5])
def test_compact_rows_hold_the_pill(window: MainWindow, theme: Theme, scale: float) -> None:
    library_scenes.models_installed(window)
    table = window.content.library_page.content.installed.table
    high = table.rowHeight(0)
    theme.set_text_scale(scale)
    theme.set_compact_lists(True)
    low = table.rowHeight(0)
    assert low < high * scale
    assert low >= 28
    assert table.delegate.pill_rect(QRectF(0, 0, 100, low)).height() < low
    theme.set_compact_lists(False)
    assert table.rowHeight(0) > low


def test_a_wait_is_drawn_only_when_it_is_long(theme: Theme, qtbot: QtBot) -> None:
    skeleton = Skeleton(theme)
    qtbot.addWidget(skeleton)
    skeleton.resize(600, 200)

    def has_bars() -> bool:
        return skeleton.grab().toImage().pixelColor(100, ROW_PX // 2) == theme.color("press")

    skeleton.begin()
    assert not has_bars()
    qtbot.waitUntil(lambda: skeleton.is_due)
    assert has_bars()
    skeleton.end()
    assert not has_bars()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("llama3.2", ""),
        ("hf.co/org/Repo-GGUF:Q4_K_M", ""),
        ("gpt-oss:20b-cloud", ""),
        ("has space", "no spaces"),
        ("x@sha256:abc", "digest"),
        ("modèle", "letters a to z"),
        ("x:", "After the colon"),
        ("x/", "part is missing"),
        ("us.er/m", "“us.er” is no namespace"),
        ("host:5000/m:t", "“host:5000” is no namespace"),
        ("-x", "“-x” is no model name"),
        ("m:-t", "“-t” is no tag"),
        ("a/b/c/d", "“a/b” is no registry"),
        ("m" * 81, "longer than 80"),
        ("x:cloud:local", "not both"),
    ],
)
def test_what_is_wrong_with_a_name_is_said_in_words(text: str, words: str) -> None:
    fault = name_fault(text, is_pull=True)
    assert (words in fault) if words else not fault


def test_enter_pulls_what_can_be_pulled_and_nothing_else(get_pane: GetPane, qtbot: QtBot) -> None:
    box = get_pane.box
    QTest.keyClicks(box.field, "bad name")
    assert not box.button.isEnabled()
    with qtbot.assertNotEmitted(get_pane.pull_requested):
        QTest.keyClick(box.field, Qt.Key.Key_Return)
    box.field.setText("qwen3:8B")
    assert "qwen3:8b is installed" in box.note.text()
    with qtbot.waitSignal(get_pane.pull_requested) as pulled:
        QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert pulled.args == ["qwen3:8B", False]


def test_without_encryption_only_by_an_explicit_choice(get_pane: GetPane, qtbot: QtBot) -> None:
    box = get_pane.box
    box.field.setText("llama3.2")
    assert not box.switch.isVisible()
    box.field.setText("127.0.0.1:5000/library/smol")
    assert box.switch.isVisible()
    assert not box.switch.isChecked()
    QTest.mouseClick(box.switch, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(get_pane.pull_requested) as pulled:
        QTest.mouseClick(box.button, Qt.MouseButton.LeftButton)
    assert pulled.args == ["127.0.0.1:5000/library/smol", True]
    box.field.setText("127.0.0.1:5000/library/other")
    assert not box.switch.isChecked(), "the next pull is asked for anew"


def test_without_a_server_the_list_stays_and_pull_says_why_not(get_pane: GetPane) -> None:
    view = LibraryView(LibraryState.STALE, samples.refused(), library_scenes.ROWS)
    get_pane.show_view(view)
    get_pane.box.field.setText("llama3.2")
    assert "not connected" in get_pane.box.note.text()
    assert not get_pane.box.button.isEnabled()
    assert get_pane.model.rowCount() > 60


def test_the_list_is_searched_and_filtered(get_pane: GetPane, qtbot: QtBot) -> None:
    QTest.keyClicks(get_pane.field, "gemma3")
    assert {card.family.name for card in get_pane.model.cards} == {"gemma3", "gemma3n"}
    get_pane.capability.buttons["vision"].click()
    assert [card.family.name for card in get_pane.model.cards] == ["gemma3"]
    get_pane.sizes.picked.emit("5")
    assert [chip.tag for chip in get_pane.model.cards[0].chips] == ["270m", "1b", "4b"]
    get_pane.set_memory(Memory(16 * GB))
    get_pane.sizes.picked.emit("0")
    get_pane.fitting.click()
    assert "27b" not in [chip.tag for chip in get_pane.model.cards[0].chips]
    get_pane.field.setText("no such family")
    assert get_pane.clear_button.isVisible()
    get_pane.clear_button.click()
    assert get_pane.model.rowCount() > 60


def test_a_size_is_chosen_and_pulled_by_keyboard(get_pane: GetPane, qtbot: QtBot) -> None:
    get_pane.field.setText("llama3.2")
    cards = get_pane.list
    cards.setCurrentIndex(get_pane.model.index(0))
    QTest.keyClicks(cards, "-")
    assert get_pane.model.cards[0].chosen.tag == "1b"
    QTest.keyClicks(cards, "+")
    with qtbot.waitSignal(get_pane.pull_requested) as pulled:
        QTest.keyClick(cards, Qt.Key.Key_Return)
    assert pulled.args == ["llama3.2:3b", False]


def test_a_click_on_a_chip_chooses_and_on_the_button_pulls_or_chats(get_pane: GetPane, qtbot: QtBot) -> None:
    get_pane.field.setText("from very small")
    index = get_pane.model.index(0)
    cards, delegate = get_pane.list, get_pane.list.delegate
    card = get_pane.model.card_at(index)
    assert card is not None
    assert card.is_installed
    box = cards.visualRect(index).toRectF().adjusted(0, 0, -12, -12)
    place = next(rect for rect, chip in delegate.chip_rects(box, card) if chip.tag == "8b")
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    chosen = get_pane.model.card_at(index)
    assert chosen is not None
    assert chosen.chosen.tag == "8b"
    with qtbot.waitSignal(get_pane.chat_requested) as chat:
        where = delegate.button_rect(box, chosen).center().toPoint()
        QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert chat.args == ["qwen3:8b"]


def test_long_lists_and_tensors_come_a_piece_at_a_time(theme: Theme, qtbot: QtBot) -> None:
    info = {"general.architecture": "llama", "tokenizer.tokens": [str(at) for at in range(3 * PIECE)]}
    model = MetadataModel()
    model.show(ModelShow(model_info=info))
    tokens = model.index(0, 0, model.index(1, 0))
    assert model.rowCount(tokens) == 0
    assert model.canFetchMore(tokens)
    model.fetchMore(tokens)
    assert model.rowCount(tokens) == PIECE
    assert model.index(5, 1, tokens).data() == "5"


@pytest.mark.parametrize(("tags", "words"), [(["text"], "1 entry"), (["text", "code"], "2 entries")])
def test_a_list_says_how_long_it_is(tags: list[str], words: str) -> None:
    model = MetadataModel()
    model.show(ModelShow(model_info={"general.tags": tags}))
    assert model.index(0, 1, model.index(0, 0)).data() == words


def test_metadata_is_filtered_and_what_was_left_out_is_offered(theme: Theme, qtbot: QtBot) -> None:
    view = MetadataView(theme)
    qtbot.addWidget(view)
    view.show_metadata(library_scenes.SHOW, has_everything=False)
    view.show()
    assert view.all_button.isVisible()
    QTest.keyClicks(view.field, "embedding")
    tree = view.findChild(QTreeView)
    assert tree is not None
    model = tree.model()
    assert model.rowCount() == 1
    assert model.index(0, 0, model.index(0, 0)).data() == "embedding_length"
    view.show_metadata(library_scenes.SHOW, has_everything=True)
    assert not view.all_button.isVisible()


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (LibraryResult(LibraryAction.DELETE, ("a",)), "Deleted a."),
        (
            LibraryResult(LibraryAction.DELETE, ("a", "b"), (("c", LOST),)),
            "Deleted 2 models. Not deleted: c (connection refused).",
        ),
        (LibraryResult(LibraryAction.COPY, ("a",), other="b"), "Copied a to b."),
        (LibraryResult(LibraryAction.RENAME, ("b",), (("a", LOST),), "b"), "b was made, but the old name"),
        (LibraryResult(LibraryAction.RENAME, (), (("a", LOST),), "b"), "Not renamed: a"),
        (LibraryResult(LibraryAction.LOAD, ("a",)), "a is loaded."),
        (LibraryResult(LibraryAction.CHECK), "No newer build was found."),
        (LibraryResult(LibraryAction.CHECK, ("a",)), "a has a newer build."),
        (LibraryResult(LibraryAction.CHECK, (), (("a", LOST),)), "The registry could not be asked"),
        (LibraryResult(LibraryAction.CHECK, ("a",), (("b", LOST),)), "1 could not be asked."),
    ],
)
def test_every_end_of_an_action_has_its_words(result: LibraryResult, words: str) -> None:
    assert words in result_text(result)


def test_ages_are_relative_up_to_seven_days() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC).astimezone()
    ages = [
        timedelta(seconds=5),
        timedelta(minutes=5),
        timedelta(hours=3),
        timedelta(days=2),
        timedelta(days=9),
    ]
    told = [age_text(now - age, now) for age in ages]
    assert told == ["just now", "5 min ago", "3 h ago", "2 days ago", "12 Nov 2026"]
    assert age_text(None, now) == ""
    assert moment_text(now) == f"21 Nov 2026, {clock_time(now)}"


def test_numbers_are_short() -> None:
    assert [context_text(each) for each in (None, 512, 8192, 131_072)] == ["", "512", "8k", "128k"]
    assert [parameters_text(each) for each in ("8.19B", "134.52M", "20.9B", "")] == [
        "8.2B",
        "135M",
        "20.9B",
        "",
    ]
