"""Every state in every theme, text size, font, width and scale: what the sheets show, checked."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollBar

from app.ui.main_window import MainWindow
from app.ui.running.ring import Ring
from app.ui.theme.high_contrast import HIGH_DARK, HIGH_LIGHT
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import LIGHT
from app.ui.widgets.label import Label
from tests.ui import flaws, gallery, looks, samples, server_scenes
from tests.ui.gallery import SETTLE_MS, Scene, wait_ms
from tests.ui.looks import Look

SCENES = gallery.SCENES
EVERY_SCENE = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
SOME_SCENES = (gallery.chat_end, gallery.connect, gallery.toast_and_notice, gallery.palette)
LASTING_SCENES = tuple(scene for scene in SCENES if scene not in (gallery.picker, server_scenes.server_lost))
"""The list of models closes when the window is resized, the banner counts down."""
MIRRORED_SCENES = (*SOME_SCENES, gallery.failed, gallery.shortcuts, server_scenes.server_list)
WALKS = [
    (factor, which, part)
    for factor, which in (("1", "all"), ("1.25", "some"), ("1.5", "all"), ("2", "some"))
    for part in range(looks.PARTS)
]
"""What is walked through on screens of a scale, by parts of the scenes."""
IN_TIME_S = 295.0
LOOKS_AGAIN = 12
TICKS_FROM_MS = 400
CLOCK = re.compile(r"\d:\d\d|\d\s?s\b")


@pytest.fixture
def any_look(theme: Theme) -> Iterator[Theme]:
    """The theme; light, at 100 % and in its own font again after the test."""
    looks.apply(theme, Look())
    yield theme
    looks.apply(theme, Look())


@EVERY_SCENE
def test_nothing_is_nameless_cut_covered_small_faint_or_out_of_reach(any_look: Theme, scene: Scene) -> None:
    """One window for all of it, born in one look and changed to another: both cost most of the time here."""
    turn = SCENES.index(scene)
    looks_here = looks.some(turn)
    sizes = (looks.SIZES[turn % 4], (880, 560))  # the largest text where there is least room
    looks.apply(any_look, looks_here[0])
    with looks.window_in(any_look, scene) as window:
        found = set(flaws.nameless(window))
        for look, size in zip(looks_here, sizes, strict=True):
            found |= looks.flaws_in(window, any_look, look, (size,))
        window.resize(*((1280, 800), (880, 560))[turn % 2])
        looks.settle()
        unreached, comes_round = flaws.walked_by_tab(window)
    assert not found
    assert not unreached
    assert comes_round


@pytest.fixture
def mirrored(any_look: Theme) -> Iterator[Theme]:
    """A window of a language that is written from right to left."""
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield any_look
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("scene", MIRRORED_SCENES, ids=lambda scene: scene.__name__)
def test_the_window_can_be_mirrored(mirrored: Theme, scene: Scene) -> None:
    with looks.window_in(mirrored, scene) as window:
        found = {*flaws.cut(window), *flaws.small(window), *flaws.overlapping(window)}
        window.resize(880, 560)
        looks.settle()
        found |= {*flaws.cut(window), *flaws.small(window), *flaws.overlapping(window)}
    assert not found


def test_a_mirrored_window_begins_at_the_right(mirrored: Theme) -> None:
    with looks.window_in(mirrored, server_scenes.server_lost) as window:
        rail, pane, banner = window.content.rail, window.chat_pane, window.content.server_banner
        left_edges = [part.mapTo(window, QPoint(0, 0)).x() for part in (rail, window.chat_list, pane)]
        assert rail.geometry().right() == window.width() - 1
        assert left_edges == sorted(left_edges, reverse=True)
        texts, last = banner.findChildren(Label)[0], banner.buttons[-1]
        assert texts.geometry().left() > last.geometry().right()


def hide_moving(window: MainWindow) -> None:
    """Hide what shows the time, and the focus: only one of two windows is active."""
    for timer in window.findChildren(QTimer):
        if timer.interval() >= TICKS_FROM_MS and not timer.isSingleShot():
            timer.stop()
    for label in flaws.shown(window, QLabel):
        if isinstance(label, Ring) or CLOCK.search(label.text()):
            label.hide()
    window.status_strip.model_label.hide()  # its seconds go on
    if focused := window.focusWidget():
        if isinstance(focused, QLineEdit):
            focused.deselect()
        focused.clearFocus()


def left_over(theme: Theme, scene: Scene) -> list[tuple[int, int]]:
    """Where a window that has lived through all looks differs from one that is made in the last of them."""
    looks.apply(theme, Look())
    with looks.window_in(theme, scene) as old:
        for size, scale in (((880, 560), 1.5), ((1280, 800), 1.0)):
            for colours in (*looks.THEMES, looks.THEMES[1]):
                looks.apply(theme, Look(*colours, scale))
            old.resize(*size)
            looks.settle()
        with looks.window_in(theme, scene) as new:
            for window in (old, new):
                hide_moving(window)
            found: list[tuple[int, int]] = []
            for _ in range(LOOKS_AGAIN):  # code is coloured in slices, formulas are drawn one by one
                wait_ms(SETTLE_MS)
                for bar in (*flaws.shown(old, QScrollBar), *flaws.shown(new, QScrollBar)):
                    bar.hide()  # how high all is that is out of view is an estimate
                found = list(flaws.differences(old.grab().toImage(), new.grab().toImage()))
                if not found:
                    break
            return found


@pytest.mark.parametrize("scene", SOME_SCENES, ids=lambda scene: scene.__name__)
def test_nothing_is_left_in_old_colours_or_sizes(any_look: Theme, scene: Scene) -> None:
    assert not (left_over(any_look, scene) and left_over(any_look, scene))  # a clock may tick once


@pytest.mark.long
@pytest.mark.parametrize("scene", LASTING_SCENES, ids=lambda scene: scene.__name__)
def test_nothing_at_all_is_left_in_old_colours_or_sizes(any_look: Theme, scene: Scene) -> None:
    assert not (left_over(any_look, scene) and left_over(any_look, scene))  # as above


@pytest.mark.long
@pytest.mark.parametrize(("factor", "which", "part"), WALKS)
def test_the_whole_matrix_on_screens_of_each_scale(factor: str, which: str, part: int) -> None:
    words = [sys.executable, "-m", "tests.ui.looks", which, str(part)]
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}
    done = subprocess.run(
        words, env=surroundings, capture_output=True, text=True, check=True, timeout=IN_TIME_S
    )
    told = json.loads(done.stdout)
    walked = looks.ALL if which == "all" else looks.some(0)
    assert told["looks"] == len(SCENES[part :: looks.PARTS]) * len(walked) * len(looks.SIZES)
    assert told["ratio"] == float(factor)
    assert not told["flaws"]


def test_looks_change_while_a_reply_is_written(any_look: Theme) -> None:
    begun, whole = samples.OPEN_REPLY[:120], samples.OPEN_REPLY
    with looks.window_in(any_look, gallery.streaming) as window:
        turn = window.chat_pane.transcript.running_turn
        for colours in (*looks.THEMES, looks.THEMES[1]):
            looks.apply(any_look, Look(*colours))
            looks.settle()
            assert window.chat_pane.is_running
            assert window.chat_pane.transcript.running_turn is turn
        with looks.window_in(any_look, gallery.streaming) as new:
            for each in (window, new):
                each.chat_pane.grow_reply(samples.writing_growth(whole + begun, 300, 6.0))
                each.status_strip.model_label.hide()
                if focused := each.focusWidget():
                    focused.clearFocus()
            wait_ms(SETTLE_MS)
            shown, wanted_colours = (flaws.colours(each.grab().toImage()) for each in (window, new))
            older = {value for tokens in (LIGHT, HIGH_LIGHT, HIGH_DARK) for value in tokens.values()}
            assert not (shown - wanted_colours) & older
