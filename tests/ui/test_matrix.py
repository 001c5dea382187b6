"""Every state in every theme, text size, font, ratio and width: what the sheets show, checked."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.ui.main_window import MainWindow
from app.ui.theme import fonts
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from tests.ui import gallery, sheets
from tests.ui.gallery import Scene
from tests.ui.test_accessibility import SMALLEST_PX, controls, cut, shown

pytestmark = pytest.mark.long


@pytest.fixture(params=sheets.VARIATIONS, ids=lambda variation: variation.name)
def variation(request: pytest.FixtureRequest, theme: Theme) -> Iterator[sheets.Variation]:
    """One look; the fonts are as before after the test."""
    before = fonts.is_poor
    yield request.param
    fonts.is_poor = before
    theme.set_text_scale(1.25)  # made anew, here and when the theme goes back to 100 %


@pytest.mark.parametrize("scene", gallery.SCENES, ids=lambda scene: scene.__name__)
@pytest.mark.parametrize("width", sheets.WIDTHS, ids=str)
@pytest.mark.parametrize("scale", sheets.SCALES)
def test_nothing_is_cut_nameless_or_too_small(
    window: MainWindow,
    theme: Theme,
    variation: sheets.Variation,
    scene: Scene,
    width: tuple[int, int],
    scale: float,
) -> None:
    window.resize(*width)
    sheets.apply(theme, variation, scale)
    scene(window)
    QApplication.sendPostedEvents()
    assert not [control for control in controls(window) if not control.accessibleName()]
    assert not [
        button.accessibleName()
        for button in shown(window, QAbstractButton)
        if min(button.width(), button.height()) < SMALLEST_PX
    ]
    assert not [label.text() for label in shown(window, QLabel) if isinstance(label, QLabel) and cut(label)]
    assert not [
        button.label
        for button in shown(window, Button)
        if isinstance(button, Button) and not button.text_fits()
    ]
    picture = gallery.picture(window, variation.ratio)
    assert picture.size() == QSize(window.width(), window.height()) * variation.ratio
