"""A shadow that is painted often is drawn once for a size."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.ui.widgets.surface import Shadow, paint_shadow

Painted = Callable[[QPainter, QRectF], None]


def painted(paint: Painted, box: QRectF, ratio: float = 1.0) -> QImage:
    """What paints itself around a box, on white."""
    image = QImage(QSize(200, 120) * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint(painter, box)
    painter.end()
    return image


def most_apart(one: QImage, other: QImage) -> int:
    """The largest difference of a colour channel."""
    return max(abs(a - b) for a, b in zip(bytes(one.constBits()), bytes(other.constBits()), strict=True))


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_shadow_looks_as_if_it_was_drawn_in_place(qapp: QApplication, ratio: float) -> None:
    box = QRectF(30, 25, 120, 40)
    plain = painted(lambda painter, box: paint_shadow(painter, box, 20, 10, 0.05), box, ratio)
    kept = painted(lambda painter, box: Shadow(10, 0.05).paint(painter, box, 20), box, ratio)
    assert most_apart(plain, kept) <= 3, "rounding of ten thin rings over each other"
    assert most_apart(kept, painted(lambda *_: None, box, ratio)) > 10


def test_it_is_drawn_again_for_another_size_only(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[QSize] = []
    draw = Shadow._draw

    def counted(shadow: Shadow, size: QSize, radius: float, ratio: float) -> object:
        drawn.append(size)
        return draw(shadow, size, radius, ratio)

    monkeypatch.setattr(Shadow, "_draw", counted)
    shadow = Shadow(10, 0.05)
    for left in range(5):
        painted(lambda painter, box: shadow.paint(painter, box, 20), QRectF(30 + left, 25, 120, 40))
    assert len(drawn) == 1
    painted(lambda painter, box: shadow.paint(painter, box, 20), QRectF(30, 25, 121, 40))
    painted(lambda painter, box: shadow.paint(painter, box, 20), QRectF(30, 25, 121, 40), 2.0)
    assert len(drawn) == 3
