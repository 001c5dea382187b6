"""The windows beside the first one; made with the first of them."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from app.bootstrap.further_part import Behind, FurtherPart
from app.domain.failure import Failure
from app.domain.window_place import Area, WindowPlace, on_screens
from app.services.tasks import TaskOwner
from app.ui.come_forward import come_forward
from app.ui.further_window import FurtherWindow
from app.ui.main_window import MainWindow

SETTLE_S = 30.0
_STEP_PX = 32


class Windows(QObject):
    """Opens and closes them, and knows which one was used last.

    While there are others, closing the first window only hides it: it comes back with the next wish for one
    of its pages. Closing the last one that is to be seen ends the program, as closing the only one does.
    """

    def __init__(self, first: MainWindow, behind: Behind) -> None:
        super().__init__()
        self._first = first
        self._behind = behind
        self._parts: list[FurtherPart] = []
        self._in_front: MainWindow = first
        self._tasks = TaskOwner(first.show_notice)
        server = behind.server_part.server
        first.watched_changed.disconnect(server.set_watched)
        first.watched_changed.connect(self._look_who_watches)
        first.activated.connect(self._on_first_activated)
        first.hidden.connect(self._on_first_hidden)
        behind.chats.failed.disconnect(first.show_notice)
        behind.chats.failed.connect(self.show_notice)

    @property
    def in_front(self) -> MainWindow:
        """The window that was used last."""
        return self._in_front

    @property
    def further(self) -> tuple[FurtherWindow, ...]:
        """The windows beside the first, in the order they were opened."""
        return tuple(part.window for part in self._parts)

    @property
    def parts(self) -> tuple[FurtherPart, ...]:
        """What stands behind them."""
        return tuple(self._parts)

    @Slot(str)
    def open(self, chat_id: str) -> None:
        """Open one more window beside the one in front; an empty id: with a new chat."""
        window = FurtherWindow(self._first.theme)
        window.restore(self._beside(self._in_front.place))
        part = FurtherPart(self._behind, window)
        self._parts.append(part)
        part.close_wanted.connect(self._on_close_wanted)
        window.quit_wanted.connect(self._on_quit_wanted)
        window.command_wanted.connect(self._on_command_wanted)
        window.activated.connect(self._on_activated)
        window.watched_changed.connect(self._look_who_watches)
        window.content.commands.window_requested.connect(self._on_window_requested)
        window.content.chat_list.window_requested.connect(self.open)
        self._first.has_others = True
        self._turn_to(window)
        part.start(chat_id)
        window.show()
        window.activateWindow()

    @Slot(Failure)
    def show_notice(self, failure: Failure) -> None:
        """Say what is wrong where the person is."""
        self._in_front.show_notice(failure)

    def hide(self) -> None:
        """Hide them all: the program ends."""
        for window in self.further:
            window.hide()

    async def aclose(self) -> None:
        """Close them all."""
        self._first.has_others = False
        await self._tasks.settle(SETTLE_S)  # one may be closing just now
        await self._tasks.aclose()
        for part in self._parts:
            await part.aclose()
        self._parts.clear()

    def _beside(self, place: WindowPlace) -> WindowPlace:
        area, app = place.normal, QApplication.instance()
        assert isinstance(app, QApplication)
        main = app.primaryScreen()
        screens = [main, *(screen for screen in app.screens() if screen is not main)]
        usable = [screen.availableGeometry() for screen in screens]
        areas = tuple(Area(each.x(), each.y(), each.width(), each.height()) for each in usable)
        moved = Area(area.x + _STEP_PX, area.y + _STEP_PX, area.width, area.height)
        return on_screens(WindowPlace(moved, False, place.list_px, place.list_hidden), areas)

    def _leave_front(self, window: MainWindow) -> None:
        """A window was closed: where it was in front, the youngest that is to be seen takes its place."""
        if self._in_front is window:
            seen = [each for each in (self._first, *self.further) if each.isVisible()]
            self._turn_to(seen[-1] if seen else self._first)

    def _turn_to(self, window: MainWindow) -> None:
        self._in_front = window
        chat = next((part.chat for part in self._parts if part.window is window), self._behind.chat)
        chat.come_to_front()

    def _show_first(self) -> None:
        come_forward(self._first, "")
        self._behind.chat.set_away(False)

    @Slot(QObject)
    def _on_close_wanted(self, part: FurtherPart) -> None:
        others = [self._first, *(each.window for each in self._parts if each is not part)]
        if not self._first.stays_open and not any(window.isVisible() for window in others):
            self._on_quit_wanted()
            return
        self._parts.remove(part)
        self._first.has_others = bool(self._parts)
        part.window.hide()
        self._leave_front(part.window)
        self._tasks.spawn(part.aclose(), name="close a window")

    @Slot()
    def _on_quit_wanted(self) -> None:
        self._first.ask_to_leave()
        if self._first.isVisible():  # it asks
            self._show_first()

    @Slot(str)
    def _on_command_wanted(self, command: str) -> None:
        self._show_first()
        self._first.content.commands.actions.run(command)

    @Slot()
    def _on_window_requested(self) -> None:
        self.open("")

    @Slot()
    def _on_first_activated(self) -> None:
        self._turn_to(self._first)
        self._behind.chat.set_away(False)
        self._behind.chats.mark_read(self._first.chat_pane.chat_id)

    @Slot()
    def _on_first_hidden(self) -> None:
        self._behind.chat.set_away(True)
        self._leave_front(self._first)

    @Slot()
    def _on_activated(self) -> None:
        self._turn_to(next((each for each in self.further if each.isActiveWindow()), self._in_front))

    @Slot()
    def _look_who_watches(self) -> None:
        is_watched = any(not window.isMinimized() for window in (self._first, *self.further))
        self._behind.server_part.server.set_watched(is_watched)
