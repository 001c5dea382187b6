"""Lets the caret stand still when nobody types: its blinking wakes the program twice a second."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

REST_AFTER_MS = 10_000
"""As GTK has it: the default of its setting `gtk-cursor-blink-timeout` is 10 s."""
_STIRS = {QEvent.Type.KeyPress, QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress, QEvent.Type.FocusIn}


class CaretRest(QObject):
    """Watches a field. Qt has one pace of blinking for all, so it is given back when the focus goes."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._flash_ms = 0
        self._timer = QTimer(self, singleShot=True, interval=REST_AFTER_MS)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.rest)
        field.installEventFilter(self)

    @Slot()
    def rest(self) -> None:
        """Show the caret without blinking."""
        self._flash_ms = self._flash_ms or QApplication.cursorFlashTime()
        QApplication.setCursorFlashTime(0)

    @Slot()
    def stir(self) -> None:
        """Blink at the system's pace again."""
        if self._flash_ms:
            QApplication.setCursorFlashTime(self._flash_ms)
            self._flash_ms = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _STIRS:
            self.stir()
            self._timer.start()
        elif event.type() == QEvent.Type.FocusOut:
            self._timer.stop()
            self.stir()
        return False
