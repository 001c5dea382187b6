"""Tab goes as the eye does, also to what was made later.

Qt puts a new widget last, so Tab would come to the buttons of a notice after all that stands below it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLayout, QScrollArea, QSplitter, QWidget

_BACKWARD = (QBoxLayout.Direction.RightToLeft, QBoxLayout.Direction.BottomToTop)


@runtime_checkable
class Arranges(Protocol):
    """A widget that places others itself, without a layout."""

    @property
    def arranged(self) -> Sequence[QWidget]:
        """Those that it places, as the eye meets them."""


def shown_in_order(root: QWidget) -> list[QWidget]:
    """What Tab reaches in a widget, in the order of its layouts."""
    return list(_shown_inside(root))


def put_at(root: QWidget, buttons: Sequence[QWidget]) -> None:
    """Let Tab come to controls made now where it comes to a widget: what they lie in, or stand before."""
    for one, other in pairwise([*_before(root), *buttons]):
        QWidget.setTabOrder(one, other)


def _before(root: QWidget) -> list[QWidget]:
    """The control from which Tab comes to those of a widget; none where they are the first."""
    step = root.previousInFocusChain()
    while step is not None and step is not root:
        if _takes_tab(step) and not root.isAncestorOf(step):
            return [step]
        step = step.previousInFocusChain()
    return []


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)


def _shown_inside(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if isinstance(widget, QScrollArea):
        yield from _shown(widget.widget())
    elif isinstance(widget, QSplitter):
        for at in range(widget.count()):
            yield from _shown(widget.widget(at))
    elif isinstance(widget, Arranges):
        for each in widget.arranged:
            yield from _shown(each)
    elif layout is not None:
        yield from _laid_out(layout)


def _shown(widget: QWidget | None) -> Iterator[QWidget]:
    if widget is not None and widget.isVisible():
        if _takes_tab(widget) and widget.isEnabled():
            yield widget
        yield from _shown_inside(widget)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    places = range(layout.count())
    is_backward = isinstance(layout, QBoxLayout) and layout.direction() in _BACKWARD
    for at in reversed(places) if is_backward else places:
        item = layout.itemAt(at)
        inner = item.layout() if item is not None else None
        if inner is not None:
            yield from _laid_out(inner)
        elif item is not None:
            yield from _shown(item.widget())
