"""The list of servers: which there are, which one is the default, and switching between them."""

import asyncio
import logging
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.api.hosts import DEFAULT_ADDRESS, BadAddress, parse_address
from app.api.threads import in_thread
from app.domain.failure import Failure, FailureCode
from app.domain.ids import new_id
from app.domain.server import Connection, ServerKind, ServerState
from app.domain.server_profile import (
    ENGINE_ID,
    LOCAL_ID,
    NO_SECRETS,
    AddressReading,
    SecretPlace,
    ServerDraft,
    ServerList,
    ServerProfile,
    ServerSecrets,
)
from app.services.secrets import SecretStore, SecretsUnreadable
from app.services.server import ENGINE_CHOICE, ServerService
from app.services.server_choice import ServerChoice
from app.services.server_drafts import (
    CheckedDraft,
    DraftRefused,
    checked_draft,
    keeps_something,
    read_address,
)
from app.services.tasks import TaskOwner
from app.storage.server_profiles import KeptServers, ServersFile
from app.storage.settings_file import SettingsFileError

log = logging.getLogger(__name__)

UNDO_MS = 15_000
"""How long the secrets of a removed server are kept; the offer to undo is gone before."""
LOCAL = ServerProfile(LOCAL_ID, "", DEFAULT_ADDRESS.url)


def listed(kept: KeptServers) -> tuple[ServerProfile, ...]:
    """The servers to begin with: those of the file, or the usual one where there is no file yet."""
    return (LOCAL,) if kept.profiles is None else kept.profiles


def first_choice(kept: KeptServers, named: str, use_engine: bool) -> tuple[ServerChoice, tuple[Failure, ...]]:
    """The server to begin with: named on the command line or by OLLAMA_HOST, else the default of the list.

    Secrets are not in it yet: `ServersService.start` fetches them.
    """
    profiles = listed(kept)
    try:
        if named:
            address = parse_address(named)
            same = next((each for each in profiles if each.address == address.url), None)
            choice = choice_of(same) if same else ServerChoice(address)
            return replace(choice, is_explicit=True, use_engine=use_engine), ()
        default = next((each for each in profiles if each.id == kept.default_id), None)
        if default is not None:
            return replace(choice_of(default), use_engine=use_engine), ()
    except BadAddress as error:
        return replace(choice_of(LOCAL), use_engine=use_engine), (error.failure,)
    usual = replace(choice_of(LOCAL), use_engine=use_engine)
    if kept.default_id == ENGINE_ID:
        return replace(usual, engine_first=True, profile_id=ENGINE_ID), ()
    return usual, ()


def choice_of(profile: ServerProfile, secrets: ServerSecrets = NO_SECRETS) -> ServerChoice:
    """How a server of the list is looked for.

    Raises:
        BadAddress: the file was edited into something that is no address.
    """
    address = parse_address(profile.address)
    is_usual = profile.id == LOCAL_ID and address == DEFAULT_ADDRESS
    return ServerChoice(
        address,
        is_explicit=not is_usual,
        profile_id=profile.id,
        name=profile.name,
        secrets=secrets,
        trust=profile.trust,
        timeouts=profile.timeouts,
    )


class ServersService(QObject):
    """Keeps the list and its secrets; tells `ServerService` which server to use."""

    servers_changed = Signal(ServerList)
    address_read = Signal(AddressReading)
    saved = Signal(str)  # id of a server that was added or changed
    save_refused = Signal(Failure)
    removed = Signal(ServerProfile)  # can be brought back for a while
    failed = Signal(Failure)

    def __init__(
        self, server: ServerService, file: ServersFile, kept: KeptServers, secrets: SecretStore
    ) -> None:
        super().__init__()
        self._server = server
        self._file = file
        self._secrets = secrets
        self._profiles = list(listed(kept))
        self._default_id = kept.default_id
        self._loaded: dict[str, ServerSecrets] = {}
        self._unreadable: set[str] = set()  # ids of servers whose secrets were not given
        self._loading = asyncio.Lock()
        self._told = ServerList()
        self._removed: tuple[int, ServerProfile] | None = None
        self._to_forget: list[ServerProfile] = []  # their secrets are still to be removed
        self._is_wanted = False  # the server in use becomes the default as soon as it answers
        self._is_unwritten = False
        self._writing = asyncio.Lock()
        self._tasks = TaskOwner(self.failed.emit)
        self._undo_timer = QTimer(self, singleShot=True, interval=UNDO_MS)
        self._undo_timer.timeout.connect(self._on_undo_over)
        server.state_changed.connect(self._on_state_changed)
        server.chosen.connect(self._on_chosen)

    @property
    def servers(self) -> ServerList:
        """The list as it is now."""
        state = self._server.state
        current = ENGINE_ID if state.kind is ServerKind.ENGINE else state.profile_id
        place = self._secrets.known_place
        return ServerList(tuple(self._profiles), self._default_id, current, state.engine_available, place)

    @Slot()
    def start(self) -> None:
        """Fetch the secrets of the first server where it has some, then begin to look for it."""
        self._tell()
        profile = self.servers.profile(self._server.choice.profile_id)
        if profile is None or not profile.has_secrets:
            self._server.start()
        else:
            self._tasks.spawn(self._start(profile), name="fetch secrets")

    @Slot()
    def find_key_store(self) -> None:
        """Find out where secrets would go, for the page to say so."""
        if self._secrets.known_place is None:
            self._tasks.spawn(self._find_key_store(), name="find the key store")

    @Slot(str)
    def read_address(self, text: str) -> None:
        """Tell what a typed address means."""
        self.address_read.emit(read_address(text))

    @Slot(ServerDraft)
    def save(self, draft: ServerDraft) -> None:
        """Add a server, or change the one of that id."""
        self._tasks.spawn(self._save(draft), name="save a server")

    @Slot(str)
    def remove(self, profile_id: str) -> None:
        """Take a server off the list; `undo_remove` brings it back. One that is in use stays in use."""
        at = next((at for at, each in enumerate(self._profiles) if each.id == profile_id), None)
        if at is None:
            return
        self._forget_removed()
        profile = self._profiles.pop(at)
        self._removed = at, profile
        self._undo_timer.start()
        if self._default_id == profile_id:
            self._default_id = self._profiles[0].id if self._profiles else LOCAL_ID
        self._changed()
        self.removed.emit(profile)

    @Slot()
    def undo_remove(self) -> None:
        """Bring back the server that was removed last."""
        if self._removed is not None:
            at, profile = self._removed
            self._removed = None
            self._undo_timer.stop()
            self._profiles.insert(at, profile)
            self._changed()

    @Slot(str)
    def make_default(self, profile_id: str) -> None:
        """Begin with that server from the next start on."""
        if profile_id == ENGINE_ID or self.servers.profile(profile_id) is not None:
            self._default_id = profile_id
            self._changed()

    @Slot(str)
    def switch_to(self, profile_id: str) -> None:
        """Use another server from now on."""
        if profile_id == ENGINE_ID:
            self._server.choose_engine()
        elif (profile := self.servers.profile(profile_id)) is not None:
            self._tasks.spawn(self._switch_to(profile), name="switch the server")

    @Slot(str)
    def connect_to(self, text: str) -> None:
        """Use the server at an address; it comes into the list and becomes the default once it answers."""
        reading = read_address(text)
        same = next((each for each in self._profiles if each.address == reading.address), None)
        self._is_wanted = True
        if same is None:
            self._server.connect_to(text)
        else:
            self.switch_to(same.id)

    async def choice(self, profile: ServerProfile, *, is_wanted: bool = True) -> ServerChoice | None:
        """How to speak to a server of the list, secrets included; None where its entry cannot be used.

        Args:
            is_wanted: a person wants that server now. Otherwise a key store that did not give the secrets is
                not asked again, and nothing is said: the answer is None.
        """
        if not is_wanted and profile.id in self._unreadable:
            return None
        try:
            choice = choice_of(profile, await self._secrets_of(profile))
            choice.client()
        except BadAddress as error:
            self.failed.emit(error.failure)
        except ValueError:
            self.failed.emit(Failure(FailureCode.HEADER_INVALID, profile.address))
        else:
            return choice
        return None

    async def checked(self, draft: ServerDraft) -> CheckedDraft:
        """An edited server with its secrets.

        Raises:
            DraftRefused: it cannot be used.
        """
        before = self.servers.profile(draft.id)
        stored = await self._secrets_of(before) if before is not None else NO_SECRETS
        if before is not None and before.id in self._unreadable and keeps_something(draft):
            raise DraftRefused(Failure(FailureCode.SECRETS_UNREADABLE, before.address))
        return await checked_draft(draft, before, stored)

    async def aclose(self) -> None:
        """End what runs and write what is not written yet."""
        self._undo_timer.stop()
        await self._tasks.settle()  # a server that is being saved
        await self._write()  # behind the one under way, whose thread would outlive it and end last
        await self._tasks.aclose()
        if self._removed is not None:
            self._to_forget.append(self._removed[1])
        await self._forget()
        await self._write()

    async def _start(self, profile: ServerProfile) -> None:
        choice = await self.choice(profile)
        if choice is not None:
            before = self._server.choice
            self._server.choose(replace(choice, use_engine=before.use_engine, is_explicit=before.is_explicit))
        self._server.start()

    async def _switch_to(self, profile: ServerProfile) -> None:
        if (choice := await self.choice(profile)) is not None:
            self._server.choose(choice)

    async def _find_key_store(self) -> None:
        await self._secrets.place()
        self._tell()

    async def _secrets_of(self, profile: ServerProfile) -> ServerSecrets:
        if not profile.has_secrets:
            return NO_SECRETS
        async with self._loading:  # a key store asks the person, and once is enough
            if profile.id not in self._loaded:
                try:
                    origin = parse_address(profile.address).origin
                    secrets = await self._secrets.load(profile.id, origin, profile.secret_place)
                except SecretsUnreadable as error:
                    self._unreadable.add(profile.id)
                    self.failed.emit(replace(error.failure, address=profile.address))
                    return NO_SECRETS
                self._loaded[profile.id] = secrets
                self._unreadable.discard(profile.id)
            return self._loaded[profile.id]

    async def _save(self, draft: ServerDraft) -> None:
        before = self.servers.profile(draft.id)
        try:
            checked = await self.checked(draft)
            profile_id = before.id if before is not None else new_id()
            if before is not None and before.secret_place is not SecretPlace.NONE and not checked.secrets:
                await self._secrets.remove(before.id, before.secret_place)
            place = await self._secrets.save(profile_id, checked.choice.address.origin, checked.secrets)
        except (DraftRefused, SecretsUnreadable) as error:
            self.save_refused.emit(error.failure)
            return
        profile = ServerProfile(
            profile_id,
            checked.choice.name,
            checked.choice.address.url,
            draft.trust,
            bool(checked.secrets.token),
            tuple(name for name, _ in checked.secrets.headers),
            place,
            draft.timeouts,
        )
        self._loaded[profile_id] = checked.secrets
        self._unreadable.discard(profile_id)
        if before is None:
            self._profiles.append(profile)
        else:
            self._profiles = [profile if each.id == profile_id else each for each in self._profiles]
        self._use_edited(replace(checked.choice, profile_id=profile_id))
        self._changed()
        self.saved.emit(profile_id)

    def _use_edited(self, choice: ServerChoice) -> None:
        """Follow an edit of the server in use; a new name alone does not break the connection."""
        used = self._server.choice
        is_same = used.address == choice.address and used.profile_id in ("", choice.profile_id)
        if used.engine_first or not (used.profile_id == choice.profile_id or is_same):
            return
        spoken = (choice.secrets, choice.trust, choice.timeouts)
        if is_same and (used.secrets, used.trust, used.timeouts) == spoken:
            self._server.set_listed(choice.profile_id, choice.name)
        else:
            self._server.choose(choice)

    def _forget_removed(self) -> None:
        if self._removed is not None:
            self._to_forget.append(self._removed[1])
            self._removed = None
            self._tasks.spawn(self._forget(), name="forget secrets")

    async def _forget(self) -> None:
        """Remove the secrets of servers that are gone for good."""
        while self._to_forget:
            profile = self._to_forget[0]
            self._loaded.pop(profile.id, None)
            try:
                await self._secrets.remove(profile.id, profile.secret_place)
            except SecretsUnreadable as error:
                log.warning("The secrets of a removed server stay: %s", error.failure.code)
            if profile in self._to_forget:  # not taken by another task meanwhile
                self._to_forget.remove(profile)

    def _changed(self) -> None:
        self._is_unwritten = True
        self._tasks.spawn(self._write(), name="write the servers")
        self._tell()

    async def _write(self) -> None:
        async with self._writing:
            if not self._is_unwritten:
                return
            profiles, default_id = tuple(self._profiles), self._default_id
            try:
                await in_thread(lambda: self._file.write(profiles, default_id), "write the servers")
            except SettingsFileError as error:
                self.failed.emit(error.failure)  # tried again with the next change, and at the end
                return
            if (profiles, default_id) == (tuple(self._profiles), self._default_id):
                self._is_unwritten = False

    def _tell(self) -> None:
        if (servers := self.servers) != self._told:
            self._told = servers
            self.servers_changed.emit(servers)

    @Slot()
    def _on_undo_over(self) -> None:
        self._forget_removed()

    @Slot(str)
    def _on_chosen(self, choice: str) -> None:
        if choice == ENGINE_CHOICE:
            self._is_wanted = False
            self.make_default(ENGINE_ID)
        else:
            self._is_wanted = True

    @Slot(ServerState)
    def _on_state_changed(self, state: ServerState) -> None:
        if self._is_wanted and state.connection is Connection.READY and state.kind is ServerKind.OLLAMA:
            self._is_wanted = False
            # Later: what this changes must not reach others before the state that is being told.
            self._tasks.spawn(self._take_in_use(state), name="take the server into the list")
        self._tell()

    async def _take_in_use(self, state: ServerState) -> None:
        """Make the server that answered the default, and put it into the list."""
        profile_id = state.profile_id
        if self.servers.profile(profile_id) is None:
            profile_id = new_id()
            self._profiles.append(ServerProfile(profile_id, "", state.address))
            self._default_id = profile_id
            if self._server.state.address == state.address:
                self._server.set_listed(profile_id, "")
        self._default_id = profile_id
        self._changed()
