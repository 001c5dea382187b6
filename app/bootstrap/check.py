"""`--check`: which server answers, its version and models, without a window."""

import asyncio

from app.api.client import OllamaClient
from app.api.errors import OllamaError
from app.api.hosts import BadAddress, parse_address
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
        return asyncio.run(_check(OllamaClient(address, connect_timeout_s=CHECK_TIMEOUT_S), address.url))
    except OllamaError as error:
        return _report(error.failure)
    except TimeoutError:
        return _report(Failure(FailureCode.SERVER_TIMEOUT, address=address.url))


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
