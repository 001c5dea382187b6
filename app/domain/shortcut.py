"""The commands a key can be given to, with the keys they have unless a person chose others."""

from app.domain.setting import Line, Setting, SettingPage

PREFIX = "keyboard."
"""What the key of a kept shortcut begins with; the id of the command follows."""

_USUAL: dict[str, str] = {
    "new_chat": "Ctrl+N",
    "new_temporary_chat": "Ctrl+Shift+N",
    "new_window": "Ctrl+Shift+O",
    "open_in_window": "",
    "close_window": "Ctrl+W",
    "new_folder": "",
    "search_chats": "Ctrl+Shift+F",
    "settings": "Ctrl+,",
    "quit": "Ctrl+Q",
    "choose_model": "Ctrl+Shift+M",
    "write_message": "Ctrl+L",
    "attach": "",
    "regenerate": "Ctrl+R",
    "copy_reply": "Ctrl+Shift+C",
    "copy_code": "Ctrl+Shift+;",
    "continue_reply": "",
    "edit_message": "",
    "previous_message": "Alt+Up",
    "next_message": "Alt+Down",
    "previous_version": "Alt+Left",
    "next_version": "Alt+Right",
    "rename_chat": "F2",
    "pin_chat": "",
    "duplicate_chat": "",
    "move_chat": "",
    "tag_chat": "",
    "archive_chat": "",
    "show_archive": "",
    "show_trash": "",
    "export_chat": "",
    "export_all": "",
    "import_chats": "",
    "back_up": "",
    "restore": "",
    "delete_chat": "",
    "find": "Ctrl+F",
    "find_next": "F3",
    "find_previous": "Shift+F3",
    "commands": "Ctrl+K",
    "show_chat": "Ctrl+1",
    "show_models": "Ctrl+2",
    "create_model": "",
    "import_model": "",
    "show_transfers": "Ctrl+3",
    "pull_model": "",
    "show_running": "Ctrl+4",
    "load_model": "",
    "show_servers": "",
    "zoom_in": "Ctrl++",
    "zoom_out": "Ctrl+-",
    "zoom_reset": "Ctrl+0",
    "toggle_list": "Ctrl+B",
    "toggle_parameters": "Ctrl+.",
    "next_chat": "Ctrl+Tab",
    "previous_chat": "Ctrl+Shift+Tab",
    "next_part": "F6",
    "previous_part": "Shift+F6",
    "menu": "F10",
    "full_screen": "F11",
    "shortcuts": "Ctrl+/",
    "about": "",
}

_ON_MACOS: dict[str, str] = {
    "previous_message": "Ctrl+Alt+Up",
    "next_message": "Ctrl+Alt+Down",
    "previous_version": "Ctrl+[",
    "next_version": "Ctrl+]",
    "find_next": "Ctrl+G",
    "find_previous": "Ctrl+Shift+G",
    "next_chat": "Meta+Tab",
    "previous_chat": "Meta+Shift+Tab",
    "full_screen": "Meta+Ctrl+F",
}
"""Option with arrows moves by words and paragraphs there, Command+Tab goes to the next program, F3 and F11
are the system's. Source: "Mac keyboard shortcuts", support.apple.com/102650."""


def default_keys(platform: str) -> dict[str, str]:
    """Command id to keys as Qt writes them on every system ("Ctrl" is Command on macOS); empty: none.

    Args:
        platform: as `sys.platform`.
    """
    return _USUAL | _ON_MACOS if platform == "darwin" else _USUAL


def shortcuts(platform: str) -> tuple[Setting[str], ...]:
    """The keys of each command as a setting."""
    return tuple(
        Setting(PREFIX + command, Line(), keys, SettingPage.GENERAL, "keyboard")
        for command, keys in default_keys(platform).items()
    )
