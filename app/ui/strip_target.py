"""Where a link leads, for as long as it is pointed at, in place of the facts of the status strip."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy

from app.ui.theme.theme import Theme
from app.ui.widgets.label import ElidedLabel

_LINGER_MS = 150  # from one link to the next the facts do not flash up
_END_CHARS = 1000


class StripTarget(ElidedLabel):
    """One line, its middle left out where it is too long: host and end tell most."""

    elide_mode = Qt.TextElideMode.ElideMiddle
    over = Signal()  # the facts can come back

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", "caption", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._linger = QTimer(self, singleShot=True, interval=_LINGER_MS)
        self._linger.timeout.connect(self._on_over)

    def tell(self, address: str) -> None:
        """Show an address as `shown_address` writes it; empty: it goes soon."""
        if not address:
            self._linger.start()
            return
        self._linger.stop()
        if len(address) > 2 * _END_CHARS:  # a megabyte takes long to measure
            address = f"{address[:_END_CHARS]}…{address[-_END_CHARS:]}"
        self.set_whole_text(address)
        self.show()

    @Slot()
    def _on_over(self) -> None:
        self.hide()
        self.over.emit()
