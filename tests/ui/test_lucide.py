"""The icons drawn by us, beside Qt's own SVG library."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from app.ui.theme.icons import BOLD_STROKE, STROKE, Icons
from app.ui.theme.lucide import icon_paths
from app.ui.theme.resources import resource_path

FILES = sorted(resource_path("icons").glob("*.svg"))
MOST_DIFFERENCE = 8
"""Of 255: Qt draws some ellipses with other curves."""


def drawn_by_qt(file: Path, size_px: int, ratio: float) -> QImage:
    stroke = BOLD_STROKE if file.stem == "check" else STROKE
    text = file.read_text(encoding="utf-8").replace("currentColor", "#203040")
    text = text.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    image = QImage(round(size_px * ratio), round(size_px * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return image


def bytes_of(image: QImage) -> bytes:
    return bytes(image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).constBits())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_icon_looks_as_qt_draws_it(file: Path, qtbot: QtBot) -> None:
    for size_px, ratio in ((16, 1.0), (20, 1.5), (24, 2.0)):
        ours = bytes_of(Icons().pixmap(file.stem, QColor("#203040"), size_px, ratio).toImage())
        qts = bytes_of(drawn_by_qt(file, size_px, ratio))
        assert len(ours) == len(qts)
        assert any(ours)
        assert max(abs(one - other) for one, other in zip(ours, qts, strict=True)) <= MOST_DIFFERENCE


@pytest.mark.parametrize(
    "data", ["M1 1Q2 2 3 3", "M1 1L2", "M1 1A2 3 45 0 1 4 4"], ids=["curve", "numbers", "turned"]
)
def test_what_is_not_read_is_told(data: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        icon_paths(f'<svg><path d="{data}" /></svg>')


def test_an_arc_too_small_for_its_ends_is_made_larger() -> None:
    (path,) = icon_paths('<svg><path d="M2 5a1 1 0 0 1 10 0" /></svg>')
    assert path.boundingRect().getCoords() == pytest.approx((2, 0, 12, 5), abs=0.01)
