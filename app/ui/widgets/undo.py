"""The way back from what was done last: a toast with Undo."""

from collections.abc import Callable

from PySide6.QtCore import QObject, SignalInstance, Slot

from app.ui.widgets.toast import Toast


class Undo(QObject):
    """Offers Undo while no other message has taken its place.

    Args:
        told: the signal of a pane that says in words what was done (str).
        take_back: takes it back.
    """

    def __init__(
        self, told: SignalInstance, take_back: Callable[[], object], toast: Toast, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._take_back = take_back
        self._toast = toast
        self._told = ""
        told.connect(self._on_told)
        toast.action_triggered.connect(self._on_undo)

    @Slot(str)
    def _on_told(self, text: str) -> None:
        self._told = text
        self._toast.show_text(text, self.tr("Undo"))

    @Slot()
    def _on_undo(self) -> None:
        if self._told and self._toast.text == self._told:
            self._told = ""
            self._take_back()
