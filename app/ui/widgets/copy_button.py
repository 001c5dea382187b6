"""A button that copies, and says for a while that it has."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button, Kind

_COPIED_MS = 1500


class CopyButton(Button):
    """Whoever has put something on the clipboard calls `say_copied`.

    Args:
        name: what it does, for its tooltip and screen readers.
        text: what it shows beside its icon, where its kind shows any.
        height_px: least height; grows with the text size.
    """

    relabelled = Signal()  # its width is another

    def __init__(
        self,
        theme: Theme,
        name: str,
        text: str = "",
        kind: Kind = "icon",
        height_px: int = 32,
        icon_px: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text or name, "copy", kind, height_px, icon_px, parent)
        self._name, self._text = name, text or name
        self.setAccessibleName(name)
        self._over = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._over.timeout.connect(self.rest)

    @Slot()
    def say_copied(self) -> None:
        """Show a check and tell a screen reader."""
        self.set_label(self.tr("Copied"), "check")
        announce(self, self.tr("Copied"))
        self._over.start()
        self.relabelled.emit()

    @Slot()
    def rest(self) -> None:
        """Offer to copy again, where it still says that something was copied."""
        if self._icon == "copy":
            return
        self._over.stop()
        self.set_label(self._text, "copy")
        self.setAccessibleName(self._name)
        self.relabelled.emit()
