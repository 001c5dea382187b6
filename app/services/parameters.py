"""Presets, the facts of the chosen model, what would be sent, and how the panel was left."""

import json
from concurrent.futures import Future
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from app.api.body import chat_body
from app.api.errors import OllamaError
from app.domain.failure import Failure
from app.domain.model_facts import ModelFacts, facts_of
from app.domain.parameters import NO_PARAMETERS, Parameters, Preset
from app.domain.server import Connection, ServerState
from app.domain.side_panel import SidePanel
from app.services.chat import ChatService
from app.services.keeping import kept
from app.services.server import ServerService
from app.services.tasks import TaskOwner
from app.storage.conversations import ConversationStore
from app.storage.errors import StorageError

PANEL_STATE = "parameters_panel"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Whose facts are wanted: the same model under another name has the same."""

    model: str
    digest: str
    server: str
    version: str

    @property
    def key(self) -> tuple[str, str]:
        return (self.digest, self.version) if self.digest else (self.model, f"{self.server} {self.version}")


class ParametersService(QObject):
    """Keeps presets; asks the server once for each model what the panel must know of it."""

    usual_changed = Signal(Parameters)  # what new chats begin with
    preset_renamed = Signal(str, str)  # name, new name
    usual_renamed = Signal(str)  # the preset that new chats begin with has this name now
    presets_changed = Signal(tuple)  # tuple[Preset, ...], by name
    facts_changed = Signal(ModelFacts)  # of the chosen model
    request_changed = Signal(str)  # JSON of the next request, indented; only while somebody looks
    panel_restored = Signal(SidePanel)
    failed = Signal(Failure)

    def __init__(
        self,
        store: ConversationStore,
        server: ServerService,
        chat: ChatService,
        beside: "ParametersService | None" = None,
    ) -> None:
        """Stand behind a window.

        Args:
            beside: the service of the first window, which keeps the presets; None where this is it.
        """
        super().__init__()
        self._beside = beside
        self._store = store
        self._server = server
        self._chat = chat
        self._tasks = TaskOwner(self.failed.emit)
        self._presets: tuple[Preset, ...] = ()
        self._usual = ""
        self._known: dict[tuple[str, str], ModelFacts] = {}
        self._asked: set[tuple[str, str]] = set()
        self._facts = ModelFacts()
        self._panel_open: bool | None = None  # None: how it was left is not read yet
        self._request_shown = False
        server.state_changed.connect(self._on_server_changed)
        chat.model_changed.connect(self._on_model_changed)
        chat.parameters_changed.connect(self._on_parameters_changed)
        if beside is not None:
            self._known = beside._known
            beside.presets_changed.connect(self._on_presets_beside)
            beside.usual_changed.connect(chat.set_usual_parameters)
            beside.preset_renamed.connect(self._on_preset_renamed)

    @property
    def presets(self) -> tuple[Preset, ...]:
        """The named sets, by name."""
        return self._presets

    @property
    def keeper(self) -> "ParametersService":
        """Where presets are kept: the service of the first window."""
        return self._beside or self

    @property
    def usual(self) -> Parameters:
        """What new chats begin with."""
        preset = next((each for each in self._presets if each.name == self._usual), None)
        return replace(preset.parameters, preset=preset.name) if preset else NO_PARAMETERS

    @property
    def facts(self) -> ModelFacts:
        """What is known of the chosen model."""
        return self._facts

    @Slot()
    def start(self) -> None:
        """Read the presets and how the panel was left."""
        self._tasks.spawn(self._start(), name="read the presets")

    @Slot(Preset)
    def keep_preset(self, preset: Preset) -> None:
        """Keep a set under its name; one of that name is replaced."""
        plain = Preset(preset.name, preset.parameters.plain())
        self._set_presets([other for other in self._presets if other.name != plain.name] + [plain])
        self._write(self._store.keep_preset(plain))

    @Slot(str, str)
    def rename_preset(self, name: str, new_name: str) -> None:
        """Give a set another name, in every chat that uses it."""
        preset = next((each for each in self._presets if each.name == name), None)
        if preset is None or any(each.name == new_name for each in self._presets):
            return
        others = [each for each in self._presets if each.name != name]
        if self._usual == name:
            self._usual = new_name  # before the list changes, or new chats would lose it for a moment
            self.usual_renamed.emit(new_name)
        self._set_presets([*others, Preset(new_name, preset.parameters)])
        self._write(self._store.rename_preset(name, new_name))
        self._on_preset_renamed(name, new_name)
        self.preset_renamed.emit(name, new_name)

    @Slot(str)
    def delete_preset(self, name: str) -> None:
        """Remove a set; the chats that use it keep what it asked."""
        self._set_presets([each for each in self._presets if each.name != name])
        self._write(self._store.delete_preset(name))

    @Slot(SidePanel)
    def keep_panel(self, panel: SidePanel) -> None:
        """Note whether the panel is open and how wide it is."""
        was_open, self._panel_open = self._panel_open, panel.is_open
        self._write(self._store.set_state(PANEL_STATE, panel.to_text()))
        if panel.is_open and not was_open:
            self._follow_model()

    @Slot(bool)
    def show_request(self, is_shown: bool) -> None:
        """Tell what would be sent as long as somebody looks."""
        self._request_shown = is_shown
        self._tell_request()

    def set_usual(self, name: str) -> None:
        """Let new chats begin with a preset; an empty name or one that is gone: with nothing set."""
        self._usual = name
        self._tell_usual()

    async def aclose(self) -> None:
        """Stop asking; what was to be kept is kept."""
        await self._tasks.aclose()

    async def _start(self) -> None:
        try:
            presets = await kept(self._store.presets()) if self._beside is None else ()
            state = await kept(self._store.get_state(PANEL_STATE))
        except StorageError as error:
            self.failed.emit(error.failure)
            return
        if self._beside is None:
            kept_meanwhile = {preset.name for preset in self._presets}
            read = [preset for preset in presets if preset.name not in kept_meanwhile]
            self._set_presets([*read, *self._presets])
        else:
            self._on_presets_beside(self._beside.presets)
            self._chat.set_usual_parameters(self._beside.usual)
        if self._panel_open is None:  # else a person was faster
            panel = SidePanel.from_text(state or "")
            self._panel_open = panel.is_open
            self.panel_restored.emit(panel)
        self._follow_model()

    def _set_presets(self, presets: list[Preset]) -> None:
        self._presets = tuple(sorted(presets, key=lambda preset: (preset.name.lower(), preset.name)))
        self.presets_changed.emit(self._presets)
        self._tell_usual()

    def _tell_usual(self) -> None:
        wanted = self.usual
        self._chat.set_usual_parameters(wanted)
        self.usual_changed.emit(wanted)

    @Slot(tuple)
    def _on_presets_beside(self, presets: tuple[Preset, ...]) -> None:
        self._presets = presets
        self.presets_changed.emit(presets)

    @Slot(str, str)
    def _on_preset_renamed(self, name: str, new_name: str) -> None:
        if self._chat.parameters.preset == name:
            self._chat.set_parameters(replace(self._chat.parameters, preset=new_name))

    @Slot(ServerState)
    def _on_server_changed(self, _state: ServerState) -> None:
        self._follow_model()

    @Slot(str)
    def _on_model_changed(self, _name: str) -> None:
        self._follow_model()
        self._tell_request()

    @Slot(Parameters)
    def _on_parameters_changed(self, _parameters: Parameters) -> None:
        self._tell_request()

    def _follow_model(self) -> None:
        wanted = self._wanted()
        if wanted is None:
            self._set_facts(ModelFacts(self._chat.model))
        elif (known := self._known.get(wanted.key)) is not None:
            self._set_facts(replace(known, model=wanted.model))
        else:
            if self._facts.model != wanted.model or self._facts.is_known:
                self._set_facts(ModelFacts(wanted.model))
            if wanted.key not in self._asked and self._is_needed():
                self._asked.add(wanted.key)
                self._tasks.spawn(self._ask(wanted), name="ask for a model's own parameters")

    def _wanted(self) -> _Wanted | None:
        state, summary = self._server.state, self._chat.model_summary
        if summary is None or state.connection is not Connection.READY:
            return None
        return _Wanted(self._chat.model, summary.digest, state.key, state.version)

    def _is_needed(self) -> bool:
        """Whether the list of models leaves open what the window shows now."""
        summary = self._chat.model_summary
        said = summary.capabilities if summary else None
        return bool(self._panel_open) or said is None or "thinking" in said

    async def _ask(self, wanted: _Wanted) -> None:
        try:
            show = await self._server.client.show(wanted.model)
        except OllamaError as error:
            facts = ModelFacts(wanted.model, failure=error.failure)
        else:
            facts = self._known[wanted.key] = facts_of(wanted.model, show, wanted.version)
        finally:
            self._asked.discard(wanted.key)
        if self._wanted() == wanted:
            self._set_facts(facts)

    def _set_facts(self, facts: ModelFacts) -> None:
        if facts != self._facts:
            self._facts = facts
            self.facts_changed.emit(facts)
            self._tell_request()

    def _tell_request(self) -> None:
        if self._request_shown:
            parts = b"".join(chat_body(self._chat.next_request(), stream=True).pieces())
            self.request_changed.emit(json.dumps(json.loads(parts), indent=2, ensure_ascii=False))

    def _write(self, future: Future[None]) -> None:
        self._tasks.spawn(self._written(future), name="keep a preset or the panel")

    async def _written(self, future: Future[None]) -> None:
        try:
            await kept(future)
        except StorageError as error:
            self.failed.emit(error.failure)
