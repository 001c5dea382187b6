"""Painted boxes, also where only a part of them is painted."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme.theme import Theme
from app.ui.widgets.surface import Surface

SIZE = 60


def painted(surface: Surface, part: QRect) -> QImage:
    image = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    surface.render(image, part.topLeft(), QRegion(part), QWidget.RenderFlag(0))
    return image.copy(part)


@pytest.mark.parametrize("border", [None, "border"])
@pytest.mark.parametrize("radius", [0, 12])
def test_a_part_looks_as_in_the_whole(qtbot: QtBot, theme: Theme, border: str | None, radius: int) -> None:
    surface = Surface(theme, "raised", border, radius)  # type: ignore[arg-type]
    qtbot.addWidget(surface)
    surface.resize(SIZE, SIZE)
    whole = painted(surface, QRect(0, 0, SIZE, SIZE))
    assert border is None or whole.pixel(SIZE // 2, 0) != whole.pixel(SIZE // 2, SIZE // 2)
    assert radius == 0 or whole.pixelColor(0, 0).alpha() == 0
    for x in range(0, SIZE - 5, 5):
        for y in range(0, SIZE - 5, 5):
            part = QRect(QPoint(x, y), QPoint(x + 4, y + 9)) & whole.rect()
            assert painted(surface, part) == whole.copy(part), part
