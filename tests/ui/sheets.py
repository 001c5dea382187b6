"""Contact sheets, one for each scene: `python -m tests.ui.sheets FOLDER [name part]`.

Across: text size and width of the window. Down: theme, then another font, then other device pixel ratios.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from app.ui.main_window import MainWindow
from app.ui.theme import fonts
from app.ui.theme.theme import ContrastMode, Theme, ThemeMode
from tests.ui import gallery
from tests.ui.gallery import SCENES, SETTLE_MS, Scene, wait_ms

WIDTHS = ((1280, 800), (1100, 700), (880, 560))
SCALES = (0.85, 1.0, 1.5)
_THUMB_PX = (460, 300)
_LABEL_PX = 18


@dataclass(frozen=True)
class Variation:
    """One row of a sheet."""

    name: str
    mode: ThemeMode = ThemeMode.LIGHT
    contrast: ContrastMode = ContrastMode.NORMAL
    system_font: bool = False
    ratio: float = 1.0


VARIATIONS = (
    Variation("light"),
    Variation("dark", ThemeMode.DARK),
    Variation("high contrast, light", contrast=ContrastMode.HIGH),
    Variation("high contrast, dark", ThemeMode.DARK, ContrastMode.HIGH),
    Variation("system font", system_font=True),
    Variation("x 1.5", ratio=1.5),
    Variation("dark x 2", ThemeMode.DARK, ratio=2.0),
)
_is_poor = fonts.is_poor


def _never_poor(_family: str) -> bool:
    """For a machine whose only font is the one that the program replaces by its own."""
    return False


def apply(theme: Theme, variation: Variation, scale: float) -> None:
    """Give the theme the looks of a row."""
    fonts.is_poor = _never_poor if variation.system_font else _is_poor
    theme.set_contrast(variation.contrast)
    theme.set_mode(variation.mode)
    theme.set_text_scale(scale + 0.001)  # so that the fonts are made anew
    theme.set_text_scale(scale)


def thumbnail(theme: Theme, scene: Scene, size: tuple[int, int], ratio: float) -> QPixmap:
    """A small picture of a scene."""
    window = MainWindow(theme)
    window.resize(*size)
    window.show()
    window.show_content()
    wait_ms(0)
    scene(window)
    wait_ms(SETTLE_MS)
    pixmap = gallery.picture(window, ratio)
    window.hide()
    window.deleteLater()
    wait_ms(0)
    pixmap.setDevicePixelRatio(1.0)
    how = Qt.TransformationMode.SmoothTransformation
    return pixmap.scaled(*_THUMB_PX, Qt.AspectRatioMode.KeepAspectRatio, how)


def sheet(theme: Theme, scene: Scene) -> QPixmap:
    """All pictures of a scene on one."""
    columns = [(scale, size) for scale in SCALES for size in WIDTHS]
    wide, high = _THUMB_PX[0] + 8, _THUMB_PX[1] + _LABEL_PX + 8
    whole = QPixmap(wide * len(columns), high * len(VARIATIONS))
    whole.fill(QColor("#808080"))
    painter = QPainter(whole)
    for down, variation in enumerate(VARIATIONS):
        for across, (scale, size) in enumerate(columns):
            apply(theme, variation, scale)
            left, top = across * wide, down * high
            text = f"{variation.name}, {scale:.0%}, {size[0]} px"
            painter.drawText(QRect(left, top, wide, _LABEL_PX), Qt.AlignmentFlag.AlignVCenter, text)
            painter.drawPixmap(left, top + _LABEL_PX, thumbnail(theme, scene, size, variation.ratio))
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
