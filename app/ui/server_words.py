"""What a server is called in the window."""

from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from app.domain.server import ServerKind, ServerState
from app.domain.server_profile import ENGINE_ID, ServerProfile

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("server", text)


def server_name(state: ServerState | None) -> str:
    """The name it was given, "Local", "Built-in engine", or the host of another computer."""
    if state is None:
        return _tr("the server")
    if state.kind is ServerKind.ENGINE:
        return engine_name()
    return name_of(state.name, state.address)


def profile_name(profile: ServerProfile) -> str:
    """What a server of the list is called."""
    return engine_name() if profile.id == ENGINE_ID else name_of(profile.name, profile.address)


def engine_name() -> str:
    """What the built-in engine is called."""
    return _tr("Built-in engine")


def name_of(name: str, address: str) -> str:
    """The name, where there is one; else one made of the address."""
    if name:
        return name
    return _tr("Local") if is_local(address) else _host(address)


def is_local(address: str) -> bool:
    """Whether an address is on this computer, by its host alone."""
    host = _host(address)
    return host in _LOCAL or not host


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
