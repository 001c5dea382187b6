"""The page of the running models as the window holds it: made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.gpu import GpuMemory
from app.domain.running import LoadWish, RunningTrouble, RunningView
from app.domain.server import ServerState
from app.ui.theme.theme import Theme
from app.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from app.ui.running.content import RunningContent


class RunningPage(LazyPage["RunningContent"]):
    """What a person wants goes out as wishes; what is known comes in through slots."""

    wanted = Signal()  # once, before anything is shown: whoever knows is to tell `set_server` and `set_view`
    shown_changed = Signal(bool)  # whether anybody looks
    keep_requested = Signal(str)  # name of a model, as in the next ones
    keep_for_requested = Signal(str, float)  # seconds
    unload_requested = Signal(str)
    load_requested = Signal(LoadWish)
    cancel_load_requested = Signal(str)
    smaller_context_requested = Signal(LoadWish)
    chat_requested = Signal(str)
    told = Signal(str)  # words for a short message

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._view = RunningView()
        self._state: ServerState | None = None
        self._gpu: GpuMemory | None = None

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here: the head, the first card."""
        content = self.content
        return [content.load_button, *(card.keep_button for card in content.cards[:1])]

    @Slot(RunningView)
    def set_view(self, view: RunningView) -> None:
        """Show what is in memory."""
        self._view = view
        if self._content is not None:
            self._content.set_view(view)
            self._content.show_gpu(self._gpu)

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Note what the server offers."""
        self._state = state
        if self._content is not None:
            self._content.set_server(state)

    @Slot(object)  # a GpuMemory, or None where nobody tells
    def show_gpu(self, gpu: GpuMemory | None) -> None:
        """Show the memory of the graphics cards."""
        self._gpu = gpu
        if self._content is not None:
            self._content.show_gpu(gpu)

    @Slot(RunningTrouble)
    def show_trouble(self, trouble: RunningTrouble) -> None:
        """Say what did not come about."""
        self.content.show_trouble(trouble)

    @Slot(str, int)
    def tell_context(self, model: str, context: int) -> None:
        """Say that the open chat asks for another context from now on."""
        words = self.tr("The open chat asks {model} for a context of {count} tokens from now on")
        self.told.emit(words.format(model=model, count=context))

    def focus_first(self) -> None:
        """Put the focus where the keyboard begins."""
        button = self.content.load_button
        if button.isEnabled():
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_content(self) -> "RunningContent":
        # Most runs never open the page.
        from app.ui.running.content import RunningContent

        self.wanted.emit()
        return RunningContent(self._theme)

    def _connect(self, content: "RunningContent") -> None:
        content.keep_requested.connect(self.keep_requested)
        content.keep_for_requested.connect(self.keep_for_requested)
        content.unload_requested.connect(self.unload_requested)
        content.load_requested.connect(self.load_requested)
        content.cancel_load_requested.connect(self.cancel_load_requested)
        content.smaller_context_requested.connect(self.smaller_context_requested)
        content.chat_requested.connect(self.chat_requested)
        if self._state is not None:
            content.set_server(self._state)
        content.set_view(self._view)
        content.show_gpu(self._gpu)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.shown_changed.emit(False)
