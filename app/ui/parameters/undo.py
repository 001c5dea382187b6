"""The way back from a preset that was applied or deleted: a toast with Undo."""

from PySide6.QtCore import QObject, Slot

from app.ui.parameters.side import ParametersSide
from app.ui.widgets.toast import Toast


class UndoParameters(QObject):
    """Offers Undo for what was done last, while no other message has taken its place."""

    def __init__(self, side: ParametersSide, toast: Toast, parent: QObject) -> None:
        super().__init__(parent)
        self._side = side
        self._toast = toast
        self._told = ""
        side.undo_offered.connect(self._on_undo_offered)
        toast.action_triggered.connect(self._on_undo)

    @Slot(str)
    def _on_undo_offered(self, text: str) -> None:
        self._told = text
        self._toast.show_text(text, self.tr("Undo"))

    @Slot()
    def _on_undo(self) -> None:
        if self._told and self._toast.text == self._told:
            self._told = ""
            self._side.undo()
