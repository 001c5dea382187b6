"""What messages are painted on: the parent of their widgets, some of which it keeps for the next message."""

from typing import TypeVar

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme

_KEPT = 12  # of a kind: about as many as are in a view at once
_PAUSE_MS = 8


class Spare(QWidget):
    """A widget that can be shown for one thing after another.

    Attributes:
        is_one_of_many: several are in view at once.
    """

    is_one_of_many = True

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setMouseTracking(True)  # so that the canvas below hears where the pointer is

    def release(self) -> bool:
        """Forget what it was shown for, and who listened; whether it can be shown for something else."""
        return False


W = TypeVar("W", bound=Spare)


class Canvas(QWidget):
    """Making a row of buttons takes a third of a frame: those that went out of view are shown again.

    While some come and go, one more of each kind than is shown is made between two frames.
    """

    left = Signal()  # by the pointer

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._spares: dict[type[Spare], list[Spare]] = {}
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)

    def get(self, kind: type[W]) -> W:
        """A hidden widget of a kind that shows nothing."""
        kept = self._spares.get(kind)
        found = kept.pop() if kept else None
        if kept is not None and not kept:
            self._pause.start()
        return found if isinstance(found, kind) else kind(self._theme, self)

    def keep(self, widget: QWidget) -> bool:
        """Have a hidden widget for later; False: it is not wanted."""
        if not isinstance(widget, Spare) or not widget.release():
            return False
        kept = self._spares.setdefault(type(widget), [])
        if len(kept) >= _KEPT:
            return False
        kept.append(widget)
        return True

    def clear(self) -> None:
        """Delete what is kept."""
        self._pause.stop()
        for kept in self._spares.values():
            for widget in kept:
                widget.deleteLater()
        self._spares.clear()

    @Slot()
    def _on_pause(self) -> None:
        wanted = [kind for kind, kept in self._spares.items() if not kept and kind.is_one_of_many]
        for kind in wanted[:1]:
            widget = kind(self._theme, self)
            widget.hide()  # said aloud: else it would appear with its parent
            self._spares[kind].append(widget)
        if len(wanted) > 1:
            self._pause.start()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()


def get(parent: QWidget, kind: type[W], theme: Theme) -> W:
    """A widget of a kind, one that its parent kept where there is any; see `Canvas.get`."""
    return parent.get(kind) if isinstance(parent, Canvas) else kind(theme, parent)


def appear(widget: QWidget, left: int, top: int, width: int, height: int) -> None:
    """Show a hidden widget in a place.

    Qt paints what was moved there together with what scrolls below it; what was shown there it paints twice.
    """
    widget.setGeometry(left, -height, width, height)
    widget.show()
    widget.move(left, top)


def let_go(widget: QWidget) -> None:
    """Hide a widget; it is kept for the next of its kind, or deleted."""
    widget.hide()
    parent = widget.parentWidget()
    if not (isinstance(parent, Canvas) and parent.keep(widget)):
        widget.deleteLater()
