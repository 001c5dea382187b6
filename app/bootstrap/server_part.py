"""Everything about servers of one running program: which to begin with, the list, their secrets, the log."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.bootstrap.options import Options
from app.bootstrap.places import server_text, starter_model
from app.domain.failure import Failure
from app.services.chat import ChatService
from app.services.engine_process import EngineProcess, EngineSetup
from app.services.first_models import FirstModelsService
from app.services.ollama_log import OllamaLog
from app.services.ollama_program import OllamaProgram, find_ollama
from app.services.secrets import SecretStore
from app.services.server import ServerService
from app.services.server_checks import ServerChecks
from app.services.server_offers import ServerOffers
from app.services.servers import ServersService, first_choice
from app.storage.server_profiles import SecretsFile, ServersFile
from app.ui.main_window import MainWindow
from app.wiring.server import (
    wire_first_models,
    wire_server,
    wire_server_offers,
    wire_server_settings,
    wire_server_trouble,
    wire_servers,
)


@dataclass
class ServerPart:
    """The services, made by `open`; `notices` is what a person must know of the list."""

    server: ServerService
    servers: ServersService
    checks: ServerChecks
    offers: ServerOffers
    first_models: FirstModelsService
    log: OllamaLog
    notices: tuple[Failure, ...]

    @classmethod
    async def open(cls, data_dir: Path, options: Options) -> "ServerPart":
        """Read the list and make the services. `servers.start` lets them begin."""
        file = ServersFile(data_dir)
        kept = await asyncio.to_thread(file.read)
        use_engine = options.use_engine or options.demo
        choice, trouble = first_choice(kept, server_text(options), use_engine)
        ollama = OllamaProgram(find_ollama(), data_dir / "ollama.log")
        server = ServerService(choice, EngineProcess(_engine_setup(data_dir)), ollama)
        servers = ServersService(server, file, kept, SecretStore(SecretsFile(data_dir)))
        return cls(
            server,
            servers,
            ServerChecks(servers),
            ServerOffers(),
            FirstModelsService(),
            OllamaLog(ollama.log_file),
            (*((kept.failure,) if kept.failure else ()), *trouble),
        )

    def wire(self, window: MainWindow, chat: ChatService) -> None:
        """Connect the parts of the window that are about servers."""
        content = window.content
        wire_server(
            content.connect_page, content.server_banner, content.status_strip, self.server, self.servers
        )
        wire_first_models(content.connect_page, self.first_models, self.server)
        wire_servers(content.servers_page, self.servers, self.checks, self.log, self.server)
        wire_server_settings(content.settings_page, self.servers, self.server)
        wire_server_offers(content.offer_banner, self.offers, chat, self.servers, self.server)
        wire_server_trouble(window, self.servers, self.checks, self.first_models, self.log)

    async def aclose(self) -> None:
        """End what runs, the server last."""
        await self.log.aclose()
        await self.first_models.aclose()
        await self.checks.aclose()
        await self.servers.aclose()
        await self.server.aclose()


def _engine_setup(data_dir: Path) -> EngineSetup:
    starter = starter_model()
    return EngineSetup(data_dir / "engine" / "models", starter.file, starter.name, __version__)
