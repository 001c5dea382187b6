"""`--check`: which server answers, its version and models, without a window."""

import asyncio
import socket
from typing import Any

from app.api.client import OllamaClient
from app.api.errors import OllamaError
from app.api.hosts import BadAddress, parse_address
from app.api.threads import in_thread
from app.bootstrap.options import Options
from app.bootstrap.places import server_text
from app.domain.failure import Failure, FailureCode
from app.ui.failure_text import failure_text

CHECK_TIMEOUT_S = 4.5


def run_check(options: Options) -> int:
    """Print what answers; 0 where a server does, else 1 with one sentence, within 5 s."""
    try:
        address = parse_address(server_text(options))
    except BadAddress as error:
        return _report(error.failure)
    try:
        with asyncio.Runner(loop_factory=_CheckLoop) as runner:
            client = OllamaClient(address, connect_timeout_s=CHECK_TIMEOUT_S)
            return runner.run(_check(client, address.url))
    except OllamaError as error:
        return _report(error.failure)
    except TimeoutError:
        return _report(Failure(FailureCode.SERVER_TIMEOUT, address=address.url))


class _CheckLoop(asyncio.SelectorEventLoop):
    """A loop whose look-ups of host names nobody waits for at its end: one can hang for minutes."""

    async def getaddrinfo(
        self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        return await in_thread(
            lambda: socket.getaddrinfo(host, port, family, type, proto, flags), "name look-up"
        )


async def _check(client: OllamaClient, url: str) -> int:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            version = await client.version()
            models = await client.tags()
    finally:
        await client.aclose()
    print(f"{url}: Ollama {version}, {len(models)} model{'' if len(models) == 1 else 's'}")
    for model in models:
        print(f"  {model.name}")
    return 0


def _report(failure: Failure) -> int:
    text = failure_text(failure)
    print(f"{text.title}. {text.explanation}".strip())
    return 1
