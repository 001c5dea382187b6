"""A part that is a widget of its own: made when the reader comes near, let go when it is out of view."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.ui.transcript.block_part import place
from app.ui.transcript.canvas import appear, let_go
from app.ui.transcript.part import Part
from app.ui.transcript.reading_style import ReadingStyle

W = TypeVar("W", bound=QWidget)


class WidgetPart(Part, Generic[W]):
    """Holds what `make` makes."""

    has_widgets = True

    def __init__(
        self,
        make: Callable[[], W],
        likely_px: int,
        gap: int = 0,
        *,
        hugs: bool = False,
        alike: type[W] | None = None,
    ) -> None:
        """Plan a widget.

        Args:
            make: makes it, hidden, in the right parent.
            likely_px: how high it usually is.
            gap: to the part above.
            hugs: it is as wide as its content, not as the column.
            alike: its kind, where all of the kind have the same height: then one is measured for all.
        """
        self._make = make
        self._hugs = hugs
        self._alike = alike
        self._widget: W | None = None
        self.height = likely_px
        self.gap = gap

    @property
    def widget(self) -> W | None:
        """The widget, while it is there."""
        return self._widget

    def estimate(self, style: ReadingStyle, width: int) -> None:
        self.measured = False

    def measure(self, style: ReadingStyle, width: int) -> None:
        known = style.heights.get(self._alike) if self._alike is not None else None
        self.height = known if known is not None else self._measured(width)
        if self._alike is not None:
            style.heights[self._alike] = self.height
        self.measured = True

    def show_widgets(self, parent: QWidget, left: int, top: int, width: int) -> None:
        widget = self._get()
        wide = min(width, widget.sizeHint().width()) if self._hugs else width
        if widget.isHidden():
            appear(widget, left, top, wide, self.height)
        else:
            place(widget, left, top, wide, self.height)

    def hide_widgets(self) -> None:
        widget = self._widget
        if widget is None or not isValid(widget):
            self._widget = None
            return
        focus = widget.window().focusWidget() if widget.window() is not None else None
        if focus is not None and (focus is widget or widget.isAncestorOf(focus)):
            return  # the keyboard must not lose its place
        let_go(widget)
        self._widget = None

    def _measured(self, width: int) -> int:
        widget = self._get()
        height = widget.heightForWidth(width)
        return height if height > 0 else widget.sizeHint().height()

    def _get(self) -> W:
        if self._widget is None:
            self._widget = self._make()
            self._widget.hide()  # said aloud: else it would appear with its parent
        return self._widget
