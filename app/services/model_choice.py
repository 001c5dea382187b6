"""Which model the next message goes to, and whether one can be sent at all."""

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.failure import FailureCode
from app.domain.model_name import same_model
from app.domain.server import Connection, ServerState
from app.services.server import ServerService


class ModelChoice(QObject):
    """Follows what the server offers: a wanted model as soon as it is there, else the first that chats."""

    model_changed = Signal(str)
    sending_changed = Signal(
        bool, str
    )  # whether a message can be sent now, else why not: see `_tell_sending`

    def __init__(self, server: ServerService) -> None:
        super().__init__()
        self._server = server
        self._name = ""
        self._wanted = ""
        server.state_changed.connect(self._on_server_state_changed)

    @property
    def name(self) -> str:
        """The model's name, or an empty text while there is none."""
        return self._name

    @property
    def can_send(self) -> bool:
        """Whether a message can be sent now."""
        return self._server.state.connection is Connection.READY and bool(self._name)

    def want(self, name: str) -> None:
        """Take a model when the server has it; an empty name only looks again."""
        self._wanted = name
        self._on_server_state_changed(self._server.state)

    def pick(self, name: str) -> None:
        """Take a model that a person chose."""
        if name != self._name:
            self._name = name
            self.model_changed.emit(name)
            self._tell_sending()

    @Slot(ServerState)
    def _on_server_state_changed(self, state: ServerState) -> None:
        if state.connection is Connection.READY:
            names = [model.name for model in state.models if model.can_chat]
            if any(same_model(name, self._wanted) for name in names):
                self.pick(self._wanted)
            elif not any(same_model(name, self._name) for name in names):
                self.pick(names[0] if names else "")
            self._wanted = ""
        self._tell_sending()

    def _tell_sending(self) -> None:
        """Tell whether Send works; the reason is a `FailureCode` value, "looking" or "starting"."""
        state = self._server.state
        reason = ""
        if state.connection in (Connection.LOOKING, Connection.STARTING):
            reason = state.connection.value
        elif state.connection is Connection.FAILED:
            reason = state.failure.code.value if state.failure else FailureCode.SERVER_UNREACHABLE.value
        elif not self._name:
            reason = FailureCode.NO_MODEL.value
        self.sending_changed.emit(not reason, reason)
