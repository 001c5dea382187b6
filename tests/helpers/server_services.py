"""The services about servers on a real data folder, without a window."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.services.engine_process import EngineProcess, EngineSetup
from app.services.ollama_program import OllamaProgram
from app.services.secrets import SecretStore
from app.services.server import ServerService
from app.services.server_checks import ServerChecks
from app.services.servers import ServersService, first_choice
from app.storage.server_profiles import SecretsFile, ServersFile


def no_key_store() -> None:
    """For a system on which none answers."""


@dataclass
class ServerServices:
    """What stands behind the page of the servers."""

    server: ServerService
    servers: ServersService
    checks: ServerChecks


@asynccontextmanager
async def server_services(data_dir: Path, named: str = "") -> AsyncIterator[ServerServices]:
    """Build the services as the program does; close them in its order."""
    file = ServersFile(data_dir)
    kept = file.read()
    choice, _ = first_choice(kept, named, use_engine=False)
    engine = EngineProcess(EngineSetup(data_dir / "models", None, "smollm2:135m", "0.0.0"))
    server = ServerService(choice, engine, OllamaProgram("", data_dir / "ollama.log"))
    servers = ServersService(server, file, kept, SecretStore(SecretsFile(data_dir), no_key_store))
    checks = ServerChecks(servers)
    try:
        yield ServerServices(server, servers, checks)
    finally:
        await checks.aclose()
        await servers.aclose()
        await server.aclose()
