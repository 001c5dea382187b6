"""The one question before the program ends: something is still under way."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.question import Question


class QuitQuestion(Question):
    """Esc, a click beside it or Cancel keep the program; nothing waits meanwhile."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, window.tr("Cancel"))

    def ask_about(self, replies: int, transfers: int = 0, *, is_unsaved: bool = False) -> None:
        """Ask in a window that can be seen.

        Args:
            replies: so many are being written.
            is_unsaved: the drive does not take what was written.
        """
        window = self.host.window()
        if window.isMinimized():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        one, many = self.tr("A reply is being written"), self.tr("{count} replies are being written")
        title = one if replies == 1 else many.format(count=replies)
        text = self.tr("What has arrived is saved.")
        if transfers:
            one, many = self.tr("A transfer is under way"), self.tr("{count} transfers are under way")
            told = one if transfers == 1 else many.format(count=transfers)
            both = self.tr("{replies}. {transfers}")
            title = both.format(replies=title, transfers=told) if replies else told
            text = self.tr("What has arrived is kept; transfers can be resumed at the next start.")
        if is_unsaved:
            text = self.tr(
                "The drive with your chats does not take what was written last: quit now, and that is lost. "
                "Free some room or bring the drive back first, and it can be saved."
            )
            self.ask(self.tr("Not everything is saved"), text, self.tr("Quit and lose it"))
            return
        self.ask(title, text, self.tr("Stop and quit"))
