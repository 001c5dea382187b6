"""Trying servers: at which step it stops, against servers that misbehave."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from app.domain.failure import FailureCode
from app.domain.server_profile import (
    ProbeStep,
    SecretPlace,
    ServerDraft,
    ServerProfile,
    ServerReport,
    TlsTrust,
)
from app.services.server_probe import failed_step
from app.storage.server_profiles import ServersFile
from tests.api.test_tls import fingerprint
from tests.helpers.ollama_server import OllamaServer, ThreadedOllamaServer
from tests.helpers.replies import Answer, html, refuse
from tests.helpers.server_services import server_services
from tests.helpers.services import anything, heard

TLS = Path(__file__).resolve().parents[1] / "data" / "tls"


async def report_of(folder: Path, draft: ServerDraft) -> ServerReport:
    """How a test of that server goes."""
    async with server_services(folder) as it:
        reports = heard(it.checks.tested)
        it.checks.test(draft)
        report: ServerReport = await reports.until(anything)
        return report


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        (refuse(401, "unauthorized"), ProbeStep.SIGN_IN),
        (Answer("", 403), ProbeStep.SIGN_IN),
        (html(), ProbeStep.OLLAMA),
        (html(502), ProbeStep.OLLAMA),
        (Answer({"version": "0.1.37"}), ProbeStep.VERSION),
    ],
    ids=["401", "403", "a page", "502", "old"],
)
async def test_the_step_that_failed_is_named(loop: Any, tmp_path: Path, answer: Any, step: ProbeStep) -> None:
    async with OllamaServer() as server:
        server.script("/api/version", answer, answer)
        report = await report_of(tmp_path, ServerDraft("", "", server.url))
        assert report.failed_step is step
        assert report.failure is not None


@pytest.mark.parametrize(
    ("address", "step"),
    [
        ("ftp://a", ProbeStep.ADDRESS),
        ("http://nobody.invalid", ProbeStep.NAME),
        ("http://127.0.0.1:9", ProbeStep.CONNECTION),
    ],
)
async def test_what_is_not_reached_is_named(loop: Any, tmp_path: Path, address: str, step: ProbeStep) -> None:
    assert (await report_of(tmp_path, ServerDraft("", "", address))).failed_step is step


async def test_all_went_well(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server:
        report = await report_of(tmp_path, ServerDraft("x", "", f"0.0.0.0:{server.port}"))
        assert (report.profile_id, report.failed_step, report.version) == ("x", None, "0.33.0")
        assert report.latency_ms is not None


async def test_a_self_signed_certificate_is_shown_and_accepted_only_when_chosen(
    loop: Any, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    with ThreadedOllamaServer(tls=context) as server:
        report = await report_of(tmp_path, ServerDraft("", "", server.url, token="tok-3141592653"))
        assert (report.failed_step, report.fingerprint) == (ProbeStep.TLS, fingerprint())
        assert server.requests == []
        pinned = TlsTrust(pinned_sha256=report.fingerprint)
        report = await report_of(tmp_path, ServerDraft("", "", server.url, trust=pinned))
        assert report.failed_step is None
        authority = TlsTrust(ca_file=str(TLS / "certificate.pem"))
        report = await report_of(tmp_path, ServerDraft("", "", server.url, trust=authority))
        assert report.failed_step is None


async def test_the_list_is_tried_while_somebody_looks(loop: Any, tmp_path: Path) -> None:
    async with OllamaServer() as server, server_services(tmp_path) as it:
        reports, ids = heard(it.checks.checked), heard(it.servers.saved)
        it.servers.save(ServerDraft("", "", server.url))
        profile_id = await ids.until()
        assert not server.requests
        it.checks.set_shown(True)
        report = await reports.until(lambda each: each.profile_id == profile_id)
        assert report.version == "0.33.0"
        reports.values.clear()
        it.servers.save(ServerDraft("", "Again", server.url))
        await reports.until(lambda each: each.profile_id != profile_id and each.version)
        it.checks.set_shown(False)


async def test_a_key_store_that_gives_nothing_is_told_once(loop: Any, tmp_path: Path) -> None:
    locked = ServerProfile("a1", "", "http://127.0.0.1:9", has_token=True, secret_place=SecretPlace.KEY_STORE)
    ServersFile(tmp_path).write((locked,), "a1")
    async with server_services(tmp_path) as it:
        failures, reports = heard(it.servers.failed), heard(it.checks.checked)
        it.checks.set_shown(True)
        await reports.until(anything)
        reports.values.clear()
        it.checks.check_all()
        assert (await reports.until(anything)).failure.code is FailureCode.SECRETS_UNREADABLE
        assert [failure.code for failure in failures.values] == [FailureCode.SECRETS_UNREADABLE]
        it.checks.set_shown(False)
        refusals = heard(it.servers.save_refused)
        it.servers.save(ServerDraft("a1", "New name", locked.address))
        assert (await refusals.until(anything)).code is FailureCode.SECRETS_UNREADABLE
        assert it.servers.servers.profiles == (locked,), "a token that cannot be read is not lost by an edit"
        saved = heard(it.servers.saved)
        it.servers.save(ServerDraft("a1", "New name", locked.address, token="tok-3141592653"))
        await saved.until()


@pytest.mark.parametrize("code", FailureCode)
def test_every_failure_stops_at_a_step(code: FailureCode) -> None:
    assert failed_step(code) in ProbeStep
