"""The line under the header of the chat while a server that was there does not answer."""

import math
import time

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.failure import FailureCode
from app.domain.server import Connection, ServerKind, ServerState
from app.ui.failure_text import failure_text
from app.ui.server_words import is_local, server_name
from app.ui.theme.theme import Theme
from app.ui.widgets.notice import Notice

_TICK_MS = 1000
_ANSWERS = frozenset(
    {
        FailureCode.SERVER_TLS,
        FailureCode.SERVER_BEHIND_PROXY,
        FailureCode.SERVER_TOO_OLD,
        FailureCode.NOT_OLLAMA,
        FailureCode.UNAUTHORISED,
        FailureCode.FORBIDDEN,
    }
)
"""Something is there, only not as it should be."""


def _code(state: ServerState) -> FailureCode | None:
    return state.failure.code if state.failure is not None else None


class ServerBanner(Notice):
    """Says that the server is lost, counts down to the next try, offers what can be done."""

    look_again_requested = Signal()
    server_page_requested = Signal()
    start_ollama_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "warning", radius=0, inline=True, parent=parent)
        self._state: ServerState | None = None
        self._retry_at = 0.0
        self._shown: list[tuple[str, str, str]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._show_text)
        self.set_tone("warning", "refresh-cw")
        self.action_triggered.connect(self._on_action)
        self.hide()

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Show or hide the line; the window hides it on pages that say the same."""
        self._state = state
        if state.connection is not Connection.FAILED:
            return
        self._retry_at = time.monotonic() + (state.retry_in_s or 0.0)
        actions = self._actions(state)
        if actions != self._shown:
            self._shown = actions
            self.set_actions(actions, quiet=("look", "switch"))
        self._show_text()

    def _actions(self, state: ServerState) -> list[tuple[str, str, str]]:
        actions = [("look", self.tr("Try now"), ""), ("switch", self.tr("Switch server"), "")]
        is_ours = state.kind is ServerKind.OLLAMA and is_local(state.address)
        if state.ollama_path and is_ours and _code(state) is FailureCode.SERVER_REFUSED:
            actions.append(("start", self.tr("Start Ollama"), "power"))
        return actions

    @Slot()
    def _show_text(self) -> None:
        if self._state is None:
            return
        left_s = math.ceil(self._retry_at - time.monotonic())
        name, failure = server_name(self._state), self._state.failure
        title = self.tr("{server} is not answering.").format(server=name)
        if failure is not None and failure.code in _ANSWERS:
            words = self.tr("{server}: {trouble}.")
            title = words.format(server=name, trouble=failure_text(failure).title)
        if left_s > 0:
            title = self.tr("{trouble} Trying again in {time} s.").format(trouble=title, time=left_s)
        self.set_texts(title, self.tr("Your drafts are safe."))

    @Slot(str)
    def _on_action(self, action: str) -> None:
        wishes = {
            "look": self.look_again_requested,
            "switch": self.server_page_requested,
            "start": self.start_ollama_requested,
        }
        wishes[action].emit()

    def showEvent(self, event: QShowEvent) -> None:
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)
