"""The part of a page that scrolls."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


class PageScroll(QScrollArea):
    """What is inside keeps its width and its edges when the bar comes: that stands in the right margin.

    Args:
        layout: of all that is inside, with a right margin that is wide enough for a bar.
    """

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self._layout = layout
        self._right_px = layout.contentsMargins().right()
        self.inside = inside = QWidget()
        inside.setLayout(layout)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
        # It paints nothing itself: what has not moved in it need not be painted when it grows.
        inside.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    @Slot(int, int)
    def _on_range_changed(self, _least: int, most: int) -> None:
        bar_px = self.verticalScrollBar().sizeHint().width() if most > 0 else 0
        margins = self._layout.contentsMargins()
        if margins.right() != self._right_px - bar_px:
            margins.setRight(self._right_px - bar_px)
            self._layout.setContentsMargins(margins)
