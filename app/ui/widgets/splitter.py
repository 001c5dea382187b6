"""Panes beside each other whose border can be moved, by mouse and by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from app.ui.widgets.focus_ring import KeyboardFocus

STEP_PX = 16


class SplitterHandle(KeyboardFocus, QSplitterHandle):
    """Tab reaches it, Left and Right move it."""

    focus_radius = 1

    def __init__(self, name: str, parent: "Splitter") -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -STEP_PX, Qt.Key.Key_Right: STEP_PX}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            # Its margins are room for the pointer around the hairline.
            self.moveSplitter(self.x() + self.contentsMargins().left() + step)


class Splitter(QSplitter):
    """A hairline between two panes; neither can be folded away with it.

    Args:
        name: what moving the border changes, for a screen reader.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._name = name
        self._handles: list[SplitterHandle] = []
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:
        handle = SplitterHandle(self._name, self)
        self._handles.append(handle)  # or Python forgets it
        return handle
