"""The list of servers in `servers.json`, and secrets in `secrets.json` where no key store takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.domain.failure import Failure, FailureCode
from app.domain.server_profile import (
    ENGINE_ID,
    LOCAL_ID,
    MOST_TIMEOUT_S,
    USUAL_TIMEOUTS,
    SecretPlace,
    ServerProfile,
    ServerTimeouts,
    TlsTrust,
)
from app.storage.settings_file import SettingsFile, SettingsFileError

SERVERS_FILE = "servers.json"
SECRETS_FILE = "secrets.json"
_CODES = {
    FailureCode.SETTINGS_DAMAGED: FailureCode.SERVERS_DAMAGED,
    FailureCode.SETTINGS_UNUSABLE: FailureCode.SERVERS_UNUSABLE,
}


@dataclass(frozen=True, slots=True)
class KeptServers:
    """What the file holds, and what was wrong with it. Without a file `profiles` is None."""

    profiles: tuple[ServerProfile, ...] | None = None
    default_id: str = LOCAL_ID
    failure: Failure | None = None


class ServersFile:
    """`servers.json`: no secret is ever in it, only the names of headers."""

    def __init__(self, data_dir: Path) -> None:
        self._file = SettingsFile(data_dir, SERVERS_FILE)

    def read(self, *, only_look: bool = False) -> KeptServers:
        """The list; what is no server in it is left out. A damaged file is renamed, never deleted.

        Args:
            only_look: leave a damaged file where it is.
        """
        kept = self._file.read(only_look=only_look)
        failure = _of_servers(kept.failure) if kept.failure is not None else None
        rows = kept.entries.get("servers")
        if not isinstance(rows, list):
            return KeptServers(failure=failure)
        read = [_profile(row) for row in rows if isinstance(row, dict)]
        profiles = tuple({profile.id: profile for profile in read if profile is not None}.values())
        default_id = kept.entries.get("default")
        known = {profile.id for profile in profiles} | {ENGINE_ID}
        if default_id not in known:
            default_id = profiles[0].id if profiles else LOCAL_ID
        return KeptServers(profiles, str(default_id), failure)

    def write(self, profiles: Sequence[ServerProfile], default_id: str) -> None:
        """Replace the list.

        Raises:
            SettingsFileError: as `SettingsFile.update`.
        """
        try:
            self._file.update({"default": default_id, "servers": [_row(profile) for profile in profiles]})
        except SettingsFileError as error:
            raise SettingsFileError(_of_servers(error.failure)) from error


class SecretsFile:
    """`secrets.json`, for this user only: one text for each server."""

    def __init__(self, data_dir: Path) -> None:
        self._file = SettingsFile(data_dir, SECRETS_FILE)

    def read(self, profile_id: str) -> str | None:
        """What is kept for a server.

        Raises:
            SettingsFileError: the file cannot be read.
        """
        kept = self._file.read()
        if kept.failure is not None:
            raise SettingsFileError(_of_servers(kept.failure))
        text = kept.entries.get(profile_id)
        return text if isinstance(text, str) else None

    def write(self, profile_id: str, text: str | None) -> None:
        """Keep a text for a server; None forgets it.

        Raises:
            SettingsFileError: as `SettingsFile.update`.
        """
        if text is None and not self._file.path.exists():
            return
        try:
            self._file.update({profile_id: text})
        except SettingsFileError as error:
            raise SettingsFileError(_of_servers(error.failure)) from error


def _of_servers(failure: Failure) -> Failure:
    return replace(failure, code=_CODES.get(failure.code, failure.code))


def _row(profile: ServerProfile) -> dict[str, Any]:
    """What the file holds of a server; what is empty needs no entry."""
    row = {
        "id": profile.id,
        "name": profile.name,
        "address": profile.address,
        "ca_file": profile.trust.ca_file,
        "certificate_sha256": profile.trust.pinned_sha256,
        "token": profile.has_token,
        "headers": list(profile.header_names),
        **_timeouts_row(profile.timeouts),
        "secrets": "" if profile.secret_place is SecretPlace.NONE else profile.secret_place.value,
    }
    return {key: value for key, value in row.items() if value}


def _timeouts_row(timeouts: ServerTimeouts) -> dict[str, int]:
    """What differs from the usual."""
    return {
        f"{name}_timeout_s": seconds
        for name, seconds, usual in (
            ("connect", timeouts.connect_s, USUAL_TIMEOUTS.connect_s),
            ("answer", timeouts.answer_s, USUAL_TIMEOUTS.answer_s),
            ("silence", timeouts.silence_s, USUAL_TIMEOUTS.silence_s),
        )
        if seconds != usual
    }


def _timeouts(row: Mapping[str, Any]) -> ServerTimeouts:
    """The usual one wherever the file has none that can be."""

    def read(name: str, usual: int, least: int) -> int:
        seconds = row.get(f"{name}_timeout_s", usual)
        is_good = isinstance(seconds, int) and not isinstance(seconds, bool)
        return seconds if is_good and least <= seconds <= MOST_TIMEOUT_S else usual

    return ServerTimeouts(
        read("connect", USUAL_TIMEOUTS.connect_s, 1),
        read("answer", USUAL_TIMEOUTS.answer_s, 1),
        read("silence", USUAL_TIMEOUTS.silence_s, 0),
    )


def _profile(row: Mapping[str, Any]) -> ServerProfile | None:
    """The server of an entry, None when it is none."""
    texts = {
        key: row.get(key, "") for key in ("id", "name", "address", "ca_file", "certificate_sha256", "secrets")
    }
    names = row.get("headers", [])
    is_good = all(isinstance(text, str) for text in texts.values()) and isinstance(names, list)
    if not is_good or not texts["id"] or not texts["address"] or texts["id"] == ENGINE_ID:
        return None
    try:
        place = SecretPlace(texts["secrets"] or SecretPlace.NONE)
    except ValueError:
        place = SecretPlace.NONE
    return ServerProfile(
        texts["id"],
        texts["name"],
        texts["address"],
        TlsTrust(texts["ca_file"], texts["certificate_sha256"].lower()),
        row.get("token") is True,
        tuple(name for name in names if isinstance(name, str)),
        place,
        _timeouts(row),
    )
