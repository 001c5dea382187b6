"""What messages are painted on: the parent of their widgets, some of which it keeps for the next message."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

_KEPT = 12  # of a kind: about as many as are in a view at once


class Spare:
    """Mixin for widgets that can be shown for one thing after another."""

    def release(self) -> bool:
        """Forget what it was shown for, and who listened; whether it can be shown for something else."""
        return False


W = TypeVar("W", bound=QWidget)


class Canvas(QWidget):
    """Making a row of buttons takes longer than a frame may: those that went out of view are shown again."""

    def __init__(self) -> None:
        super().__init__()
        self._spares: dict[type[QWidget], list[QWidget]] = {}

    def take(self, kind: type[W]) -> W | None:
        """A hidden widget of a kind that shows nothing; None: one must be made."""
        kept = self._spares.get(kind)
        found = kept.pop() if kept else None
        return found if isinstance(found, kind) else None

    def keep(self, widget: QWidget) -> bool:
        """Have a hidden widget for later; False: it is not wanted."""
        kept = self._spares.setdefault(type(widget), [])
        if len(kept) >= _KEPT or not isinstance(widget, Spare) or not widget.release():
            return False
        kept.append(widget)
        return True

    def clear(self) -> None:
        """Delete what is kept."""
        for kept in self._spares.values():
            for widget in kept:
                widget.deleteLater()
        self._spares.clear()


def spare(parent: QWidget, kind: type[W]) -> W | None:
    """A widget of a kind that its parent kept; see `Canvas.take`."""
    return parent.take(kind) if isinstance(parent, Canvas) else None


def let_go(widget: QWidget) -> None:
    """Hide a widget; it is kept for the next of its kind, or deleted."""
    widget.hide()
    parent = widget.parentWidget()
    if not (isinstance(parent, Canvas) and parent.keep(widget)):
        widget.deleteLater()
