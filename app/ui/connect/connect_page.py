"""The page on which a person says where the models run; what it holds is made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.server import ServerState
from app.domain.server_profile import FirstModels
from app.ui.theme.theme import Theme
from app.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from app.domain.transfer_row import TransferRow
    from app.ui.connect.content import ConnectContent


class ConnectPage(LazyPage["ConnectContent"]):
    """What a person chooses goes out as wishes; how the connection stands comes in through `set_server`."""

    start_ollama_requested = Signal()
    connect_requested = Signal(str)  # address as typed
    engine_requested = Signal()
    look_again_requested = Signal()
    options_requested = Signal(str)  # token, headers, certificate for an address as typed; empty: that in use
    log_requested = Signal()
    skip_requested = Signal()
    pull_requested = Signal(str)  # name of a model to begin with
    pause_pull_requested = Signal(str)  # id of the transfer, as in the next one
    resume_pull_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._state: ServerState | None = None
        self._first_models: FirstModels | None = None
        self._rows: tuple[TransferRow, ...] = ()

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here."""
        return [self.content.address_field]

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Show how the connection stands and what can be done about it."""
        self._state = state
        if self._content is not None:
            self._content.set_server(state)

    @Slot(FirstModels)
    def set_first_models(self, models: FirstModels) -> None:
        """Take the models to begin with; they are shown while the server has none."""
        self._first_models = models
        if self._content is not None:
            self._content.set_first_models(models)

    @Slot(tuple)
    def set_transfers(self, rows: "tuple[TransferRow, ...]") -> None:
        """Note which models are being pulled."""
        self._rows = rows
        if self._content is not None:
            self._content.set_transfers(rows)

    def focus_best(self) -> None:
        """Put the focus on the card that is recommended."""
        self.content.focus_best()

    def _make_content(self) -> "ConnectContent":
        # Most starts find a server and never show this page.
        from app.ui.connect.content import ConnectContent

        return ConnectContent(self._theme)

    def _connect(self, content: "ConnectContent") -> None:
        content.start_ollama_requested.connect(self.start_ollama_requested)
        content.connect_requested.connect(self.connect_requested)
        content.engine_requested.connect(self.engine_requested)
        content.look_again_requested.connect(self.look_again_requested)
        content.options_requested.connect(self.options_requested)
        content.log_requested.connect(self.log_requested)
        content.skip_requested.connect(self.skip_requested)
        content.pull_requested.connect(self.pull_requested)
        content.pause_pull_requested.connect(self.pause_pull_requested)
        content.resume_pull_requested.connect(self.resume_pull_requested)
        if self._state is not None:
            content.set_server(self._state)
        if self._first_models is not None:
            content.set_first_models(self._first_models)
        content.set_transfers(self._rows)
