"""Gives the focus back to what had it; where that is gone, to what is nearest to it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


class FocusBack:
    """Remembers a control and all that it lies in.

    Args:
        focus: what has the focus now.
    """

    def __init__(self, focus: QWidget | None) -> None:
        self._chain: list[QWidget] = []  # the control, then what holds it, innermost first
        while focus is not None and not focus.isWindow():
            self._chain.append(focus)
            focus = focus.parentWidget()

    def give(self, reason: Qt.FocusReason) -> bool:
        """Give the focus back; False where nothing is left that could take it."""
        for at, widget in enumerate(self._chain):
            if not isValid(widget) or not widget.isVisible():
                continue
            target = widget if at == 0 and widget.isEnabled() else _first_inside(widget)
            if target is not None:
                target.setFocus(reason)
                return True
        return False


def _first_inside(widget: QWidget) -> QWidget | None:
    """The first control in a widget that Tab would reach."""
    step = widget.nextInFocusChain()
    while step is not None and step is not widget:
        reachable = step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisible() and step.isEnabled()
        if reachable and widget.isAncestorOf(step):
            return step
        step = step.nextInFocusChain()
    return None
