"""One try of a server, step by step: how far it goes, and how quick it is."""

import time

from app.api.errors import OllamaError
from app.domain.failure import Failure, FailureCode
from app.domain.server import is_too_old
from app.domain.server_profile import ProbeStep, ServerReport
from app.services.server_choice import ServerChoice, told_apart

LEAST_TIMEOUT_S = 6.0

_STEPS = {
    FailureCode.BAD_ADDRESS: ProbeStep.ADDRESS,
    FailureCode.HEADER_INVALID: ProbeStep.ADDRESS,
    FailureCode.TOKEN_INVALID: ProbeStep.ADDRESS,
    FailureCode.SECRET_UNENCRYPTED: ProbeStep.ADDRESS,
    FailureCode.SERVER_NAME_UNKNOWN: ProbeStep.NAME,
    FailureCode.SERVER_REFUSED: ProbeStep.CONNECTION,
    FailureCode.SERVER_TIMEOUT: ProbeStep.CONNECTION,
    FailureCode.SERVER_UNREACHABLE: ProbeStep.CONNECTION,
    FailureCode.SERVER_TLS: ProbeStep.TLS,
    FailureCode.AUTHORITY_INVALID: ProbeStep.TLS,
    FailureCode.UNAUTHORISED: ProbeStep.SIGN_IN,
    FailureCode.FORBIDDEN: ProbeStep.SIGN_IN,
    FailureCode.SERVER_TOO_OLD: ProbeStep.VERSION,
}


def failed_step(code: FailureCode) -> ProbeStep:
    """At which step a failure stops; what happens after the connection stands is about Ollama itself."""
    return _STEPS.get(code, ProbeStep.OLLAMA)


async def probe(choice: ServerChoice, profile_id: str) -> ServerReport:
    """Ask a server for its version, over a connection of its own that is closed again."""
    has_tls = choice.address.scheme == "https"
    client = choice.client()
    try:
        limit_s = max(LEAST_TIMEOUT_S, choice.look_timeout_s)
        version = await client.version(timeout_s=limit_s)
        begin_s = time.perf_counter()
        await client.version(timeout_s=limit_s)
        latency_ms = (time.perf_counter() - begin_s) * 1000
    except OllamaError as error:
        failure = told_apart(error.failure)
        print_of_it = ""
        if failure.code is FailureCode.SERVER_TLS:
            # OpenSSL takes 5 MB: only a server that wants it loads it.
            from app.api.tls import fingerprint_of

            print_of_it = await fingerprint_of(choice.address)
        step = failed_step(failure.code)
        return ServerReport(profile_id, step, failure, fingerprint=print_of_it, has_tls=has_tls)
    finally:
        await client.aclose()
    if is_too_old(version):
        failure = Failure(FailureCode.SERVER_TOO_OLD, choice.address.url, detail=version)
        return ServerReport(profile_id, ProbeStep.VERSION, failure, version, latency_ms, has_tls=has_tls)
    return ServerReport(profile_id, None, None, version, latency_ms, has_tls=has_tls)
