"""A line above the pages: this server is older than what some buttons need."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QVBoxLayout

from app.domain.model_facts import ModelFacts
from app.domain.server import Connection, ServerState
from app.ui.theme.theme import Theme
from app.ui.widgets.notice import Notice


class OldServerHint(QObject):
    """Said until it is dismissed, once for each server and version; the line is made when it is first wanted.

    Args:
        above: the layout that gets the line, at `at`.
    """

    def __init__(self, theme: Theme, above: QVBoxLayout, at: int, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._above = above
        self._at = at
        self._state: ServerState | None = None
        self._facts = ModelFacts()
        self._dismissed: set[tuple[str, str]] = set()
        self.notice: Notice | None = None

    def set_server(self, state: ServerState) -> None:
        """Follow the server."""
        if self._state is not None and state.key != self._state.key:
            self._facts = ModelFacts()
        self._state = state
        self._show()

    @Slot(ModelFacts)
    def set_facts(self, facts: ModelFacts) -> None:
        """Take what the server tells of the chosen model."""
        self._facts = facts
        self._show()

    def _show(self) -> None:
        state = self._state
        is_old = (
            state is not None
            and state.connection is Connection.READY
            and self._facts.is_known
            and self._facts.capabilities is None
            and (state.key, state.version) not in self._dismissed
        )
        if is_old and state is not None:
            notice = self.notice or self._make()
            text = self.tr(
                "This server is older ({version}) and cannot list capabilities. Some buttons are hidden."
            )
            notice.set_texts("", text.format(version=state.version))
            notice.show()
        elif self.notice is not None:
            self.notice.hide()

    def _make(self) -> Notice:
        self.notice = Notice(self._theme, "info", radius=0, inline=True)
        self.notice.set_actions([("dismiss", self.tr("Dismiss"), "")])
        self.notice.action_triggered.connect(self._on_dismissed)
        self._above.insertWidget(self._at, self.notice)
        return self.notice

    @Slot(str)
    def _on_dismissed(self, _action: str) -> None:
        if self._state is not None:
            self._dismissed.add((self._state.key, self._state.version))
        self._show()
