"""Contact sheets, one for each scene: `python -m tests.ui.sheets FOLDER [name part]`.

Across: text size and width of the window. Down: theme, then another font, then other device pixel ratios.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from app.ui.theme.theme import Theme
from tests.ui import gallery, looks
from tests.ui.gallery import SCENES, SETTLE_MS, Scene, wait_ms
from tests.ui.looks import SCALES, SIZES, THEMES, Look

ROWS: tuple[tuple[Look, float], ...] = (
    *((Look(*colours), 1.0) for colours in THEMES),
    (Look(system_font=True), 1.0),
    (Look(), 1.5),
    (Look(*THEMES[1]), 2.0),
)
"""How each row looks, and its device pixel ratio."""
_THUMB_PX = (460, 300)
_LABEL_PX = 18


def thumbnail(theme: Theme, scene: Scene, size: tuple[int, int], ratio: float) -> QPixmap:
    """A small picture of a scene."""
    with looks.window_in(theme, scene, size) as window:
        wait_ms(SETTLE_MS)
        pixmap = gallery.picture(window, ratio)
    pixmap.setDevicePixelRatio(1.0)
    how = Qt.TransformationMode.SmoothTransformation
    return pixmap.scaled(*_THUMB_PX, Qt.AspectRatioMode.KeepAspectRatio, how)


def sheet(theme: Theme, scene: Scene) -> QPixmap:
    """All pictures of a scene on one."""
    columns = [(scale, size) for scale in SCALES for size in SIZES]
    wide, high = _THUMB_PX[0] + 8, _THUMB_PX[1] + _LABEL_PX + 8
    whole = QPixmap(wide * len(columns), high * len(ROWS))
    whole.fill(QColor("#808080"))
    painter = QPainter(whole)
    for down, (look, ratio) in enumerate(ROWS):
        for across, (scale, size) in enumerate(columns):
            shown = Look(look.mode, look.contrast, scale, look.system_font)
            looks.apply(theme, shown)
            left, top = across * wide, down * high
            text = f"{shown}, {size[0]} px, x {ratio:g}"
            painter.drawText(QRect(left, top, wide, _LABEL_PX), Qt.AlignmentFlag.AlignVCenter, text)
            painter.drawPixmap(left, top + _LABEL_PX, thumbnail(theme, scene, size, ratio))
    painter.end()
    return whole


def main(folder: Path, part: str) -> None:
    """Save the sheet of every scene whose name contains `part`."""
    folder.mkdir(parents=True, exist_ok=True)
    theme = Theme(QApplication(["sheets"]))
    for scene in SCENES:
        if part in scene.__name__:
            sheet(theme, scene).save(str(folder / f"{scene.__name__}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
