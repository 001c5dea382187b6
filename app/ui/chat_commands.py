"""The commands of chats beside the commonest ones: what they do, and when they cannot."""

from PySide6.QtCore import QCoreApplication

from app.domain.versions import can_go_on
from app.ui.actions.actions import Actions
from app.ui.chat.chat_pane import ChatPane


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChatCommands", text)


class ChatCommands:
    """Adds them to the registry."""

    def __init__(self, actions: Actions, pane: ChatPane) -> None:
        self._pane = pane
        actions.add("edit_message", pane.versions.edit_last, self._why_not_edit)
        actions.add("continue_reply", self._go_on, self._why_not_go_on)
        actions.add("previous_version", self._previous_version, self._why_no_version)
        actions.add("next_version", self._next_version, self._why_no_version)

    def _why_not_edit(self) -> str:
        if self._pane.is_running:
            return _tr("A reply is being written")
        return "" if self._pane.transcript_shown else _tr("The chat is still empty")

    def _why_not_go_on(self) -> str:
        reply = self._pane.last_reply
        if self._pane.is_running or reply is None or not can_go_on(reply.message):
            return _tr("No reply here was stopped or cut")
        return ""

    def _go_on(self) -> None:
        reply = self._pane.last_reply
        if reply is not None:
            self._pane.versions.go_on_requested.emit(reply.message.id)

    def _why_no_version(self) -> str:
        return "" if self._pane.versions.has_fork else _tr("There is no other version here")

    def _previous_version(self) -> None:
        self._pane.versions.step(-1)

    def _next_version(self) -> None:
        self._pane.versions.step(1)
