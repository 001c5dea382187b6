"""The commands a key can be given to, with the keys they have unless a person chose others."""

from app.domain.setting import Line, Setting, SettingPage

PREFIX = "keyboard."
"""What the key of a kept shortcut begins with; the id of the command follows."""

DEFAULT_KEYS: dict[str, str] = {
    "new_chat": "Ctrl+N",
    "new_temporary_chat": "Ctrl+Shift+N",
    "new_folder": "",
    "search_chats": "Ctrl+Shift+F",
    "settings": "Ctrl+,",
    "quit": "Ctrl+Q",
    "choose_model": "Ctrl+Shift+M",
    "write_message": "Ctrl+L",
    "attach": "",
    "regenerate": "Ctrl+R",
    "copy_reply": "Ctrl+Shift+C",
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
"""Command id to keys as Qt writes them on every system ("Ctrl" is Command on macOS); empty: none."""

SHORTCUTS: tuple[Setting[str], ...] = tuple(
    Setting(PREFIX + command, Line(), keys, SettingPage.GENERAL, "keyboard")
    for command, keys in DEFAULT_KEYS.items()
)
