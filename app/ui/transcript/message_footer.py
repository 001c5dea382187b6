"""What the rows of buttons below a reply and below what a person wrote have in common."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Message
from app.ui.theme.theme import Theme
from app.ui.transcript.canvas import Spare
from app.ui.transcript.turn_host import TurnHost, TurnWish
from app.ui.transcript.version_switch import VersionSwitch
from app.ui.widgets.button import Button
from app.ui.widgets.copy_button import CopyButton


class MessageFooter(Spare):
    """Copies its message and says so for a while; shown for one message after another.

    Its buttons are connected once: connecting is dearer than all else that is done to show it again.

    Args:
        copy_label: what the first button says.
        more_label: what the last one says.
        button_px: their height and width.
        icon_px: height and width of the icon of the first.
    """

    def __init__(
        self,
        theme: Theme,
        copy_label: str,
        more_label: str,
        button_px: int,
        icon_px: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._message: Message | None = None
        self._host: TurnHost | None = None
        self.switch: VersionSwitch | None = None
        self.copy_button = CopyButton(theme, copy_label, height_px=button_px, icon_px=icon_px)
        self.copy_button.clicked.connect(self._on_copy)
        self.more_button = Button(theme, more_label, "ellipsis", "icon", button_px, icon_px)
        self.more_button.clicked.connect(self._on_more)

    @property
    def message_id(self) -> str:
        """The message it stands below; empty: none."""
        return self._message.id if self._message is not None else ""

    def show_message(self, message: Message, host: TurnHost) -> None:
        """Stand below a message; few have other versions."""
        self._message, self._host = message, host
        self.copy_button.setEnabled(bool(message.content or message.tool_calls))
        fork = host.fork_of(message.id)
        if fork is not None:
            self.switch = VersionSwitch(self._theme, fork)
            self.switch.step_requested.connect(self._on_step)

    def _copied(self, message: Message) -> str:
        """What Copy puts on the clipboard."""
        return message.content

    def _wish(self, wish: TurnWish) -> None:
        """A person wants something of the message."""
        assert self._host is not None
        self._host.wish(wish, self.message_id)

    def release(self) -> bool:
        if self.switch is not None:
            return False
        self.copy_button.rest()
        self._message = self._host = None
        return True

    @Slot()
    def _on_more(self) -> None:
        self._wish(TurnWish.MENU)

    @Slot(int)
    def _on_step(self, step: int) -> None:
        self._wish(TurnWish.FORTH if step > 0 else TurnWish.BACK)

    @Slot()
    def _on_copy(self) -> None:
        assert self._message is not None
        QGuiApplication.clipboard().setText(self._copied(self._message))
        self.copy_button.say_copied()
