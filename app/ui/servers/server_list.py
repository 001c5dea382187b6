"""The list of servers."""

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.server import Connection, ServerKind, ServerState
from app.domain.server_profile import ENGINE_ID, SecretPlace, ServerList, ServerProfile, ServerReport
from app.ui.failure_text import short_cause
from app.ui.server_words import engine_name, name_of, profile_name
from app.ui.servers.page_column import PageColumn
from app.ui.servers.report_words import latency_text, report_text
from app.ui.servers.server_row import RowFacts, ServerRow
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.button import Button
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Surface


def _tr(text: str) -> str:
    return QCoreApplication.translate("servers", text)


class ServerListView(PageColumn):
    """Rows for every server, the built-in engine, and one in use that is not in the list."""

    switch_requested = Signal(str)  # id, as in the next ones
    default_requested = Signal(str)
    edit_requested = Signal(str)  # empty: the one in use, which is not in the list yet
    remove_requested = Signal(str)
    add_requested = Signal()
    setup_requested = Signal()
    log_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _tr("Servers"))
        self._theme = theme
        self._servers = ServerList()
        self._state: ServerState | None = None
        self._reports: dict[str, ServerReport] = {}
        self.rows: list[ServerRow] = []
        self.add_button = Button(theme, self.tr("Add server"), "plus")
        self.head.addWidget(self.add_button)
        self._card = Surface(theme, "raised", "border", 12)
        self._card.setAccessibleName(_tr("Servers"))
        self._rows = QVBoxLayout(self._card)
        self._rows.setContentsMargins(1, 1, 1, 1)
        self._rows.setSpacing(0)
        self._place = Label(theme, "", "caption", "muted", wrap=True)
        self.setup_button = Button(theme, self.tr("Other ways to get a server"), "", "quiet", 28)
        self.log_button = Button(theme, self.tr("Log of Ollama"), "file-text", "quiet", 28)
        self.log_button.hide()
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(IconView(theme, "shield"))
        place.addWidget(self._place, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.setup_button)
        foot.addWidget(self.log_button)
        foot.addStretch(1)
        self.column.addWidget(self._card)
        self.column.addLayout(place)
        self.column.addLayout(foot)
        self.add_button.clicked.connect(self.add_requested)
        self.setup_button.clicked.connect(self.setup_requested)
        self.log_button.clicked.connect(self.log_requested)

    @property
    def place_text(self) -> str:
        """Where tokens are kept, as the page says it."""
        return self._place.text()

    def set_servers(self, servers: ServerList) -> None:
        """Show the list."""
        changed = {each.id for each in servers.profiles if each not in self._servers.profiles}
        self._reports = {key: report for key, report in self._reports.items() if key not in changed}
        self._servers = servers
        self._show()

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Show how the connection of the server in use stands."""
        self._state = state
        self.log_button.setVisible(state.ollama_started)
        self._show()

    @Slot(ServerReport)
    def show_report(self, report: ServerReport) -> None:
        """Show how a try of a server went."""
        self._reports[report.profile_id] = report
        self._show()

    def _show(self) -> None:
        facts = self._facts()
        while len(self.rows) > len(facts):
            row = self.rows.pop()
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(facts):
            self._add_row()
        for row, shown in zip(self.rows, facts, strict=True):
            row.show_facts(shown)
        self._place.setText(_place_text(self._servers))

    def _add_row(self) -> None:
        row = ServerRow(self._theme)
        row.has_line = bool(self.rows)
        row.switch_requested.connect(self.switch_requested)
        row.default_requested.connect(self.default_requested)
        row.edit_requested.connect(self.edit_requested)
        row.remove_requested.connect(self.remove_requested)
        self.rows.append(row)
        self._rows.addWidget(row)

    def _facts(self) -> list[RowFacts]:
        servers, state = self._servers, self._state
        facts = [self._facts_of(profile) for profile in servers.profiles]
        is_listed = servers.current_id == ENGINE_ID or servers.profile(servers.current_id) is not None
        if state is not None and not is_listed and state.kind is ServerKind.OLLAMA:
            dot, words = self._connection()
            name = name_of(state.name, state.address)
            facts.append(RowFacts("", name, state.address, dot, words, "", True, False, False, False))
        if servers.engine_available:
            is_current = servers.current_id == ENGINE_ID
            dot, words = self._connection() if is_current else ("faint", _tr("Starts when it is used"))
            is_default = servers.default_id == ENGINE_ID
            facts.append(
                RowFacts(ENGINE_ID, engine_name(), "", dot, words, "", is_current, is_default, False)
            )
        return facts

    def _facts_of(self, profile: ServerProfile) -> RowFacts:
        report = self._reports.get(profile.id)
        is_current = profile.id == self._servers.current_id
        dot, words = _report_dot(report), report_text(report)
        if is_current and self._state is not None and (report is None or report.failure is not None):
            dot, words = self._connection()
        return RowFacts(
            profile.id,
            profile_name(profile),
            profile.address,
            dot,
            words,
            latency_text(report.latency_ms if report else None),
            is_current,
            profile.id == self._servers.default_id,
            can_edit=True,
        )

    def _connection(self) -> tuple[Role, str]:
        """Dot and words for the server in use."""
        state = self._state
        if state is None or state.connection is Connection.LOOKING:
            return "faint", _tr("Trying…")
        if state.connection is Connection.STARTING:
            return "warning", _tr("Starting…")
        if state.connection is Connection.FAILED:
            return "danger", short_cause(state.failure) if state.failure else _tr("not answering")
        if state.kind is ServerKind.ENGINE:
            return "success", _tr("Running")
        return "success", _tr("Ollama {version}").format(version=state.version)


def _report_dot(report: ServerReport | None) -> Role:
    if report is None:
        return "faint"
    return "danger" if report.failure is not None else "success"


def _place_text(servers: ServerList) -> str:
    """Where tokens are kept."""
    in_file = any(profile.secret_place is SecretPlace.FILE for profile in servers.profiles)
    if servers.secret_place is SecretPlace.KEY_STORE and not in_file:
        return _tr("Tokens and headers are kept in the key store of this computer.")
    if in_file or servers.secret_place is SecretPlace.FILE:
        return _tr(
            "No key store takes tokens on this computer. They are kept in secrets.json in the data folder, "
            "which only you can read."
        )
    return _tr("Nothing is sent anywhere except to the servers of this list.")
