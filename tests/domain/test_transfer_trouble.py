"""Texts of servers and registries told apart."""

import pytest

from app.domain.failure import Failure, FailureCode
from app.domain.transfer_trouble import Trouble, TroubleCode, trouble_of
from tests.helpers.pulls import NEWER_SERVER_WANTED

REFUSED = "dial tcp 127.0.0.1:5002: connect: connection refused"
TEXTS = {
    "pull model manifest: 401: unauthorized": TroubleCode.REGISTRY_SIGN_IN,
    "pull model manifest: 403: forbidden": TroubleCode.REGISTRY_FORBIDDEN,
    "pull model manifest: 404: not there": TroubleCode.NOT_FOUND,
    "pull model manifest: 418: teapot": TroubleCode.OTHER,
    "pull model manifest: 429: too many requests": TroubleCode.REGISTRY_LIMIT,
    "pull model manifest: 502: bad gateway": TroubleCode.REGISTRY_ERROR,
    "401: {}": TroubleCode.REGISTRY_SIGN_IN,
    "unauthorized: access denied": TroubleCode.REGISTRY_SIGN_IN,
    'realm host "x" does not match': TroubleCode.REGISTRY_SIGN_IN,
    NEWER_SERVER_WANTED: TroubleCode.SERVER_TOO_OLD,
    f'pull model manifest: Get "https://127.0.0.1:5002/v2": {REFUSED}': TroubleCode.NO_REGISTRY,
    f'pull model manifest: Get "https://x": proxyconnect tcp: {REFUSED}': TroubleCode.NO_NETWORK,
    'pull model manifest: Get "https://x": dial tcp: lookup x: no such host': TroubleCode.NO_NETWORK,
    'Head "https://x": dial tcp 10.0.0.1:443: i/o timeout': TroubleCode.NO_NETWORK,
    "dial tcp 10.0.0.1:443: connect: permission denied": TroubleCode.NO_NETWORK,
    'Get "https://x": http: server gave HTTP response to HTTPS client': TroubleCode.PLAIN_REGISTRY,
    "tls: failed to verify certificate: x509: unknown authority": TroubleCode.BAD_CERTIFICATE,
    "http: no Location header in response": TroubleCode.NO_REDIRECT,
    "unqualified name: registry.ollama.ai/library/bad name!:latest": TroubleCode.BAD_NAME,
    "invalid model name": TroubleCode.BAD_NAME,
    f'max retries exceeded: Get "http://x": {REFUSED}': TroubleCode.SOURCE_LOST,
    'max retries exceeded: Get "http://x": 401: unauthorized': TroubleCode.SOURCE_LOST,
    "write /models/x-partial-0: no space left on device": TroubleCode.DISK_FULL,
    "digest mismatch, file must be downloaded again: want a, got b": TroubleCode.DAMAGED,
    "this model requires MLX support, but the MLX runtime is not available": TroubleCode.NEEDS_MLX,
    "open /models/manifests/x: no such file or directory": TroubleCode.OTHER,
    "something new": TroubleCode.OTHER,
}


@pytest.mark.parametrize("text", TEXTS)
def test_the_texts_of_the_api_reference_are_told_apart(text: str) -> None:
    assert trouble_of(Failure(FailureCode.API_ERROR, detail=text)) == Trouble(TEXTS[text], text)


def test_a_missing_file_is_the_model_only_for_a_push() -> None:
    text = "open /models/manifests/x: no such file or directory"
    failure = Failure(FailureCode.API_ERROR, detail=text)
    assert trouble_of(failure, is_push=True).code is TroubleCode.MODEL_MISSING


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (Failure(FailureCode.MODEL_NOT_FOUND, detail="file does not exist"), TroubleCode.NOT_FOUND),
        (Failure(FailureCode.API_ERROR, status=501), TroubleCode.NOT_OFFERED),
        (Failure(FailureCode.DIGEST_MISMATCH), TroubleCode.DAMAGED),
    ],
)
def test_codes_that_need_no_text(failure: Failure, code: TroubleCode) -> None:
    assert trouble_of(failure).code is code


def test_trouble_between_us_and_the_server_keeps_its_failure() -> None:
    failure = Failure(FailureCode.SERVER_TLS, "https://x", detail="self-signed")
    assert trouble_of(failure) == Trouble(TroubleCode.FAILURE, "self-signed", failure)
