"""The rows about servers: which one to begin with, and the way to their own page."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.domain.server_profile import ENGINE_ID, LOCAL_ID, ServerList
from app.ui.server_words import engine_name, profile_name
from app.ui.settings.row import Row
from app.ui.settings.section import Section
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class ServerRows(QObject):
    """What holds is in the list of servers; a wish comes back through `set_servers`."""

    default_requested = Signal(str)  # id of a server
    page_requested = Signal()

    def __init__(self, theme: Theme, section: Section) -> None:
        super().__init__(section)
        self._servers = ServerList()
        self.default = Dropdown(theme, _tr("Server to begin with"), self._options)
        self._default_row = Row(
            theme,
            _tr("Server to begin with"),
            _tr("Unless --server or OLLAMA_HOST names another one"),
            self.default,
        )
        self._default_row.reset_requested.connect(self._on_reset_requested)
        self.open_button = Button(theme, _tr("Open the servers"), "server", height_px=30)
        self._list_row = Row(theme, _tr("List of servers"), " ", self.open_button)
        self._list_row.add_keywords(
            _tr("address token header sign in certificate timeout proxy connection add remove")
        )
        group = section.add_group(_tr("Servers"))
        group.add(self._default_row)
        group.add(self._list_row)
        self.default.picked.connect(self.default_requested)
        self.open_button.clicked.connect(self.page_requested)
        self.set_servers(self._servers)

    def set_servers(self, servers: ServerList) -> None:
        """Show the list."""
        self._servers = servers
        options = dict(self._options())
        self.default.set_option(servers.default_id, options.get(servers.default_id, _tr("Local")))
        names = ", ".join(profile_name(profile) for profile in servers.profiles)
        self._list_row.set_help(
            _tr("{names}. Address, sign-in, certificate and timeouts of each").format(
                names=names or _tr("None")
            )
        )
        self._default_row.set_changed(
            servers.default_id != LOCAL_ID and servers.profile(LOCAL_ID) is not None
        )

    def _options(self) -> Sequence[Option]:
        options = [(profile.id, profile_name(profile)) for profile in self._servers.profiles]
        return [*options, (ENGINE_ID, engine_name())] if self._servers.engine_available else options

    def _on_reset_requested(self) -> None:
        self.default_requested.emit(LOCAL_ID)
