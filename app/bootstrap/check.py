"""`--check`: which server answers, its version and models, without a window."""

import asyncio
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.api.errors import OllamaError
from app.api.threads import in_thread
from app.bootstrap.options import Options
from app.bootstrap.places import data_dir, server_text
from app.domain.failure import Failure, FailureCode
from app.domain.server_profile import NO_SECRETS, ServerTimeouts
from app.services.secrets import SecretStore, SecretsUnreadable
from app.services.server_choice import ServerChoice
from app.services.servers import first_choice, listed
from app.storage.server_profiles import KeptServers, SecretsFile, ServersFile
from app.ui.failure_text import failure_text

CHECK_TIMEOUT_S = 4.5
_TIMEOUTS = ServerTimeouts(connect_s=5, answer_s=5)  # the limit above comes first


def run_check(options: Options, limit_s: float = CHECK_TIMEOUT_S) -> int:
    """Print what answers; 0 where a server does, else 1 with one sentence, within 5 s.

    Which server: as the window would begin with, so named, else the default of the list.
    """
    folder = data_dir(options)
    kept = ServersFile(folder).read(only_look=True)
    if kept.failure is not None:
        print(failure_text(kept.failure).title + f": {kept.failure.detail}", file=sys.stderr)
    choice, trouble = first_choice(kept, server_text(options), use_engine=False)
    if trouble:
        return _report(trouble[0])
    address = choice.address.url
    try:
        with asyncio.Runner(loop_factory=_CheckLoop) as runner:
            return runner.run(_check(choice, folder, kept, limit_s))
    except OllamaError as error:
        return _report(error.failure)
    except SecretsUnreadable as error:
        return _report(replace(error.failure, address=address))
    except ValueError:
        return _report(Failure(FailureCode.HEADER_INVALID, address))
    except TimeoutError:
        return _report(Failure(FailureCode.SERVER_TIMEOUT, address=address))


class _CheckLoop(asyncio.SelectorEventLoop):
    """A loop whose look-ups of host names nobody waits for at its end: one can hang for minutes."""

    async def getaddrinfo(
        self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        return await in_thread(
            lambda: socket.getaddrinfo(host, port, family, type, proto, flags), "name look-up"
        )


async def _check(choice: ServerChoice, folder: Path, kept: KeptServers, limit_s: float) -> int:
    profile = next((each for each in listed(kept) if each.id == choice.profile_id), None)
    url = choice.address.url
    async with asyncio.timeout(limit_s):
        secrets = NO_SECRETS
        if profile is not None and profile.has_secrets:
            store = SecretStore(SecretsFile(folder))
            secrets = await store.load(profile.id, choice.address.origin, profile.secret_place)
        client = replace(choice, secrets=secrets, timeouts=_TIMEOUTS).client()
        try:
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
