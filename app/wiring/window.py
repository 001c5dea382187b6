"""Arrows of a window as a whole: trouble that concerns no pane, and whether anybody looks."""

from app.services.chat import ChatService
from app.services.chats import ChatListService
from app.services.parameters import ParametersService
from app.services.server import ServerService
from app.ui.main_window import MainWindow


def wire_window(
    window: MainWindow,
    server: ServerService,
    chat: ChatService,
    chats: ChatListService,
    parameters: ParametersService,
) -> None:
    """Connect the window with the services: wishes up, state down."""
    server.state_changed.connect(window.set_server)
    parameters.facts_changed.connect(window.content.old_server.set_facts)
    window.watched_changed.connect(server.set_watched)
    chat.running_changed.connect(window.content.leaving.set_running)
    chat.work.unwritten.changed.connect(window.content.leaving.set_unsaved)
    window.content.leaving.write_wanted.connect(chat.work.unwritten.retry)
    chat.failed.connect(window.show_notice)
    chats.failed.connect(window.show_notice)
    parameters.failed.connect(window.show_notice)


def wire_further_window(
    window: MainWindow, server: ServerService, chat: ChatService, parameters: ParametersService
) -> None:
    """Connect a window beside the first one, which asks before the program ends."""
    server.state_changed.connect(window.set_server)
    parameters.facts_changed.connect(window.content.old_server.set_facts)
    chat.failed.connect(window.show_notice)
    parameters.failed.connect(window.show_notice)
