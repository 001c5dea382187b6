"""The models in memory: followed while somebody looks, loaded, kept and unloaded when asked."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from app.api.errors import OllamaError
from app.api.hosts import is_here
from app.api.threads import in_thread
from app.domain.chat import GenerateRequest, KeepAlive
from app.domain.failure import Failure
from app.domain.gpu import GpuMemory
from app.domain.model_info import RunningModel
from app.domain.model_name import same_model
from app.domain.options import OptionValue
from app.domain.running import (
    FOR_EVER,
    GoneModel,
    LoadedModel,
    LoadingModel,
    LoadWish,
    RunningTrouble,
    RunningView,
    followed,
    is_named,
)
from app.domain.server import Connection, ServerKind, ServerState
from app.services.chat import ChatService
from app.services.gpu import gpu_memory
from app.services.server import ServerService
from app.services.server_choice import running_models
from app.services.tasks import TaskOwner

POLL_S = 2.0
MOST_GONE = 3


class RunningService(QObject):
    """Tells what is in memory.

    The server is asked every 2 s while the page is shown; else it is the look of `ServerService`, every 10 s
    while the window is shown, that tells. A minimised window asks nothing.
    """

    view_changed = Signal(RunningView)
    context_set = Signal(str, int)  # the open chat asks this model for so many tokens of context now
    gpu_changed = Signal(object)  # GpuMemory, or None where nobody tells; only while the page is shown
    refused = Signal(RunningTrouble)  # something that was asked of a model did not come about

    def __init__(
        self,
        server: ServerService,
        chat: ChatService,
        poll_s: float = POLL_S,
        ask_gpu: Callable[[], GpuMemory | None] = gpu_memory,
    ) -> None:
        super().__init__()
        self._ask_gpu = ask_gpu
        self._has_gpu = True  # until the first answer says otherwise
        self._poll_s = poll_s
        self._server = server
        self._chat = chat
        self._tasks = TaskOwner(self._on_bug)
        self._view = RunningView()
        self._key = ""
        self._is_shown = False
        self._is_watched = True
        self._poll: asyncio.Task[None] | None = None
        self._loads: dict[str, asyncio.Task[None]] = {}
        self._changes: dict[str, asyncio.Task[None]] = {}
        self._options: dict[str, Mapping[str, OptionValue]] = {}  # what models were loaded with here
        server.state_changed.connect(self._on_server_state_changed)
        chat.running_changed.connect(self._on_replies_changed)
        self._on_server_state_changed(server.state)

    @property
    def view(self) -> RunningView:
        """What is known now."""
        return self._view

    @Slot(bool)
    def set_shown(self, is_shown: bool) -> None:
        """Tell whether the page is on top."""
        self._is_shown = is_shown
        self._follow()

    @Slot(bool)
    def set_watched(self, is_watched: bool) -> None:
        """Tell whether anybody can see the window."""
        self._is_watched = is_watched
        self._follow()

    @Slot(LoadWish)
    def load(self, wish: LoadWish) -> None:
        """Bring a model into memory; one that is there with other options is loaded anew."""
        if wish.model in self._loads:
            return
        self._options[wish.model] = dict(wish.options)
        loading = LoadingModel(wish, datetime.now(UTC))
        self._set(replace(self._view, loading=(*self._view.loading, loading)))
        self._loads[wish.model] = self._tasks.spawn(self._load(wish), name="load a model")

    @Slot(LoadWish)
    def use_context(self, wish: LoadWish) -> None:
        """Load a model with another context; the open chat asks for it from now on, where it uses that model.

        Without that its next message would load the model with the former context again.
        """
        self.load(wish)
        context = wish.options["num_ctx"]
        if same_model(self._chat.model, wish.model) and isinstance(context, int):
            before = self._chat.parameters
            self._chat.set_parameters(replace(before, options={**before.options, "num_ctx": context}))
            self.context_set.emit(wish.model, context)

    @Slot(str)
    def cancel_load(self, model: str) -> None:
        """Stop loading; the server drops what it had."""
        if (task := self._loads.get(model)) is not None:
            task.cancel()

    @Slot(str)
    def keep(self, model: str) -> None:
        """Keep a model until somebody unloads it."""
        self._ask(model, FOR_EVER)

    @Slot(str, float)
    def keep_for(self, model: str, seconds: float) -> None:
        """Keep a model for so long from now on."""
        self._ask(model, seconds)

    @Slot(str)
    def unload(self, model: str) -> None:
        """Put a model out of memory; a reply under way is written to its end."""
        self._ask(model, 0)

    async def aclose(self) -> None:
        """End what runs. A model that is being loaded is not loaded then."""
        await self._tasks.aclose()

    def _follow(self) -> None:
        """Ask every 2 s, or no longer."""
        wanted = self._is_shown and self._is_watched
        if wanted and self._poll is None:
            self._poll = self._tasks.spawn(self._keep_asking(), name="ask what is in memory")
        elif not wanted and self._poll is not None:
            self._poll.cancel()
            self._poll = None

    async def _keep_asking(self) -> None:
        while True:
            await asyncio.gather(self._look(), self._look_at_gpu())
            await asyncio.sleep(self._poll_s)

    async def _look_at_gpu(self) -> None:
        """Ask the drivers of this computer, where the models run here."""
        state = self._server.state
        is_ours = state.kind is ServerKind.OLLAMA and is_here(state.address)
        if is_ours and self._has_gpu:
            gpu = await in_thread(self._ask_gpu, "ask for the memory of graphics cards")
            self._has_gpu = gpu is not None
            self.gpu_changed.emit(gpu)
        elif not is_ours:
            self.gpu_changed.emit(None)

    async def _look(self) -> None:
        """Ask once; a server that does not answer is for its own service to follow."""
        if self._server.state.connection is not Connection.READY:
            return
        client = self._server.client
        try:
            running = await running_models(client, self._server.state.running)
        except OllamaError:
            self._server.look_again()
        else:
            self._server.take_running(client, running)
            self._take(running)

    def _ask(self, model: str, keep_alive: KeepAlive) -> None:
        if model not in self._changes:
            work = self._change(model, keep_alive)
            self._changes[model] = self._tasks.spawn(work, name="change how long a model stays")
            self._show_marks()

    async def _change(self, model: str, keep_alive: KeepAlive) -> None:
        options = None if keep_alive == 0 else self._options_of(model)
        try:
            await self._server.client.generate(GenerateRequest(model, options=options, keep_alive=keep_alive))
        except OllamaError as error:
            self.refused.emit(RunningTrouble(model, error.failure))
        finally:
            self._changes.pop(model, None)
        await self._look()
        self._show_marks()

    def _options_of(self, model: str) -> Mapping[str, OptionValue] | None:
        """What a model is loaded with: with anything else the server would load it anew.

        The context comes from the server, which resolves an automatic one to the same number to compare.
        Source: ollama/ollama, server/sched.go, `needsReload`.
        """
        loaded = next((each for each in self._view.loaded if each.name == model), None)
        context = loaded.running.context_length if loaded else None
        options = dict(self._options.get(model, {}))
        if context:
            options["num_ctx"] = context
        return options or None

    async def _load(self, wish: LoadWish) -> None:
        if self._changes:  # what is to go first makes room
            await asyncio.wait(set(self._changes.values()))
        keep_alive = self._chat.work.replies.keep_alive if wish.keep_alive is None else wish.keep_alive
        request = GenerateRequest(wish.model, options=wish.options or None, keep_alive=keep_alive)
        try:
            await self._server.client.generate(request)
        except OllamaError as error:
            self.refused.emit(RunningTrouble(wish.model, error.failure))
        finally:
            self._loads.pop(wish.model, None)
            left = tuple(each for each in self._view.loading if each.wish.model != wish.model)
            self._set(replace(self._view, loading=left))
        await self._look()

    @Slot(ServerState)
    def _on_server_state_changed(self, state: ServerState) -> None:
        if state.key != self._key:
            self._key = state.key
            self._options.clear()
            for task in self._loads.values():
                task.cancel()
            self._set(RunningView())
        if state.connection is Connection.READY:
            self._take(state.running)
        elif state.connection is Connection.FAILED and self._view.is_known and self._view.lost_at is None:
            self._set(replace(self._view, lost_at=datetime.now(UTC)))

    def _take(self, running: tuple[RunningModel, ...]) -> None:
        now = datetime.now(UTC)
        is_first = not self._view.is_known or self._view.lost_at is not None
        loaded = followed(self._view.loaded, running, now, is_first)
        names = {model.name for model in running}
        gone = [GoneModel(each.running, now) for each in self._view.loaded if each.name not in names]
        earlier = [each for each in self._view.gone if each.running.name not in names]
        seen = {each.running.name for each in gone}
        kept = (*gone, *(each for each in earlier if each.running.name not in seen))[:MOST_GONE]
        self._set(replace(self._view, loaded=loaded, gone=kept, lost_at=None, is_known=True))

    @Slot(frozenset)
    def _on_replies_changed(self, _chat_ids: frozenset[str]) -> None:
        self._show_marks()

    def _show_marks(self) -> None:
        self._set(self._view)

    def _set(self, view: RunningView) -> None:
        marked = replace(view, loaded=tuple(self._marked(each) for each in view.loaded))
        if marked != self._view:
            self._view = marked
            self.view_changed.emit(marked)

    def _marked(self, model: LoadedModel) -> LoadedModel:
        is_changing = any(same_model(model.name, name) for name in self._changes)
        return replace(
            model, is_replying=is_named(model, self._chat.replying_models), is_changing=is_changing
        )

    def _on_bug(self, failure: Failure) -> None:
        self.refused.emit(RunningTrouble("", failure))
