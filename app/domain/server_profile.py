"""Servers that a person has set up: where they are, how they are trusted, where their secrets are kept."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.failure import Failure

ENGINE_ID = "engine"
"""Stands for the built-in engine where a server is named by its id."""
LOCAL_ID = "local"
"""The server at the usual address of this computer, until a person removes it."""


class SecretPlace(StrEnum):
    """Where the secrets of a server are kept."""

    NONE = "none"  # it has none
    KEY_STORE = "key_store"  # that of the system
    FILE = "file"  # a file in the data folder that only this user may read


@dataclass(frozen=True, slots=True)
class TlsTrust:
    """Which certificates are accepted beyond those that the system trusts.

    `ca_file` is the path of a PEM file with an authority (or the server's own certificate) to accept as well;
    `pinned_sha256` the fingerprint (64 lower-case hex digits) of the only certificate to accept, whatever it
    says.
    """

    ca_file: str = ""
    pinned_sha256: str = ""


SYSTEM_TRUST = TlsTrust()


@dataclass(frozen=True, slots=True)
class ServerTimeouts:
    """How patient to be with a server, in seconds.

    `connect_s` is for a connection to come about, `answer_s` the most silence in answers that need no model,
    `silence_s` the most silence while a model loads, reads or writes; 0: as long as it takes.
    """

    connect_s: int = 5
    answer_s: int = 15
    silence_s: int = 0


USUAL_TIMEOUTS = ServerTimeouts()
MOST_TIMEOUT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class ServerSecrets:
    """What signs in at a server. Values never show in a repr; names of headers are no secrets."""

    token: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return bool(self.token or self.headers)


NO_SECRETS = ServerSecrets()


@dataclass(frozen=True, slots=True)
class ServerProfile:
    """One server of the list. `address` is its base address; secrets belong to the origin of that address."""

    id: str
    name: str
    address: str
    trust: TlsTrust = SYSTEM_TRUST
    has_token: bool = False
    header_names: tuple[str, ...] = ()
    secret_place: SecretPlace = SecretPlace.NONE
    timeouts: ServerTimeouts = USUAL_TIMEOUTS

    @property
    def has_secrets(self) -> bool:
        """Whether a token or a header is sent to it."""
        return self.has_token or bool(self.header_names)


@dataclass(frozen=True, slots=True)
class ServerList:
    """Every server there is to choose from; `current_id` and `default_id` may be `ENGINE_ID`.

    `secret_place` is where secrets of a new server would go, None while nobody has asked the key store.
    """

    profiles: tuple[ServerProfile, ...] = ()
    default_id: str = LOCAL_ID
    current_id: str = LOCAL_ID
    engine_available: bool = False
    secret_place: SecretPlace | None = None

    def profile(self, profile_id: str) -> ServerProfile | None:
        """The server of that id; None for the engine and for unknown ones."""
        return next((profile for profile in self.profiles if profile.id == profile_id), None)


@dataclass(frozen=True, slots=True)
class HeaderDraft:
    """One header as it was edited; `value` None keeps the one that is stored."""

    name: str
    value: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ServerDraft:
    """A server as it was edited: `id` is empty for a new one, `address` is as typed.

    `token` None keeps the stored one, an empty text removes it; `plain_accepted`: a person has read that
    secrets would go unencrypted over the network and wants it so.
    """

    id: str
    name: str
    address: str
    token: str | None = field(default=None, repr=False)
    headers: tuple[HeaderDraft, ...] = ()
    trust: TlsTrust = SYSTEM_TRUST
    plain_accepted: bool = False
    timeouts: ServerTimeouts = USUAL_TIMEOUTS


@dataclass(frozen=True, slots=True)
class AddressReading:
    """What a typed address means. `is_plain`: http to another computer, which anybody between can read."""

    text: str
    address: str = ""
    is_tls: bool = False
    is_plain: bool = False
    failure: Failure | None = None


class ProbeStep(StrEnum):
    """The steps to a server, in their order."""

    ADDRESS = "address"
    NAME = "name"
    CONNECTION = "connection"
    TLS = "tls"
    SIGN_IN = "sign_in"
    OLLAMA = "ollama"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class ServerReport:
    """How a try of a server went.

    `failed_step` is None where all went well, else `failure` says why; `fingerprint` is that of a certificate
    that was not accepted (64 hex digits). `latency_ms` is one question with its answer on an open connection.
    """

    profile_id: str
    failed_step: ProbeStep | None = None
    failure: Failure | None = None
    version: str = ""
    latency_ms: float | None = None
    fingerprint: str = ""
    has_tls: bool = False


@dataclass(frozen=True, slots=True)
class ServerOffer:
    """The shown chat was written with another server of the list than the one in use."""

    chat_id: str
    profile_id: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class ModelSuggestion:
    """A model to begin with. `fits` is None where it is not known how much memory the server has."""

    name: str
    description: str
    size_bytes: int
    fits: bool | None = None


@dataclass(frozen=True, slots=True)
class FirstModels:
    """Models for a server that has none, and the day on which the list was made (ISO 8601)."""

    suggestions: tuple[ModelSuggestion, ...] = ()
    as_of: str = ""
    memory_bytes: int | None = None
