"""The formulas of a window: made in a thread when they are first wanted, kept while they are few."""

import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from queue import SimpleQueue

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.ui.math.outline import UNITS_PER_EM, Outline, inverse, paint_outline
from app.ui.short_switches import short_switches
from app.ui.transcript.formula import FormulaKey

_OUTLINES_KEPT = 2_000
_DRAWN_KEPT = 200
_MOST_WAITING = 200
_LARGER = 1.1
"""The letters of formulas look smaller than those of the text at the same size."""
_MOST_PAUSE_S = 0.02
_BLEED_PX = 2
_LOOK_MS = 15
_AT_A_TIME = 4
_TELL_S = 0.05
"""Formulas that come one shortly after the other are shown together."""


class DrawnFormula:
    """One formula at one size and in one colour; lengths in pixels of the view."""

    def __init__(self, outline: Outline, size_px: float, color: QColor) -> None:
        self._outline = outline
        self._scale = size_px * _LARGER / UNITS_PER_EM
        self._color = color
        self._pixmap: QPixmap | None = None
        self.width = outline.width * self._scale
        self.ascent = outline.ascent * self._scale
        self.descent = outline.descent * self._scale

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        """Draw it with its left edge at x."""
        ratio = painter.device().devicePixelRatio()
        if self._pixmap is None or self._pixmap.devicePixelRatio() != ratio:
            self._pixmap = self._draw(ratio)
        top = ceil(self.ascent) + _BLEED_PX
        corner = painter.transform().map(QPointF(x - _BLEED_PX, baseline - top))
        corner = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio)
        painter.drawPixmap(inverse(painter.transform()).map(corner), self._pixmap)

    def _draw(self, ratio: float) -> QPixmap:
        top = ceil(self.ascent) + _BLEED_PX
        wide = ceil(self.width) + 2 * _BLEED_PX
        pixmap = QPixmap(ceil(wide * ratio), ceil((top + ceil(self.descent) + _BLEED_PX) * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_outline(painter, self._outline, _BLEED_PX, top, self._scale, self._color)
        painter.end()
        return pixmap


class FormulaDesk(QObject):
    """Typesets once for all sizes and colours, one after the other, with room for the window between."""

    changed = Signal(object)  # keys of formulas that became ready, or turned out to be none

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outlines: OrderedDict[FormulaKey, Outline | None] = OrderedDict()
        self._drawn: OrderedDict[tuple[str, bool, float, int], DrawnFormula] = OrderedDict()
        self._waiting: OrderedDict[FormulaKey, None] = OrderedDict()
        self._at_work: set[FormulaKey] = set()
        self._thread: ThreadPoolExecutor | None = None
        self._is_closed = False
        # Not a signal: the thread must never hold the last reference to something of Qt.
        self._done: SimpleQueue[tuple[FormulaKey, Outline | None]] = SimpleQueue()
        self._ready: set[FormulaKey] = set()  # not told yet
        self._told_s = 0.0
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._on_look)

    @property
    def busy(self) -> bool:
        """Whether formulas are being made."""
        return bool(self._at_work)

    def formula(self, tex: str, display: bool, size_px: float, color: QColor) -> DrawnFormula | None:
        """The formula; None while it is not ready, or for ever where it cannot be drawn.

        Args:
            tex: without its delimiters.
            display: on a line of its own.
            size_px: of the letters of the text around it.
        """
        outline_key = tex, display
        if outline_key not in self._outlines:
            self._want(outline_key)
            return None
        outline = self._outlines[outline_key]
        self._outlines.move_to_end(outline_key)
        if outline is None:
            return None
        key = tex, display, size_px, color.rgba()
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = DrawnFormula(outline, size_px, color)
            if len(self._drawn) > _DRAWN_KEPT:
                self._drawn.popitem(last=False)
        else:
            self._drawn.move_to_end(key)
        return drawn

    def cannot_draw(self, tex: str, display: bool) -> bool:
        """Whether it was tried in vain; its source is what there is to show."""
        return self._outlines.get((tex, display), ...) is None

    def close(self) -> None:
        """Make no more."""
        self._is_closed = True
        self._waiting.clear()
        self.blockSignals(True)
        self._looking.stop()
        if self._at_work:
            self._at_work.clear()
            short_switches.end()
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._thread = None

    def _want(self, key: FormulaKey) -> None:
        if key in self._at_work or self._is_closed:
            return
        self._waiting[key] = None
        self._waiting.move_to_end(key)
        if len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)  # the view asks again for what it still shows
        if not self._at_work:
            short_switches.begin()
            self._looking.start()
            self._hand_out()

    def _hand_out(self) -> None:
        """Give the thread something to do, the oldest wish first."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="formulas")
        while self._waiting and len(self._at_work) < _AT_A_TIME:
            key, _ = self._waiting.popitem(last=False)
            self._at_work.add(key)
            self._thread.submit(_make, key, self._done)

    @Slot()
    def _on_look(self) -> None:
        while not self._done.empty():
            key, outline = self._done.get()
            self._at_work.discard(key)
            self._outlines[key] = outline
            if len(self._outlines) > _OUTLINES_KEPT:
                self._outlines.popitem(last=False)
            self._ready.add(key)
        self._hand_out()
        now = time.monotonic()
        if self._ready and (not self._at_work or now - self._told_s >= _TELL_S):
            ready, self._ready, self._told_s = frozenset(self._ready), set(), now
            self.changed.emit(ready)
        if not self._at_work:
            self._looking.stop()
            short_switches.end()


def _make(key: FormulaKey, done: "SimpleQueue[tuple[FormulaKey, Outline | None]]") -> None:
    # Imported with the first formula, and in the thread: it takes a quarter of a second.
    from app.ui.math.typeset import NotMath, typeset

    begin = time.thread_time()
    outline: Outline | None = None
    try:
        outline = typeset(*key)
    except NotMath:
        pass
    finally:
        done.put((key, outline))
        time.sleep(min(_MOST_PAUSE_S, time.thread_time() - begin))  # as long for the window
