"""What a server is called in the window."""

from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from app.domain.server import ServerKind, ServerState

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("server", text)


def server_name(state: ServerState | None) -> str:
    """ "Local", "Built-in engine", or the host of another computer."""
    if state is None:
        return _tr("the server")
    if state.kind is ServerKind.ENGINE:
        return _tr("Built-in engine")
    try:
        host = urlsplit(state.address).hostname or ""
    except ValueError:
        host = ""
    return _tr("Local") if host in _LOCAL or not host else host
