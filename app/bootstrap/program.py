"""Every service and arrow of one running program, made once, ended in order."""

import asyncio
import tempfile
from pathlib import Path

from app import __version__
from app.api.hosts import BadAddress, parse_address
from app.bootstrap.log_file import set_log_level
from app.bootstrap.options import Options
from app.bootstrap.places import server_text, starter_model
from app.bootstrap.settings import OpenedSettings, open_settings
from app.domain.failure import Failure
from app.domain.setting import START_WITH
from app.services.chat import ChatService
from app.services.chats import ChatListService
from app.services.engine_process import EngineProcess, EngineSetup
from app.services.ollama_program import OllamaProgram, find_ollama
from app.services.server import ENGINE_CHOICE, ServerChoice, ServerService
from app.services.settings import SettingsService
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from app.storage.settings_file import SettingsFile
from app.ui.main_window import MainWindow
from app.wiring.chat import wire_chat, wire_chat_list
from app.wiring.keyboard import wire_keyboard
from app.wiring.place import wire_place
from app.wiring.server import wire_server
from app.wiring.services import wire_chats
from app.wiring.settings import wire_settings
from app.wiring.window import wire_window

SERVER_STATE = "server"


class Program:
    """What stands behind the painted window.

    `start` builds it; `closed` is set when a person or the system wants the end; `aclose` ends all of it.
    """

    server: ServerService
    chats: ChatListService
    chat: ChatService
    settings: SettingsService

    def __init__(
        self, window: MainWindow, data_dir: Path, options: Options, settings: OpenedSettings | None = None
    ) -> None:
        self.window = window
        self.closed = asyncio.Event()
        self._data_dir = data_dir
        self._options = options
        self._opened = settings or _open_settings(data_dir)
        self._store: ConversationStore | None = None

    async def start(self) -> None:
        """Open the store, build the services, wire them and let them begin."""
        self.window.close_requested.connect(self.closed.set)
        store, notices = await asyncio.to_thread(_open_store, self._data_dir)
        self._store = store
        kept = await asyncio.wrap_future(store.get_state(SERVER_STATE)) or ""
        choice, trouble = _server_choice(self._options, kept)
        self.server = ServerService(choice, EngineProcess(self._engine_setup()), self._ollama())
        self.chats = ChatListService(store)
        self.chat = ChatService(store, self.server)
        self.settings = SettingsService(self._opened.file, self._opened.values)
        self._wire()
        self.server.chosen.connect(self._keep_server)
        for notice in (*self._opened.notices, *notices, *trouble):
            self.window.show_notice(notice)
        self.server.start()
        self.chats.start()
        self.chat.start(with_new=self.settings.get(START_WITH) == "new_chat")

    async def aclose(self) -> None:
        """Hide the window, stop replies, keep what came, end what was started, close the store."""
        self.window.hide()
        if self._store is None:
            return
        await self.chat.aclose()
        await self.chats.aclose()
        await self.server.aclose()
        await self.settings.aclose()
        await asyncio.to_thread(self._store.close)

    def _wire(self) -> None:
        window = self.window
        wire_window(window, self.server, self.chat, self.chats)
        wire_server(window.connect_page, window.server_banner, window.status_strip, self.server)
        wire_chats(self.chats, self.chat)
        wire_chat_list(window.chat_list, self.chats, self.chat)
        wire_chat(window.chat_pane, self.chat, self.chats, self.server)
        wire_settings(window, window.theme, self.settings, self.chat, set_log_level)
        wire_keyboard(window, self.settings)
        wire_place(window, self.settings)
        window.settings_page.facts_requested.connect(self._tell_facts)

    def _engine_setup(self) -> EngineSetup:
        starter = starter_model()
        return EngineSetup(self._data_dir / "engine" / "models", starter.file, starter.name, __version__)

    def _ollama(self) -> OllamaProgram:
        return OllamaProgram(find_ollama(), self._data_dir / "ollama.log")

    def _tell_facts(self) -> None:
        # Most runs never open the settings.
        from app.bootstrap.facts import program_facts

        self.window.settings_page.set_facts(program_facts(self._data_dir))

    def _keep_server(self, choice: str) -> None:
        if self._store is not None:
            self._store.set_state(SERVER_STATE, choice)


def _open_settings(data_dir: Path) -> OpenedSettings:
    file = SettingsFile(data_dir)
    return open_settings(file, file.read())


def _open_store(data_dir: Path) -> tuple[ConversationStore, tuple[Failure, ...]]:
    """The store, and what a person must know of it.

    Where the data folder cannot be used the program still runs: its chats go to a folder that the system
    clears, and the failure says so.
    """
    try:
        store = ConversationStore.open(data_dir)
    except StorageError as error:
        return ConversationStore.open(Path(tempfile.mkdtemp(prefix="arriero-"))), (error.failure,)
    return store, store.notices


def _server_choice(options: Options, kept: str) -> tuple[ServerChoice, tuple[Failure, ...]]:
    """The server to begin with: named on the command line or by OLLAMA_HOST, else that of last time."""
    named = server_text(options)
    use_engine = options.use_engine or options.demo
    usual = ServerChoice(parse_address(""), use_engine=use_engine)
    if kept == ENGINE_CHOICE and not named:
        return ServerChoice(parse_address(""), use_engine=use_engine, engine_first=True), ()
    try:
        address = parse_address(named or kept)
    except BadAddress as error:
        return usual, (error.failure,)
    return ServerChoice(address, is_explicit=bool(named or kept), use_engine=use_engine), ()
