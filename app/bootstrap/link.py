"""What an `arriero://` address does in the window: it fills in a field, and nothing more."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent, QTextCursor

from app.domain.app_link import LinkPage, parse_app_link

if TYPE_CHECKING:
    from app.ui.window_content import WindowContent

log = logging.getLogger(__name__)


def open_link(content: "WindowContent", text: str) -> None:
    """Show the page that a link names with its field filled in; a link that is none changes nothing.

    The focus stays on the rail: a key that was meant for the browser must not send or pull.
    """
    link = parse_app_link(text)
    if link is None:
        log.warning("An address for Arriero was not understood and was left alone.")
    elif link.page is LinkPage.PULL:
        content.show_models_page()
        content.library_page.content.open_pull(link.text)
        content.rail.models_button.setFocus()
    else:
        _add_to_new_chat(content, link.text)
        content.rail.chat_button.setFocus()


def _add_to_new_chat(content: "WindowContent", text: str) -> None:
    if content.chat_pane.chat_id:
        content.start_new_chat()
    else:
        content.show_chat_page()  # what is being typed there stays
    edit = content.chat_pane.composer.edit
    cursor = edit.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(f"\n\n{text}" if edit.toPlainText().strip() else text)
    edit.setTextCursor(cursor)


class LinkEvents(QObject):
    """Takes the addresses that macOS sends as events; those before `deliver_to` wait."""

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        self._waiting: list[str] = []
        self._open: Callable[[str], None] | None = None
        application.installEventFilter(self)

    def deliver_to(self, opens: Callable[[str], None]) -> None:
        """Have every address opened by this from now on."""
        self._open = opens
        waiting, self._waiting = self._waiting, []
        for link in waiting:
            opens(link)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent):
            return super().eventFilter(watched, event)
        link = event.url().toString(event.url().ComponentFormattingOption.FullyEncoded)
        if self._open is None:
            self._waiting.append(link)
        else:
            self._open(link)
        return True
