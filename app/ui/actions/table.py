"""What each command is called, where it stands in the menus and which icon it wears."""

from typing import Literal, NamedTuple

from PySide6.QtCore import QCoreApplication

from app.ui.failure_kinds import QT_TRANSLATE_NOOP

Menu = Literal["file", "message", "chat", "view", "help"]


class Command(NamedTuple):
    """One command; `section` parts the entries of a menu by lines."""

    text: str
    icon: str
    menu: Menu
    section: int = 0


def _noop(text: str) -> str:
    return QT_TRANSLATE_NOOP("commands", text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("commands", text)


COMMANDS: dict[str, Command] = {
    "new_chat": Command(_noop("New chat"), "square-pen", "file"),
    "new_temporary_chat": Command(_noop("New temporary chat"), "eye-off", "file"),
    "new_window": Command(_noop("New window"), "external-link", "file"),
    "new_folder": Command(_noop("New folder…"), "folder-plus", "file"),
    "create_model": Command(_noop("Create a model…"), "plus", "file", 4),
    "import_model": Command(_noop("Import a GGUF file…"), "file-box", "file", 4),
    "import_chats": Command(_noop("Import chats…"), "download", "file", 3),
    "export_all": Command(_noop("Export all chats…"), "upload", "file", 3),
    "back_up": Command(_noop("Back up everything…"), "hard-drive", "file", 3),
    "restore": Command(_noop("Restore a backup…"), "history", "file", 3),
    "settings": Command(_noop("Settings"), "settings", "file", 1),
    "close_window": Command(_noop("Close the window"), "x", "file", 2),
    "quit": Command(_noop("Quit"), "log-out", "file", 2),
    "write_message": Command(_noop("Write a message"), "text-cursor-input", "message"),
    "choose_model": Command(_noop("Choose a model…"), "boxes", "message"),
    "attach": Command(_noop("Attach files…"), "paperclip", "message"),
    "regenerate": Command(_noop("Write the last reply again"), "refresh-cw", "message", 1),
    "copy_reply": Command(_noop("Copy the last reply"), "copy", "message", 1),
    "copy_code": Command(_noop("Copy the last block of code"), "file-code", "message", 1),
    "continue_reply": Command(_noop("Continue the last reply"), "play", "message", 1),
    "edit_message": Command(_noop("Edit your last message"), "pencil", "message", 1),
    "previous_message": Command(_noop("Message before"), "arrow-up", "message", 1),
    "next_message": Command(_noop("Next message"), "arrow-down", "message", 1),
    "previous_version": Command(_noop("Version before"), "chevron-left", "message", 1),
    "next_version": Command(_noop("Next version"), "chevron-right", "message", 1),
    "stop": Command(_noop("Stop the reply"), "circle-stop", "message", 1),
    "find": Command(_noop("Find in this chat…"), "search", "chat"),
    "find_next": Command(_noop("Next place found"), "chevron-down", "chat"),
    "find_previous": Command(_noop("Place found before"), "chevron-up", "chat"),
    "rename_chat": Command(_noop("Rename the chat…"), "pencil", "chat", 1),
    "pin_chat": Command(_noop("Pin or unpin the chat"), "pin", "chat", 1),
    "export_chat": Command(_noop("Export the chat…"), "upload", "chat", 1),
    "open_in_window": Command(_noop("Open the chat in a new window"), "external-link", "chat", 1),
    "duplicate_chat": Command(_noop("Duplicate the chat"), "copy", "chat", 1),
    "move_chat": Command(_noop("Move the chat to a folder…"), "folder", "chat", 1),
    "tag_chat": Command(_noop("Tags of the chat…"), "hash", "chat", 1),
    "archive_chat": Command(_noop("Archive the chat, or take it out"), "archive", "chat", 1),
    "delete_chat": Command(_noop("Delete the chat"), "trash-2", "chat", 1),
    "pull_model": Command(_noop("Pull a model…"), "download", "chat", 2),
    "load_model": Command(_noop("Load a model…"), "play", "chat", 2),
    "commands": Command(_noop("Find a command, model or chat…"), "command", "view"),
    "search_chats": Command(_noop("Search all chats…"), "search", "view"),
    "show_chat": Command(_noop("Show the chats"), "message-square", "view", 1),
    "show_models": Command(_noop("Show the models"), "boxes", "view", 1),
    "show_transfers": Command(_noop("Show the transfers"), "arrow-down-up", "view", 1),
    "show_running": Command(_noop("Show the running models"), "cpu", "view", 1),
    "show_servers": Command(_noop("Show the servers"), "server", "view", 1),
    "show_trash": Command(_noop("Show the trash"), "trash-2", "view", 1),
    "show_archive": Command(_noop("Show or leave the archived chats"), "archive", "view", 2),
    "toggle_list": Command(_noop("Show or hide the list of chats"), "panel-left", "view", 2),
    "toggle_parameters": Command(_noop("Show or hide the parameters"), "panel-right", "view", 2),
    "next_chat": Command(_noop("Next chat"), "arrow-down", "view", 3),
    "previous_chat": Command(_noop("Previous chat"), "arrow-up", "view", 3),
    "next_part": Command(_noop("Next part of the window"), "panels-top-left", "view", 4),
    "previous_part": Command(_noop("Previous part of the window"), "panels-top-left", "view", 4),
    "menu": Command(_noop("Open the menu"), "menu", "view", 4),
    "full_screen": Command(_noop("Full screen"), "maximize", "view", 5),
    "zoom_in": Command(_noop("Larger messages"), "zoom-in", "view", 6),
    "zoom_out": Command(_noop("Smaller messages"), "zoom-out", "view", 6),
    "zoom_reset": Command(_noop("Messages in their usual size"), "search", "view", 6),
    "shortcuts": Command(_noop("Keyboard shortcuts…"), "keyboard", "help"),
    "about": Command(_noop("About Arriero"), "info", "help", 1),
}
FIXED_KEYS: dict[str, str] = {"stop": "Esc"}
"""Keys that are shown but are no shortcut of their own: Esc does one thing per press."""

_MENUS: dict[Menu, str] = {
    "file": _noop("File"),
    "message": _noop("Message"),
    "chat": _noop("Chat"),
    "view": _noop("View"),
    "help": _noop("Help"),
}


def command_text(command: str) -> str:
    """The words of a command."""
    return _tr(COMMANDS[command].text)


def menu_text(menu: Menu) -> str:
    """The title of a menu, also the heading of its commands in the list of shortcuts."""
    return _tr(_MENUS[menu])


def in_menus() -> tuple[tuple[Menu, tuple[str, ...]], ...]:
    """Every menu with its commands, in order."""
    return tuple(
        (menu, tuple(command for command, row in COMMANDS.items() if row.menu == menu)) for menu in _MENUS
    )
