"""Pushes: the account and the namespace are looked at before anything is sent."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.transfer_row import TransferState
from app.domain.transfer_trouble import TroubleCode
from tests.helpers.ollama_server import OllamaServer
from tests.helpers.transfers import Transfers, transfers

FAILED, DONE = TransferState.FAILED, TransferState.DONE
HERDER = {"name": "herder"}


async def refused(it: Transfers, name: str) -> Any:
    """Push, and the row when it has stopped."""
    it.service.push(name)
    row = await it.ended(name)
    assert row.state is FAILED
    assert row.trouble is not None
    return row


async def test_a_push_without_an_account_sends_nothing_and_goes_on_after_the_sign_in(
    loop: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.transfer_account.SIGN_IN_EVERY_S", 0.02)
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.state.models.append(server.state.models[0].copied("herder/smol:latest"))
        row = await refused(it, "herder/smol")
        assert row.trouble.code is TroubleCode.NOT_SIGNED_IN
        assert row.trouble.signin_url.startswith("https://ollama.com/connect")
        assert not server.requests_to("/api/push")
        it.service.await_sign_in(row.id)
        asked = len(server.requests)
        await server.requested(asked + 2)
        server.state.account = HERDER
        assert (await it.ended("herder/smol")).state is DONE


async def test_a_model_without_a_namespace_is_pushed_under_the_account(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.state.account = HERDER
        row = await refused(it, "smol")
        assert (row.trouble.code, row.trouble.account) == (TroubleCode.NO_NAMESPACE, "herder")
        assert not server.requests_to("/api/push")
        it.service.copy_and_push(row.id)
        assert (await it.ended("herder/smol:latest")).state is DONE
        assert server.state.find("herder/smol")


async def test_a_copy_never_replaces_another_model(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.state.account = HERDER
        server.state.models.append(server.state.models[2].copied("herder/smol:latest"))
        row = await refused(it, "smol")
        it.service.copy_and_push(row.id)
        taken = await it.row_that(
            "smol", lambda row: row.trouble and row.trouble.code is TroubleCode.NAME_TAKEN
        )
        assert taken.state is FAILED
        assert not server.requests_to("/api/copy")


async def test_a_foreign_namespace_is_pushed_only_when_a_person_insists(loop: object, tmp_path: Path) -> None:
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.state.account = HERDER
        server.state.models.append(server.state.models[0].copied("shepherds/smol:latest"))
        row = await refused(it, "shepherds/smol")
        assert row.trouble.code is TroubleCode.OTHER_NAMESPACE
        assert not server.requests_to("/api/push")
        it.service.push_all_the_same(row.id)
        assert (await it.ended("shepherds/smol")).state is DONE


async def test_a_registry_of_ones_own_asks_for_no_account_and_for_a_word_before_plain_http(
    loop: object, tmp_path: Path
) -> None:
    name = "127.0.0.1:5000/library/smol"
    async with OllamaServer() as server, transfers(tmp_path, server.url) as it:
        server.state.models.append(server.state.models[0].copied(f"{name}:latest"))
        row = await refused(it, name)
        assert row.trouble.code is TroubleCode.PLAIN_REGISTRY
        it.service.allow_insecure(row.id)
        assert (await it.ended(name)).state is DONE
        assert not server.requests_to("/api/me")
