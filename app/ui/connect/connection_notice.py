"""The line that says how the connection stands and what can be done at once."""

from app.domain.failure import FailureCode
from app.domain.server import Connection, ServerKind, ServerState
from app.ui.failure_text import failure_text, short_cause
from app.ui.server_words import server_name
from app.ui.theme.theme import Theme
from app.ui.widgets.notice import Notice

_UNANSWERED = frozenset(
    {FailureCode.SERVER_REFUSED, FailureCode.SERVER_NAME_UNKNOWN, FailureCode.SERVER_TIMEOUT}
)
_HAS_OPTIONS = frozenset({FailureCode.SERVER_TLS, FailureCode.UNAUTHORISED, FailureCode.FORBIDDEN})


class ConnectionNotice(Notice):
    """Actions: "look_again", "details", "log", "options"."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "warning", inline=True)
        self._shown: list[tuple[str, str, str]] = []

    def show_state(self, state: ServerState | None) -> None:
        """Say how the connection stands."""
        actions: list[tuple[str, str, str]] = []
        if state is None or state.connection is Connection.LOOKING:
            address = state.address if state else ""
            self.set_tone("info", "hourglass")
            looking = self.tr("Looking for a server… {address}")
            self.set_texts(looking.format(address=address).strip(), "")
        elif state.connection is Connection.STARTING:
            self.set_tone("info", "hourglass")
            engine = state.kind is ServerKind.ENGINE
            text = self.tr("The built-in engine is starting…") if engine else self.tr("Ollama is starting…")
            self.set_texts(text, "")
        elif state.connection is Connection.READY:
            self._show_ready(state)
        else:
            self._show_failure(state)
            actions = self._actions(state)
        if actions != self._shown:
            self._shown = actions
            self.set_actions(actions, quiet=("details",))

    def show_details(self, are_shown: bool) -> None:
        """Say on the button whether the details are shown."""
        for button in self.buttons:
            if button.property("action") == "details":
                button.set_label(self.tr("Details"), "chevron-down" if are_shown else "chevron-right")
                button.setAccessibleName(
                    self.tr("Hide the details") if are_shown else self.tr("Show the details")
                )

    def _show_ready(self, state: ServerState) -> None:
        self.set_tone("info", "check")
        if state.kind is ServerKind.ENGINE:
            title = self.tr("Connected to {server}").format(server=server_name(state))
        else:
            words = self.tr("Connected to {server}, Ollama {version}")
            title = words.format(server=server_name(state), version=state.version)
        self.set_texts(title, "")

    def _actions(self, state: ServerState) -> list[tuple[str, str, str]]:
        code = state.failure.code if state.failure else None
        actions = []
        if code is FailureCode.OLLAMA_NOT_STARTED and state.ollama_started:
            actions.append(("log", self.tr("Show its log"), ""))
        elif code in _HAS_OPTIONS:
            actions.append(("options", self.tr("Sign-in and certificate…"), ""))
        if state.failure is not None:
            actions.append(("details", self.tr("Details"), "chevron-right"))
        return [*actions, ("look_again", self.tr("Look again"), "refresh-cw")]

    def _show_failure(self, state: ServerState) -> None:
        self.set_tone("warning")
        failure = state.failure
        if failure is not None and failure.code in _UNANSWERED:
            title = self.tr("No answer from {address}").format(address=failure.address or state.address)
            parts = [self.tr("({cause}).").format(cause=short_cause(failure))]
        elif failure is not None:
            words = failure_text(failure)
            title, parts = words.title, [words.explanation]
        else:
            title, parts = self.tr("No server"), []
        if state.retry_in_s:
            parts.append(self.tr("Looking again every {time} s.").format(time=round(state.retry_in_s)))
        self.set_texts(title, " ".join(parts))
