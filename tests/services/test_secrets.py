"""Secrets in a key store, in the file, and out of everything that is read by others."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked

from app.domain.server_profile import NO_SECRETS, SecretPlace, ServerSecrets
from app.services.secrets import SecretStore, SecretsUnreadable, system_key_store
from app.storage.server_profiles import SecretsFile

ORIGIN = "https://studio.lan:8443"
SECRETS = ServerSecrets("a-token", (("X-Key", "a-value"),))


class MemoryKeyring(KeyringBackend):
    """A key store for one test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring(MemoryKeyring):
    """A key store that its owner does not unlock."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("no")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ZeroDivisionError("backends raise what they like")


def store_in(folder: Path, backend: Any) -> SecretStore:
    return SecretStore(SecretsFile(folder), lambda: backend)


async def test_a_key_store_takes_them_and_no_file_is_written(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    store = store_in(tmp_path, ring)
    assert store.known_place is None
    place = await store.save("a1", ORIGIN, SECRETS)
    assert place is SecretPlace.KEY_STORE is store.known_place
    assert not (tmp_path / "secrets.json").exists()
    assert await store_in(tmp_path, ring).load("a1", ORIGIN, place) == SECRETS
    await store.remove("a1", place)
    assert ring.kept == {}


@pytest.mark.parametrize("backend", [None, LockedKeyring(), NullKeyring()], ids=["none", "locked", "null"])
async def test_without_a_key_store_that_keeps_them_the_file_does(tmp_path: Path, backend: Any) -> None:
    store = store_in(tmp_path, backend)
    place = await store.save("a1", ORIGIN, SECRETS)
    assert place is SecretPlace.FILE
    assert "a-token" in (tmp_path / "secrets.json").read_text(encoding="utf-8")
    assert await store.load("a1", ORIGIN, place) == SECRETS
    await store.remove("a1", place)
    assert "a-token" not in (tmp_path / "secrets.json").read_text(encoding="utf-8")


async def test_secrets_of_two_servers_are_kept_at_once(tmp_path: Path) -> None:
    store, ids = store_in(tmp_path, None), [f"a{number}" for number in range(8)]
    await asyncio.gather(*(store.save(each, ORIGIN, SECRETS) for each in ids))
    again = store_in(tmp_path, None)
    assert [await again.load(each, ORIGIN, SecretPlace.FILE) for each in ids] == [SECRETS] * len(ids)


async def test_secrets_never_go_to_another_origin(tmp_path: Path) -> None:
    store = store_in(tmp_path, None)
    place = await store.save("a1", ORIGIN, SECRETS)
    for other in (
        "http://studio.lan:8443",
        "https://studio.lan",
        "https://studio.lan:8444",
        "https://x:8443",
    ):
        assert await store.load("a1", other, place) == NO_SECRETS


async def test_no_secrets_ask_nobody(tmp_path: Path) -> None:
    store = store_in(tmp_path, LockedKeyring())
    assert await store.save("a1", ORIGIN, NO_SECRETS) is SecretPlace.NONE
    assert await store.load("a1", ORIGIN, SecretPlace.NONE) == NO_SECRETS
    await store.remove("a1", SecretPlace.NONE)
    assert store.known_place is None


@pytest.mark.parametrize("backend", [None, LockedKeyring()])
async def test_a_key_store_that_stays_locked_is_told(tmp_path: Path, backend: Any) -> None:
    with pytest.raises(SecretsUnreadable) as caught:
        await store_in(tmp_path, backend).load("a1", ORIGIN, SecretPlace.KEY_STORE)
    assert "a-token" not in str(caught.value.failure)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"origin": "https://studio.lan:8443"}', "no json"])
async def test_what_is_no_secret_counts_as_none(tmp_path: Path, text: str) -> None:
    SecretsFile(tmp_path).write("a1", text)
    assert await store_in(tmp_path, None).load("a1", ORIGIN, SecretPlace.FILE) == NO_SECRETS


async def test_a_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = store_in(tmp_path / "file", None)
    with pytest.raises(SecretsUnreadable):
        await store.save("a1", ORIGIN, SECRETS)
    with pytest.raises(SecretsUnreadable):
        await store.load("a1", ORIGIN, SecretPlace.FILE)


def test_no_repr_shows_a_secret() -> None:
    assert "a-token" not in repr(SECRETS)
    assert "a-value" not in repr(SECRETS)


def test_the_backend_that_refuses_counts_as_none() -> None:
    assert system_key_store() is None  # the tests run with keyring's backend that fails
