"""Every service and arrow of one running program, made once, ended in order."""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.log_file import set_log_level
from app.bootstrap.options import Options
from app.bootstrap.server_part import ServerPart
from app.bootstrap.settings import OpenedSettings, open_settings
from app.bootstrap.single_instance import Doorbell, Request, hand_over, open_doorbell, request_of
from app.domain.failure import Failure, FailureCode
from app.domain.setting import START_WITH
from app.services.chat import ChatService
from app.services.chats import ChatListService
from app.services.housekeeping import Housekeeping
from app.services.parameters import ParametersService
from app.services.remote_images import RemoteImages
from app.services.server import ServerService
from app.services.settings import SettingsService
from app.services.tasks import while_it_lasts
from app.services.transfers import TransfersService
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError
from app.storage.settings_file import SettingsFile
from app.ui.come_forward import come_forward
from app.ui.main_window import MainWindow
from app.wiring.chat import wire_chat, wire_chat_list, wire_reply_images
from app.wiring.keyboard import wire_keyboard
from app.wiring.parameters import wire_parameters
from app.wiring.place import wire_place
from app.wiring.services import wire_chats
from app.wiring.settings import wire_settings
from app.wiring.transfers import wire_transfers
from app.wiring.window import wire_window

if TYPE_CHECKING:
    from app.bootstrap.chat_pages_part import ChatPagesPart
    from app.bootstrap.data_part import DataPart
    from app.bootstrap.library_part import LibraryPart
    from app.bootstrap.windows import Windows
    from app.services.create import CreateService
    from app.services.running import RunningService
    from app.services.storage_use import StorageUseService

LOCK_TIMEOUT_S = 5.0
LOCK_PAUSE_S = 0.1


class Program:
    """What stands behind the painted window.

    `start` builds it; `closed` is set when a person or the system wants the end; `aclose` ends all of it.
    """

    server: ServerService
    chats: ChatListService
    chat: ChatService
    parameters: ParametersService
    settings: SettingsService
    transfers: TransfersService

    def __init__(
        self, window: MainWindow, data_dir: Path, options: Options, settings: OpenedSettings | None = None
    ) -> None:
        self.window = window
        self.closed = asyncio.Event()
        self._data_dir = data_dir
        self._options = options
        self._opened = settings or _open_settings(data_dir)
        self._store: ConversationStore | None = None
        self._doorbell: Doorbell | None = None
        self.storage_use: StorageUseService | None = None
        self.running: RunningService | None = None
        self.library: LibraryPart | None = None
        self.chat_pages: ChatPagesPart | None = None
        self.data: DataPart | None = None
        self.create: CreateService | None = None
        self.windows: Windows | None = None

    async def start(self) -> None:
        """Open the store, build the services, wire them and let them begin."""
        self.window.close_requested.connect(self.closed.set)
        opened = await self._open_store()
        if opened is None:
            return
        store, notices = opened
        self._store = store
        self.server_part = await ServerPart.open(self._data_dir, self._options)
        self.server = self.server_part.server
        self.remote_images = RemoteImages()
        self.chats = ChatListService(store)
        self.housekeeping = Housekeeping(store)
        self.chat = ChatService(store, self.server)
        self.parameters = ParametersService(store, self.server, self.chat)
        self.settings = SettingsService(self._opened.file, self._opened.values)
        self.transfers = TransfersService(self.server, self.server_part.servers, self._data_dir)
        self._wire()
        for notice in (*self._opened.notices, *notices, *self.server_part.notices):
            self.window.show_notice(notice)
        self.server_part.servers.start()
        self.chats.start()
        self.parameters.start()
        self.transfers.start()
        with_new = bool(self._options.link) or self.settings.get(START_WITH) == "new_chat"
        self.chat.start(with_new).add_done_callback(self._on_chat_open)
        self.housekeeping.start()
        if not any(notice.code is FailureCode.DATABASE_LOCKED for notice in notices):
            loop = asyncio.get_running_loop()

            def ring(request: Request) -> None:
                loop.call_soon_threadsafe(self.answer, request)

            self._doorbell = await asyncio.to_thread(open_doorbell, self._data_dir, ring)

    def answer(self, request: Request) -> None:
        """Come to the front for another start, with the server it asks for or what its link says."""
        in_front = self.windows.in_front if self.windows is not None and not request.link else self.window
        come_forward(in_front, request.token)
        if request.link:
            self.open_link(request.link)
        if request.server:
            self.server_part.servers.connect_to(request.server)
        elif request.use_engine:
            self.server.use_engine()

    def open_link(self, link: str) -> None:
        """Fill in what an `arriero://` address says."""
        # Most runs open none.
        from app.bootstrap.link import open_link

        open_link(self.window.content, link)

    def open_in_window(self, chat_id: str) -> None:
        """Show a chat in one more window; an empty id: a new one."""
        # Most runs have one window.
        from app.bootstrap.further_part import Behind
        from app.bootstrap.windows import Windows

        if self._store is None:
            return
        if self.windows is None:
            services = self.chats, self.chat, self.parameters, self.settings
            self.windows = Windows(self.window, Behind(self._store, self.server_part, *services))
        self.windows.open(chat_id)

    def end_session(self) -> None:
        """The person logs off: everything typed or arrived is kept by now, so end without a question."""
        self.window.leave()

    async def aclose(self) -> None:
        """Hide the window, stop replies, keep what came, end what was started, close the store."""
        self.window.hide()
        if self.windows is not None:
            self.windows.hide()
        if self._doorbell is not None:
            await asyncio.to_thread(self._doorbell.close)
        if self._store is None:
            return
        images = self.window.chat_pane.images
        await while_it_lasts(lambda: images.is_reading)
        images.close()
        self.window.chat_pane.links.close()
        self.window.chat_pane.reply_images.close()
        await self.remote_images.aclose()
        if self.windows is not None:
            await self.windows.aclose()
        await self.parameters.aclose()
        await self.transfers.aclose()
        for part in (self.running, self.library, self.chat_pages, self.data, self.create):
            if part is not None:
                await part.aclose()
        await self.chat.aclose()
        await self.housekeeping.aclose()
        await self.chats.aclose()
        if self.storage_use is not None:
            await self.storage_use.aclose()
        await self.server_part.aclose()
        await self.settings.aclose()
        await asyncio.to_thread(self._store.close)

    async def _open_store(self) -> "tuple[ConversationStore, tuple[Failure, ...]] | None":
        """The store and what a person must know of it; None where another program took this start over.

        Where the data folder cannot be used the program still runs: its chats go to a folder that the system
        clears, and the failure says so.
        """
        deadline = asyncio.get_running_loop().time() + LOCK_TIMEOUT_S
        while True:
            try:
                store = await asyncio.to_thread(ConversationStore.open, self._data_dir)
            except StorageError as error:
                failure = error.failure
            else:
                return store, store.notices
            is_late = asyncio.get_running_loop().time() > deadline
            alone = self._options.demo or self._options.self_test
            if failure.code is not FailureCode.DATABASE_LOCKED or alone or is_late:
                break
            # The other program began at the same moment, or is ending just now.
            if await asyncio.to_thread(hand_over, self._data_dir, request_of(self._options)):
                self.closed.set()
                return None
            await asyncio.sleep(LOCK_PAUSE_S)
        if failure.code is FailureCode.DISK_FULL:
            failure = replace(failure, code=FailureCode.DATABASE_NO_SPACE)
        aside = Path(tempfile.mkdtemp(prefix="arriero-"))
        return await asyncio.to_thread(ConversationStore.open, aside), (failure,)

    def _wire(self) -> None:
        window = self.window
        wire_window(window, self.server, self.chat, self.chats, self.parameters)
        self.housekeeping.failed.connect(window.show_notice)
        self.server_part.wire(window, self.chat)
        wire_chats(self.chats, self.chat)
        wire_chat_list(window.chat_list, self.chats, self.chat)
        wire_chat(window.chat_pane, self.chat, self.chats, self.server)
        wire_reply_images(window.chat_pane.reply_images, self.remote_images)
        wire_parameters(window.chat_page.parameters, window.chat_pane, self.chat, self.parameters)
        wire_transfers(window, self.transfers, self.server, self.settings)
        wire_settings(
            window, window.theme, self.settings, self.chat, self.parameters, self.transfers, set_log_level
        )
        wire_keyboard(window, self.settings)
        wire_place(window, self.settings)
        window.settings_page.facts_requested.connect(self._tell_facts)
        window.content.running_page.wanted.connect(self._follow_running)
        window.content.chat_pages.search_made.connect(self._follow_search)
        window.content.chat_pages.trash_made.connect(self._follow_trash)
        window.content.library_page.content_made.connect(self._follow_library)
        window.content.create_pane_made.connect(self._follow_making)
        window.content.data_desk_made.connect(self._follow_data)
        window.content.commands.window_requested.connect(self._on_window_requested)
        window.content.chat_list.window_requested.connect(self.open_in_window)

    def _on_window_requested(self) -> None:
        self.open_in_window("")

    def _on_chat_open(self, opened: asyncio.Task[None]) -> None:
        """What this start begins with is there; the kept draft too."""
        if self._options.link and not opened.cancelled():
            self.open_link(self._options.link)

    def _pages_part(self) -> "ChatPagesPart":
        # As below.
        from app.bootstrap.chat_pages_part import ChatPagesPart

        if self.chat_pages is None:
            assert self._store is not None
            self.chat_pages = ChatPagesPart(self._store, self.chats, self.chat)
            self.chat_pages.wire(self.window.content.chat_pages)
        return self.chat_pages

    def _follow_search(self) -> None:
        self._pages_part().add_search(self.window.content.chat_pages)

    def _follow_trash(self) -> None:
        self._pages_part().add_trash(self.window.content.chat_pages)

    def _follow_library(self) -> None:
        # As below.
        from app.bootstrap.library_part import LibraryPart

        if self.library is None and self._store is not None:
            self.library = LibraryPart(self._store, self.server, self.chats)
            self.library.wire(self.window, self.transfers, self.settings)

    def _follow_data(self) -> None:
        # As below.
        from app.bootstrap.data_part import DataPart

        if self.data is None and self._store is not None:
            self.data = DataPart(self._store, self.chat.store_of, self.chats)
            self.data.wire(self.window)

    def _follow_making(self) -> None:
        # As above.
        from app.services.create import CreateService
        from app.wiring.create import wire_create

        if self.create is None:
            self.create = CreateService(self.server, self.transfers, self._store)
            wire_create(self.window.content.create_pane, self.create, self.transfers, self.server)

    def _follow_running(self) -> None:
        # Most runs never open the page.
        from app.services.running import RunningService
        from app.wiring.running import wire_running

        if self.running is None:
            self.running = RunningService(self.server, self.chat)
            wire_running(self.window, self.window.content.running_page, self.running, self.server)

    def _tell_facts(self) -> None:
        # Most runs never open the settings.
        from app.bootstrap.facts import program_facts
        from app.services.storage_use import StorageUseService
        from app.wiring.storage_use import wire_storage_use

        self.window.settings_page.set_facts(program_facts(self._data_dir))
        if self.storage_use is None and self._store is not None:
            self.storage_use = StorageUseService(self._store, self.server, self._data_dir)
            wire_storage_use(self.window, self.storage_use)


def _open_settings(data_dir: Path) -> OpenedSettings:
    file = SettingsFile(data_dir)
    return open_settings(file, file.read())
