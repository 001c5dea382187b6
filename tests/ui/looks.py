"""The looks a window can have: theme, text size, font, width; on windows made once for each state.

`python -m tests.ui.looks all|some [part]` walks through all or some of them, in every scene or in a part
of the scenes (0 or 1), and prints what is wrong.
With `QT_SCALE_FACTOR=1.5` in its surroundings it does so as on a screen of that scale.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.ui.main_window import MainWindow
from app.ui.theme import fonts
from app.ui.theme.theme import ContrastMode, Theme, ThemeMode
from tests.ui import flaws
from tests.ui.gallery import SCENES, Scene, wait_ms

SIZES = ((1280, 800), (1920, 1200), (880, 560), (1100, 700))
SCALES = (0.85, 1.0, 1.5)
THEMES = (
    (ThemeMode.LIGHT, ContrastMode.NORMAL),
    (ThemeMode.DARK, ContrastMode.NORMAL),
    (ThemeMode.DARK, ContrastMode.HIGH),
    (ThemeMode.LIGHT, ContrastMode.HIGH),
)
PARTS = 2
"""The scenes are walked through in so many parts, each within the time that a test may take."""
_TURNS = 6
_is_poor = fonts.is_poor


@dataclass(frozen=True)
class Look:
    """What a person has set, or the system."""

    mode: ThemeMode = ThemeMode.LIGHT
    contrast: ContrastMode = ContrastMode.NORMAL
    scale: float = 1.0
    system_font: bool = False

    def __str__(self) -> str:
        contrast = " high contrast" if self.contrast is ContrastMode.HIGH else ""
        return f"{self.mode}{contrast}, {self.scale:.0%}{', system font' if self.system_font else ''}"


ALL = tuple(
    Look(*colours, scale, system_font)
    for system_font, scale, colours in product((False, True), SCALES, THEMES)
)


def some(turn: int) -> tuple[Look, ...]:
    """The largest text and another size, the fonts by turns; the themes change from turn to turn."""
    other = SCALES[turn // 4 % 2]
    return (
        Look(*THEMES[turn % len(THEMES)], other, turn % 2 == 0),
        Look(*THEMES[(turn + 1) % len(THEMES)], SCALES[-1], turn % 2 == 1),
    )


def _never_poor(_family: str) -> bool:
    """For a machine whose only font is the one that the program replaces by its own."""
    return False


def apply(theme: Theme, look: Look) -> None:
    """Give the theme a look."""
    is_poor = _never_poor if look.system_font else _is_poor
    if fonts.is_poor is not is_poor:
        setattr(fonts, "is_poor", is_poor)  # noqa: B010
        theme.set_text_scale(look.scale + 0.001)  # so that the fonts are made anew
    theme.set_contrast(look.contrast)
    theme.set_mode(look.mode)
    theme.set_text_scale(look.scale)


def settle() -> None:
    """Let layouts come to rest: what one of them decides, the next learns a turn later."""
    wait_ms(0)
    for _ in range(_TURNS):
        QCoreApplication.sendPostedEvents()


@contextmanager
def window_in(theme: Theme, scene: Scene, size: tuple[int, int] = SIZES[0]) -> Iterator[MainWindow]:
    """A window in a state; it is gone afterwards."""
    window = MainWindow(theme)
    window.resize(*size)
    window.show()
    window.show_content()
    window.activateWindow()
    while not window.isActiveWindow():
        wait_ms(1)
    scene(window)
    settle()
    try:
        yield window
    finally:
        window.hide()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def flaws_in(
    window: MainWindow, theme: Theme, look: Look, sizes: tuple[tuple[int, int], ...] = SIZES
) -> set[str]:
    """What is wrong with a window in a look, in some widths."""
    apply(theme, look)
    found = set()
    for size in sizes:
        window.resize(*size)
        settle()
        found |= {f"{flaw} [{look}, {size[0]} px]" for flaw in flaws.measured(window)}
    return found | {f"{flaw} [{look}]" for flaw in flaws.faint(window)}


def main(is_whole: bool, scenes: Sequence[tuple[int, Scene]]) -> None:
    """Walk through all looks or some of them, at the scale that Qt was told, and print what was found."""
    app = QApplication(["looks"])
    theme = Theme(app)
    theme.set_reduced_motion(True)
    found: dict[str, list[str]] = {}
    walked = 0
    for turn, scene in scenes:
        apply(theme, Look())
        with window_in(theme, scene) as window:
            for look in ALL if is_whole else some(turn):
                for flaw in flaws_in(window, theme, look):
                    found.setdefault(scene.__name__, []).append(flaw)
                walked += len(SIZES)
    json.dump({"looks": walked, "ratio": app.devicePixelRatio(), "flaws": found}, sys.stdout)


if __name__ == "__main__":
    numbered = list(enumerate(SCENES))
    main("some" not in sys.argv, numbered[int(sys.argv[2]) :: PARTS] if len(sys.argv) > 2 else numbered)
