"""The settings in more of their states, for pictures and for the walk through every look."""

from app.domain.server_profile import ServerList, ServerProfile
from app.domain.setting import SettingPage
from app.domain.storage_use import AttachmentUse, StorageUse
from app.ui.main_window import MainWindow
from app.ui.settings.facts import ProgramFacts
from tests.ui import samples

LONG = "/home/ada/.local/share/a folder with a rather long name/arriero"


def _settings(window: MainWindow, page: SettingPage) -> None:
    window.set_server(samples.ready())
    window.settings_page.set_facts(ProgramFacts(LONG, f"{LONG}/arriero.log", (("Arriero", "0.1.0"),)))
    window.settings_page.set_server(samples.ready())
    profiles = (
        ServerProfile("local", "", "http://127.0.0.1:11434"),
        ServerProfile("b", "Studio", "http://b:1"),
    )
    window.settings_page.set_servers(ServerList(profiles, "b"))
    window.content.show_settings_page()
    window.settings_page.content.show_page(page)


def settings_keys(window: MainWindow) -> None:
    """Every shortcut; the keys that were recorded belong to another command."""
    _settings(window, SettingPage.KEYBOARD)
    keys = window.settings_page.content.keys
    assert keys is not None
    keys.rows["settings"].recorded.emit("settings", "Ctrl+N")


def settings_storage(window: MainWindow) -> None:
    """Models and storage, with something to remove."""
    _settings(window, SettingPage.MODELS)
    used = StorageUse(
        212_345_678, AttachmentUse(35, 81_000_000, 3, 1_200_000), "/usr/share/ollama/models", True
    )
    window.settings_page.show_storage(used)


def palette_further(window: MainWindow) -> None:
    """What else can be done with a chat."""
    window.chat_list.set_chats(samples.chats())
    palette = window.content.commands.palette
    palette.open_palette()
    palette.field.setText("#")
    palette.field.further_wanted.emit()


SCENES = (settings_keys, settings_storage, palette_further)
