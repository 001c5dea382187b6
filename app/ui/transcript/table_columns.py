"""Widths and alignments of the columns of a table that may still grow."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt

from app.markup.tree import Alignment

_NUMBER = re.compile(r"^[-+~≈<>]?[$€£]?\d[\d.,\s]*\s?(?:%|[a-zA-Zµ]{1,5}(?:/s)?)?$")
_LEAST_EM = 8.5
_STEP_PX = 16  # widths grow in steps, so that not every row lays all others out again


class TableColumns:
    """Learns from rows as they come; never forgets a width, so that columns do not jump back and forth."""

    def __init__(self, count: int) -> None:
        self._natural = [0.0] * count
        self._words = [0] * count  # cells that are no numbers
        self._numbers = [0] * count

    def __len__(self) -> int:
        return len(self._natural)

    def learn(self, cells: Sequence[str], widths: Sequence[float], *, is_header: bool) -> None:
        """Take a row: the plain text of its cells and how wide they are on one line, padding included."""
        for column, (text, width) in enumerate(zip(cells, widths, strict=True)):
            self._natural[column] = max(self._natural[column], width)
            if is_header or not any(map(str.isalnum, text)):
                continue  # a dash stands for nothing, and a sign may be the beginning of a number
            if _NUMBER.match(text.strip()):
                self._numbers[column] += 1
            else:
                self._words[column] += 1

    def alignment(self, column: int, wanted: Alignment) -> Qt.AlignmentFlag:
        """As the writer wants it; else numbers stand at the right."""
        if wanted is Alignment.CENTER:
            return Qt.AlignmentFlag.AlignHCenter
        if wanted is Alignment.RIGHT:
            return Qt.AlignmentFlag.AlignRight
        is_numeric = column > 0 and self._numbers[column] and not self._words[column]
        return Qt.AlignmentFlag.AlignRight if wanted is Alignment.NONE and is_numeric else LEADING

    def widths(self, room: int, font_px: float) -> tuple[int, ...]:
        """The columns in a room: wide enough for their cells where that fits, else the widest give way.

        They are wider than the room, to be scrolled, when not even the least widths for the font fit.
        """
        wanted = [-(-width // _STEP_PX) * _STEP_PX for width in self._natural]
        total = sum(wanted)
        if total <= room:
            spare = (room - total) / max(1, len(wanted))
            return _filled([width + spare for width in wanted], room)
        fixed = [min(width, int(_LEAST_EM * font_px)) for width in wanted]
        if sum(fixed) >= room:
            return tuple(int(width) for width in fixed)
        return _filled(_shared(wanted, fixed, room), room)


LEADING = Qt.AlignmentFlag.AlignLeft


def _shared(wanted: list[float], least: list[float], room: int) -> list[float]:
    """Give narrow columns what they want and share the rest among the wide ones."""
    widths = [0.0] * len(wanted)
    left, waiting = float(room), set(range(len(wanted)))
    while waiting:
        share = left / len(waiting)
        narrow = {column for column in waiting if wanted[column] <= share}
        if not narrow:
            for column in waiting:
                widths[column] = max(least[column], share)
            break
        for column in narrow:
            widths[column] = wanted[column]
            left -= wanted[column]
        waiting -= narrow
    return widths


def _filled(widths: list[float], room: int) -> tuple[int, ...]:
    """Whole pixels that fill the room."""
    whole = [int(width) for width in widths]
    if whole:
        whole[-1] += room - sum(whole)
    return tuple(whole)
