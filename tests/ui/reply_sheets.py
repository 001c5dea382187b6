"""Contact sheets of replies: `python -m tests.ui.reply_sheets FOLDER [--part NAME] [--width PIXELS]`.

Every kind of content and every made-up reply of `tests/data/replies`, whole and cut in the middle, as the
transcript draws them, side by side, in each theme. With `QT_SCALE_FACTOR=1.25` in its surroundings it does so
as on a screen of that scale.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.transcript.reading_column import reading_column
from tests.ui import looks, reply_kinds, samples
from tests.ui.gallery import wait_ms
from tests.ui.looks import THEMES, Look
from tests.ui.reply_kinds import Piece

SHEET_PX = (1248, 920)
"""Of a page, in pixels of the picture: what is looked at is not made smaller."""
_VIEW_PX = (880, 3_600)
_MARGIN_PX = 14
_GAP_PX = 36
_SETTLE_MS, _FORMULAS_MS = 300, 1_500


def picture(window: MainWindow, column_px: int, piece: Piece) -> QPixmap:
    """A chat as far as something stands there."""
    pane, chat = window.chat_pane, piece.chat
    pane.show_chat(replace(chat, chat=replace(chat.chat, id=samples.hex_id(1))))
    if piece.growth is not None:
        pane.grow_reply(piece.growth)
    if piece.then is not None:
        wait_ms(0)
        piece.then(window)
    said = chat.messages[-1].content + (piece.growth.content if piece.growth is not None else "")
    wait_ms(_FORMULAS_MS if "$" in said else _SETTLE_MS)
    view = pane.transcript
    left, wide = reading_column(view.width(), column_px)
    high = min(view.viewport().height(), sum(turn.height + _GAP_PX for turn in view.turns))
    shown = view.grab(QRect(left - _MARGIN_PX, 0, wide + 2 * _MARGIN_PX, high))
    reply_kinds.clear(window)
    return shown


def sheets(pictures: list[tuple[str, QPixmap]]) -> Iterator[QPixmap]:
    """All pictures on pages, from top to bottom and from left to right, each with its name above it."""
    wide, high = SHEET_PX
    page, left, top = QPixmap(*SHEET_PX), 0, 0
    page.fill(QColor("#808080"))
    for name, shown in pictures:
        shown.setDevicePixelRatio(1.0)
        done = 0
        while done < shown.height():
            if top and top + min(shown.height() - done, 300) + 14 > high:
                left, top = left + shown.width() + 4, 0
            if left and left + shown.width() > wide:
                yield page
                page, left, top = QPixmap(*SHEET_PX), 0, 0
                page.fill(QColor("#808080"))
            part = min(shown.height() - done, high - top - 14)
            painter = QPainter(page)
            painter.drawText(left + 4, top + 11, name)
            painter.drawPixmap(left, top + 14, shown.copy(0, done, shown.width(), part))
            painter.end()
            done, top = done + part, top + part + 14
            top = top if top < high - 40 else high
    yield page


def main() -> None:
    """Save the sheets of all themes."""
    parser = argparse.ArgumentParser(prog="python -m tests.ui.reply_sheets")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", default="", help="only what has this in its name")
    parser.add_argument("--width", type=int, default=588, help="of the column of text, before scaling")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(["reply_sheets"])
    theme = Theme(app)
    theme.set_reduced_motion(True)
    for colours in THEMES:
        looks.apply(theme, Look(*colours))
        with looks.window_in(theme, _prepare, _VIEW_PX) as window:
            window.chat_pane.set_reading_width(given.width)
            found = [
                (piece.name, picture(window, given.width, piece))
                for piece in reply_kinds.pieces()
                if given.part in piece.name
            ]
            look = str(Look(*colours)).replace(" ", "-").replace(",", "")
            for number, page in enumerate(sheets(found)):
                page.save(str(given.folder / f"{look}-x{app.devicePixelRatio():g}-{number}.png"))


def _prepare(window: MainWindow) -> None:
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.set_server(samples.ready())


if __name__ == "__main__":
    main()
