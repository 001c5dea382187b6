"""What a server is called in the window."""

from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from app.domain.server import ServerKind, ServerState
from app.domain.server_profile import ENGINE_ID, ServerProfile

_USUAL_PORTS = {"http": 11434, "https": 443}
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})
_CALLED_LOCAL = ("127.0.0.1", "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("server", text)


def server_name(state: ServerState | None) -> str:
    """The name it was given, "Built-in engine", or one made of the address: see `name_of`."""
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
    """The name, where there is one; else "Local" or the host, with what tells it from others of that host.

    Only 127.0.0.1 is "Local": `localhost` and `::1` may be other servers, and are called as they were typed.
    """
    if name:
        return name
    scheme, port = _scheme_and_port(address)
    host, path = _host(address), _path(address)
    if host in _CALLED_LOCAL and not path:
        is_usual = port in (None, _USUAL_PORTS["http"])
        return _tr("Local") if is_usual else _tr("Local (port {port})").format(port=port)
    shown = f"[{host}]" if ":" in host else host
    return shown + (f":{port}" if port not in (None, _USUAL_PORTS.get(scheme)) else "") + path


def is_local(address: str) -> bool:
    """Whether an address is on this computer, by its host alone."""
    host = _host(address)
    return host in _LOCAL or not host


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.rstrip("/")
    except ValueError:
        return ""


def _scheme_and_port(address: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "", None
    return parts.scheme, port
