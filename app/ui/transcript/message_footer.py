"""What the rows of buttons below a reply and below what a person wrote have in common."""

from PySide6.QtCore import QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Message
from app.ui.theme.theme import Theme
from app.ui.transcript.canvas import Spare
from app.ui.transcript.version_switch import VersionSwitch
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button

_COPIED_MS = 1500


class MessageFooter(Spare):
    """Copies its message and says so for a while; shown for one message after another.

    Args:
        copy_label: what the first button says.
        button_px: its height and width.
        icon_px: height and width of its icon.
    """

    menu_requested = Signal()
    step_requested = Signal(int)

    def __init__(
        self, theme: Theme, copy_label: str, button_px: int, icon_px: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._message: Message | None = None
        self.message_id = ""
        self.switch: VersionSwitch | None = None
        self._copy_label = copy_label
        self.copy_button = Button(theme, copy_label, "copy", "icon", button_px, icon_px)
        self.copy_button.clicked.connect(self._on_copy)
        self._copied_timer = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied_timer.timeout.connect(self._on_copied_over)

    def _copied(self, message: Message) -> str:
        """What Copy puts on the clipboard."""
        return message.content

    def _wishes(self) -> tuple[SignalInstance, ...]:
        """The signals somebody listens to while a message is shown."""
        return self.menu_requested, self.step_requested

    def release(self) -> bool:
        if self.switch is not None:
            return False
        for signal in self._wishes():
            signal.disconnect()
        if self._copied_timer.isActive():
            self._copied_timer.stop()
            self._on_copied_over()
        self._message, self.message_id = None, ""
        return True

    @Slot()
    def _on_copy(self) -> None:
        assert self._message is not None
        QGuiApplication.clipboard().setText(self._copied(self._message))
        self.copy_button.set_label(self.tr("Copied"), "check")
        announce(self, self.tr("Copied"))
        self._copied_timer.start()

    @Slot()
    def _on_copied_over(self) -> None:
        self.copy_button.set_label(self._copy_label, "copy")
