"""The theme: modes, fonts, icons."""

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPainter, QPalette, QTextLayout
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme.fonts import FontRole, is_poor
from app.ui.theme.high_contrast import HIGH_DARK, HIGH_LIGHT
from app.ui.theme.resources import resource_path
from app.ui.theme.theme import ContrastMode, Theme, ThemeMode
from app.ui.theme.tokens import DARK, LIGHT


def test_switching_changes_palette_and_tells(theme: Theme, qtbot: QtBot) -> None:
    theme.font("ui")
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(ThemeMode.DARK)
    assert theme.dark
    assert theme.color("canvas").name() == DARK["canvas"].lower()
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == DARK["canvas"].lower()


def test_system_mode_follows_the_system_live(theme: Theme, qtbot: QtBot) -> None:
    theme.set_mode(ThemeMode.SYSTEM)
    with qtbot.waitSignal(theme.changed):
        theme.set_system_dark(True)
    assert theme.dark
    theme.set_system_dark(False)
    assert theme.tokens is LIGHT


def test_a_chosen_mode_ignores_the_system(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_system_dark(True)
    assert not theme.dark
    theme.set_system_dark(False)


def test_high_contrast_is_chosen_or_follows_the_system_live(theme: Theme, qtbot: QtBot) -> None:
    theme.font("ui")
    with qtbot.waitSignal(theme.changed):
        theme.set_contrast(ContrastMode.HIGH)
    assert theme.tokens is HIGH_LIGHT
    theme.set_mode(ThemeMode.DARK)
    assert theme.tokens is HIGH_DARK
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == "#000000"
    theme.set_contrast(ContrastMode.SYSTEM)
    assert theme.tokens is DARK
    with qtbot.waitSignal(theme.changed):
        theme.set_system_contrast(True)
    assert theme.high_contrast
    theme.set_contrast(ContrastMode.NORMAL)
    assert theme.tokens is DARK
    theme.set_system_contrast(False)


def test_a_selected_row_is_outlined_in_high_contrast(theme: Theme) -> None:
    theme.set_contrast(ContrastMode.HIGH)
    image = QImage(QSize(40, 40), QImage.Format.Format_ARGB32)
    image.fill(theme.color("canvas"))
    painter = QPainter(image)
    theme.paint_box(painter, QRectF(10, 10, 20, 20), 0, "tint")
    painter.end()
    assert image.pixelColor(11, 20) == theme.color("accent")
    assert image.pixelColor(20, 20) == theme.color("canvas")


def test_text_scale_multiplies_every_font(theme: Theme) -> None:
    body, micro = theme.font("body").pointSizeF(), theme.font("micro").pointSizeF()
    theme.set_text_scale(1.5)
    assert abs(theme.font("body").pointSizeF() - 1.5 * body) < 0.01
    assert theme.font("micro").pointSizeF() > micro


def test_small_words_never_shrink_below_eleven_pixels(theme: Theme) -> None:
    theme.set_text_scale(0.85)
    assert theme.font("micro").pointSizeF() * 96 / 72 >= 11


def test_last_resort_fonts_are_replaced_by_inter(theme: Theme) -> None:
    assert is_poor("DejaVu Sans")
    assert is_poor("Bitstream Vera Sans")
    assert is_poor("")
    assert not is_poor("Segoe UI")
    assert QFontInfo(theme.font("ui")).family() == "Inter"
    assert QFontInfo(theme.font("ui_strong")).weight() == QFont.Weight.DemiBold


def test_code_is_set_in_jetbrains_mono_without_ligatures(theme: Theme) -> None:
    font = theme.font("code")
    assert QFontInfo(font).family() == "JetBrains Mono"
    assert font.featureValue(QFont.Tag.fromString("calt")) == 0
    assert font.featureValue(QFont.Tag.fromString("liga")) == 0


@pytest.mark.parametrize("role", ["body", "ui", "ui_strong", "caption", "h1", "code", "code_inline"])
def test_signs_are_shown_as_they_were_written(theme: Theme, role: FontRole) -> None:
    font = theme.font(role)
    for text in ("-->", "->", "<-", "=>", "!="):
        assert glyphs(text, font) == [each for sign in text for each in glyphs(sign, font)]


def glyphs(text: str, font: QFont) -> list[int]:
    """The shapes that a text is drawn with."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine().setLineWidth(1_000)
    layout.endLayout()
    return [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]


def test_icons_take_the_colour_of_their_role_at_any_ratio(theme: Theme) -> None:
    for ratio in (1, 1.5, 2):
        image = QImage(QSize(round(20 * ratio), round(20 * ratio)), QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        theme.paint_icon(painter, "server", 0, 0, 20, "danger")
        painter.end()
        inked = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        solid = [color for color in inked if color.alpha() == 255]
        assert solid
        assert {color.name() for color in solid} == {LIGHT["danger"].lower()}


def test_an_icon_in_a_menu_is_drawn_in_device_pixels(theme: Theme) -> None:
    pixmap = theme.icon("pin").pixmap(QSize(16, 16), 2.0)
    assert pixmap.size() == QSize(32, 32)
    assert pixmap.devicePixelRatio() == 2.0


def test_every_icon_that_is_named_is_there_and_no_other(theme: Theme) -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in resource_path("..", "app", "ui").rglob("*.py")
    )
    kept = {path.stem for path in resource_path("icons").glob("*.svg")}
    unused = {name for name in kept if f'"{name}"' not in source}
    assert not unused


def test_boxes_keep_their_border_inside(theme: Theme) -> None:
    image = QImage(QSize(40, 40), QImage.Format.Format_ARGB32)
    image.fill(QColor("#FF00FF"))
    painter = QPainter(image)
    theme.paint_box(painter, QRectF(10, 10, 20, 20), 4, "raised", "border")
    painter.end()
    assert image.pixelColor(9, 20) == QColor("#FF00FF")
    assert image.pixelColor(10, 20) == theme.color("border")
    assert image.pixelColor(20, 20) == theme.color("raised")
