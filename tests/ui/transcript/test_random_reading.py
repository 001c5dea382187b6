"""Random chunks of random replies, and a person who does something else between any two of them.

A second with fixed seeds in each run, minutes in the long tests. To repeat one, set ARRIERO_FUZZ_SEED to the
seed that was printed.
"""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.conversation import MessageState, ReplyGrowth, ReplyPhase
from app.ui.theme.theme import ThemeMode
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.formula import FormulaKey
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.sheet_view import NEAR_END_PX
from app.ui.transcript.view import Transcript
from tests.markup.test_text import REPLY_PIECES, cut
from tests.ui import samples
from tests.ui.transcript.conftest import take_keys

SEED = os.environ.get("ARRIERO_FUZZ_SEED", "")
MINUTES = float(os.environ.get("ARRIERO_FUZZ_MINUTES", "10"))
PARTS = 5
"""The long run is this many tests: one of ten minutes would be taken for one that hangs."""
SHORT_SEEDS = [SEED] if SEED else ["1", "2", "3", "73"]
SHORT_REPLIES = 5
_SETTLE_MS, _AT_MOST_MS = 5, 20_000
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
KEYS = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
)  # fmt: skip
BLOCKS = (
    "\n\n```py\ndef f(x):\n    return x\n", "```\n", "\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n", "\n\n# Head\n",
    "\n\nSome words of a sentence, and some more of them to fill a line or two of the column. ",
    "$$\\frac{a}{b} = c$$ ", "$x^2$ ", "\n\n$$\nx = y\n$$\n", "\n- item\n- item\n  1. one\n", "\n> quote\n> ",
    "**bold** ", "`code` ", "[link](https://example.org) ", "![image](https://example.org/a.png)\n",
    "x" * 200, "\n\nمرحبا بالعالم\n\n", "[^1]", "\n\n[^1]: note\n", "\n\n---\n\n", "a word ", "of it, ",
)  # fmt: skip


class Box:
    """Stands for a formula: as wide as its TeX."""

    def __init__(self, tex: str, size_px: float) -> None:
        self.width = max(1.0, len(tex) * size_px / 2)
        self.ascent, self.descent = (2 * size_px, size_px) if "frac" in tex else (size_px * 0.8, 2.0)

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        painter.fillRect(
            QRectF(x, baseline - self.ascent, self.width, self.ascent + self.descent), QColor("#808080")
        )


class Boxes:
    """Formulas that become ready when they are told so."""

    def __init__(self) -> None:
        self.ready: set[FormulaKey] = set()
        self.asked: set[FormulaKey] = set()

    def formula(self, tex: str, display: bool, size_px: float, color: QColor) -> Box | None:
        key = tex, display
        self.asked.add(key)
        return Box(tex, size_px) if key in self.ready and "\\" not in tex.replace("\\frac", "") else None


class Reader:
    """A reply that grows at random, and what a person may do meanwhile."""

    def __init__(self, view: Transcript, qtbot: QtBot, seed: str) -> None:
        self.chance = Random(seed)
        self._qtbot = qtbot
        self._view = view
        self._formulas = Boxes()
        self._next_id = 1000
        self._text = ""
        self._reply_id = 0
        view.set_messages(())
        view.set_formulas(self._formulas)
        view.set_thoughts_open(False)
        view.set_zoom(1.0)
        view.finding.stop()
        view.resize(700, 450)
        self._deeds: tuple[Callable[[], object], ...] = (
            self._wheel, self._wheel, self._wheel, self._key, self._key, self._press, self._drag,
            self._resize, self._zoom, self._find, self._find_on, self._fold, self._thought,
            self._select_all, self._copy,
            self._formulas_come, self._theme, self._narrow, self._other_message, view.jump_to_latest,
            self._settle, self._settle,
        )  # fmt: skip

    def read_a_reply(self) -> None:
        """Let one reply begin, grow and end."""
        chance, view = self.chance, self._view
        if chance.random() < 0.3 or len(view.turns) > 30:
            view.set_messages(())
        pieces = BLOCKS if chance.random() < 0.7 else REPLY_PIECES
        self._text = "".join(chance.choices(pieces, k=chance.randint(1, 40))).replace("\ud83d", "")
        self._say("user", "".join(chance.choices(BLOCKS, k=chance.randint(1, 4))), MessageState.COMPLETE)
        self._reply_id = self._say("assistant", "", MessageState.WRITING)
        self._check()
        thought = "".join(chance.choices(pieces, k=5)) if chance.random() < 0.3 else ""
        for piece in cut(thought.replace("\ud83d", ""), [chance.randint(1, 60) for _ in range(5)]):
            self._grow("", piece)
        for piece in cut(self._text, [chance.randint(1, 60) for _ in range(5)]):
            self._grow(piece, "")
            for _ in range(chance.choice((0, 0, 1, 2))):
                chance.choice(self._deeds)()
                self._check()
        self._end(thought)

    def _say(self, role: str, text: str, state: MessageState) -> int:
        self._next_id += 1
        self._view.add_message(samples.message(self._next_id, role, text, state=state))
        return self._next_id

    def _grow(self, content: str, thinking: str) -> None:
        view = self._view
        anchor = None if view.following else view.sheet.anchor()
        phase = ReplyPhase.THINKING if thinking else ReplyPhase.WRITING
        reply_id = samples.hex_id(self._reply_id)
        growth = ReplyGrowth(samples.hex_id(1), reply_id, phase, content, thinking, 9, 1.0, 0.2)
        view.grow_reply(growth)
        self._check()
        if anchor is not None and view.sheet.value < view.sheet.most:
            assert abs(view.sheet.line_y(anchor) - anchor.y) <= 1, "what is read moved"

    def _end(self, thought: str) -> None:
        view = self._view
        message = samples.message(self._reply_id, "assistant", self._text, thinking=thought)
        message = replace(message, state=self.chance.choice((MessageState.COMPLETE, MessageState.STOPPED)))
        view.finish_reply(message)
        self._check()
        turn = view.turns[-1]
        assert isinstance(turn, ReplyTurn)
        streamed, is_open = turn.texts(), turn.is_thought_open
        view.set_messages(view.turns.messages)
        whole = view.turns[-1]
        assert isinstance(whole, ReplyTurn)
        whole.set_thought_open(is_open)
        assert whole.texts() == streamed
        self._settle()

    def _check(self) -> None:
        """What must hold at any time."""
        view, sheet = self._view, self._view.sheet
        bar = view.verticalScrollBar()
        assert (bar.value(), bar.maximum()) == (sheet.value, sheet.most)
        assert 0 <= sheet.value <= sheet.most
        if view.following:
            assert sheet.most - sheet.value <= NEAR_END_PX
        for at in range(sheet.first, sheet.last + 1):
            turn = view.turns[at]
            assert turn.height == sum(part.gap + part.height for part in turn.parts)
            assert view.turns.heights[at] == turn.height + view.turns.room_below(at)
            assert all(part.height >= 0 for part in turn.parts)

    def _settle(self) -> None:
        """What was painted piece by piece is what would be painted at once."""
        view = self._view
        self._qtbot.waitUntil(lambda: not self._is_at_work(), timeout=_AT_MOST_MS)
        QTest.qWait(_SETTLE_MS)
        before = self._picture()
        view.viewport().update()
        QTest.qWait(1)
        assert before == self._picture(), "some of it was not painted anew"

    def _is_at_work(self) -> bool:
        """Whether words are looked for, or some of the view has no layout or its code no colours yet."""
        view, sheet = self._view, self._view.sheet
        tops = {at: sheet.top_of(at) - sheet.value for at in range(sheet.first, sheet.last + 1)}
        shown = ((view.turns[at], max(0, -top), sheet.view_px - top) for at, top in tops.items())
        return (
            view.finding.is_looking
            or sheet.band is not None
            or any(
                isinstance(turn, ReplyTurn) and turn.code_waits(first, last) for turn, first, last in shown
            )
        )

    def _picture(self) -> QImage:
        view = self._view
        whole = view.screen().grabWindow(view.winId()).toImage()
        return whole.copy(0, 0, view.verticalScrollBar().x(), view.height())

    def _point(self) -> QPoint:
        size = self._view.viewport().size()
        return QPoint(self.chance.randrange(size.width()), self.chance.randrange(size.height()))

    def _wheel(self) -> None:
        canvas, point = self._view.viewport(), QPointF(self._point())
        angle = QPoint(self.chance.choice((0, 0, 0, 120, -120)), self.chance.choice((120, 240, -120, -480)))
        event = QWheelEvent(
            point, canvas.mapToGlobal(point), QPoint(), angle, Qt.MouseButton.NoButton, NONE,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)

    def _key(self) -> None:
        QTest.keyClick(self._view, self.chance.choice(KEYS), self.chance.choice((NONE, SHIFT)))

    def _press(self) -> None:
        press = self.chance.choice((QTest.mouseClick, QTest.mouseDClick))
        press(self._view.viewport(), LEFT, self.chance.choice((NONE, SHIFT)), self._point())

    def _drag(self) -> None:
        canvas = self._view.viewport()
        QTest.mousePress(canvas, LEFT, NONE, self._point())
        for _ in range(self.chance.randint(1, 3)):
            QTest.mouseMove(canvas, self._point())
        QTest.mouseRelease(canvas, LEFT, NONE, self._point())

    def _resize(self) -> None:
        self._view.resize(self.chance.choice((320, 500, 700, 1000)), self.chance.choice((200, 450, 700)))

    def _zoom(self) -> None:
        self._view.set_zoom(self.chance.choice((0.7, 1.0, 1.0, 1.5, 2.0)))

    def _find(self) -> None:
        self._view.finding.find(self.chance.choice(("a", "of it", "item", "x", "", "quote")))

    def _find_on(self) -> None:
        self._view.finding.go(self.chance.choice((1, -1)))

    def _fold(self) -> None:
        codes = [
            part for turn in self._view.sheet.visible() for part in turn.parts if isinstance(part, CodePart)
        ]
        if codes:
            part = self.chance.choice(codes)
            self.chance.choice((part.toggle_wrap, part.toggle_fold))()

    def _thought(self) -> None:
        self._view.set_thoughts_open(self.chance.random() < 0.5)

    def _select_all(self) -> None:
        self._view.select_all()

    def _copy(self) -> None:
        assert isinstance(self._view.selected_text, str)
        self._view.copy_selection()

    def _formulas_come(self) -> None:
        ready = frozenset(self._formulas.asked - self._formulas.ready)
        self._formulas.ready |= ready
        self._view.formulas_changed(ready)

    def _theme(self) -> None:
        self._view.theme.set_mode(self.chance.choice((ThemeMode.LIGHT, ThemeMode.DARK)))

    def _narrow(self) -> None:
        self._view.set_reading_width(self.chance.choice((500, 760)))

    def _other_message(self) -> None:
        """An earlier message goes, or some come before the first."""
        view = self._view
        if self.chance.random() < 0.5 and len(view.turns) > 2:
            view.remove_message(view.turns.messages[0].id)
            return
        self._next_id += 2
        text = "".join(self.chance.choices(BLOCKS, k=10))
        earlier = [
            samples.message(self._next_id - 1, "user", "Earlier"),
            samples.message(self._next_id, "assistant", text),
        ]
        view.prepend_messages(earlier)


@pytest.fixture
def view(view: Transcript, qtbot: QtBot) -> Transcript:
    view.resize(700, 450)
    take_keys(view, qtbot)
    return view


@pytest.mark.parametrize("seed", SHORT_SEEDS)
def test_random_replies_and_readers(view: Transcript, qtbot: QtBot, seed: str) -> None:
    reader = Reader(view, qtbot, seed)
    for _ in range(SHORT_REPLIES):
        reader.read_a_reply()


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_minutes_of_random_replies(
    view: Transcript, qtbot: QtBot, part: int, tell: Callable[[str], None]
) -> None:
    end, count = time.monotonic() + MINUTES * 60 / PARTS, 0
    first = Random(SEED).randrange(1 << 32) if SEED else time.time_ns()
    while time.monotonic() < end:
        seed = SEED or str(first + count)
        count += 1
        try:
            Reader(view, qtbot, seed).read_a_reply()
        except BaseException:
            tell(f"ARRIERO_FUZZ_SEED={seed}")
            raise
    tell(f"part {part}: {count} replies, seeds from {first}")
