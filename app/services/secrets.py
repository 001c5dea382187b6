"""Where tokens and header values are kept: the key store of the system where one answers, else a file.

Everything here runs in threads: loading `keyring` takes long, and a locked key store asks the person first.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

from app.api.threads import in_thread
from app.domain.failure import Failure, FailureCode
from app.domain.server_profile import SecretPlace, ServerSecrets
from app.storage.server_profiles import SecretsFile
from app.storage.settings_file import SettingsFileError

log = logging.getLogger(__name__)
T = TypeVar("T")

SERVICE_NAME = "Arriero"
UNLOCK_TIMEOUT_S = 60.0
"""How long a person has for the key store's own question."""


class KeyStore(Protocol):
    """What is used of a backend of `keyring`."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class SecretsUnreadable(Exception):
    """The secrets of a server cannot be had; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


def system_key_store() -> KeyStore | None:
    """The key store of this system, None where none answers. Slow: for a thread."""
    # Most people's servers want no token.
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    return None if isinstance(backend, (fail.Keyring, null.Keyring)) else backend


class SecretStore:
    """Keeps the secrets of each server under its id, together with the origin they belong to.

    Args:
        find: gives the key store; called once, in a thread.
    """

    def __init__(self, file: SecretsFile, find: Callable[[], KeyStore | None] = system_key_store) -> None:
        self._file = file
        self._find = find
        self._key_store: KeyStore | None = None
        self._place: SecretPlace | None = None

    @property
    def known_place(self) -> SecretPlace | None:
        """Where new secrets go, None while nobody has asked."""
        return self._place

    async def place(self) -> SecretPlace:
        """Where new secrets go; looks for a key store the first time."""
        if self._place is None:
            found, self._key_store = await _tried(self._find, "key store")
            if found is not None:
                log.warning("No key store: %s", type(found).__name__)
            self._place = SecretPlace.FILE if self._key_store is None else SecretPlace.KEY_STORE
        return self._place

    async def load(self, profile_id: str, origin: str, place: SecretPlace) -> ServerSecrets:
        """The secrets of a server; none when they were given for another origin.

        Raises:
            SecretsUnreadable: the key store or file does not give them.
        """
        if place is SecretPlace.NONE:
            return ServerSecrets()
        text = await (self._from_file(profile_id) if place is SecretPlace.FILE else self._asked(profile_id))
        return _read(text, origin)

    async def save(self, profile_id: str, origin: str, secrets: ServerSecrets) -> SecretPlace:
        """Keep the secrets of a server, or forget them when there are none any more.

        Returns:
            Where they are now: a key store that refuses is passed by.

        Raises:
            SecretsUnreadable: not even the file can be written.
        """
        if not secrets:
            return SecretPlace.NONE
        text = json.dumps({"origin": origin, "token": secrets.token, "headers": secrets.headers})
        if await self.place() is SecretPlace.KEY_STORE and await self._given(profile_id, text):
            return SecretPlace.KEY_STORE
        await self._to_file(profile_id, text)
        return SecretPlace.FILE

    async def remove(self, profile_id: str, place: SecretPlace) -> None:
        """Forget the secrets of a server.

        Raises:
            SecretsUnreadable: they stay where they are.
        """
        if place is SecretPlace.FILE:
            await self._to_file(profile_id, None)
        elif place is SecretPlace.KEY_STORE and await self.place() is SecretPlace.KEY_STORE:
            store = self._key_store
            assert store is not None
            error, _ = await _tried(
                lambda: store.delete_password(SERVICE_NAME, profile_id), "forget a secret"
            )
            if error is not None:
                raise SecretsUnreadable(_failure_of(error))

    async def _asked(self, profile_id: str) -> str | None:
        await self.place()
        store = self._key_store
        if store is None:
            raise SecretsUnreadable(Failure(FailureCode.SECRETS_UNREADABLE))
        error, text = await _tried(lambda: store.get_password(SERVICE_NAME, profile_id), "read a secret")
        if error is not None:
            raise SecretsUnreadable(_failure_of(error))
        return text

    async def _given(self, profile_id: str, text: str) -> bool:
        """Whether the key store has taken the text: it is read back, since some only seem to."""
        store = self._key_store
        assert store is not None
        error, _ = await _tried(lambda: store.set_password(SERVICE_NAME, profile_id, text), "keep a secret")
        if error is None:
            error, kept = await _tried(lambda: store.get_password(SERVICE_NAME, profile_id), "read a secret")
            if error is None and kept == text:
                return True
        log.warning("The key store did not keep a secret: %s", type(error).__name__)
        return False

    async def _from_file(self, profile_id: str) -> str | None:
        try:
            return await in_thread(lambda: self._file.read(profile_id), "read a secret")
        except SettingsFileError as error:
            raise SecretsUnreadable(error.failure) from error

    async def _to_file(self, profile_id: str, text: str | None) -> None:
        try:
            await in_thread(lambda: self._file.write(profile_id, text), "keep a secret")
        except SettingsFileError as error:
            raise SecretsUnreadable(error.failure) from error


async def _tried(work: Callable[[], T], name: str) -> tuple[BaseException | None, T | None]:
    """The error of a call into a key store, or its result.

    A backend can come from anywhere and raise anything; whatever it is means the same: no key store.
    """
    task = asyncio.ensure_future(in_thread(work, name))
    try:
        done, _ = await asyncio.wait({task}, timeout=UNLOCK_TIMEOUT_S)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        task.cancel()
        return TimeoutError(), None
    error = task.exception()
    return (error, None) if error is not None else (None, task.result())


def _failure_of(error: BaseException) -> Failure:
    return Failure(FailureCode.SECRETS_UNREADABLE, detail=type(error).__name__)


def _read(text: str | None, origin: str) -> ServerSecrets:
    """Read what was kept; nothing when it belongs to another origin or was changed into something else."""
    try:
        kept = json.loads(text or "{}")
        if kept["origin"] != origin:
            return ServerSecrets()
        return ServerSecrets(
            str(kept["token"]), tuple((str(name), str(value)) for name, value in kept["headers"])
        )
    except (ValueError, KeyError, TypeError):
        return ServerSecrets()
