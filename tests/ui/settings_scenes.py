"""The settings in more of their states, for pictures and for the walk through every look."""

from app.domain.model_facts import LEVELS, ModelFacts, server_defaults
from app.domain.parameters import Parameters, Preset
from app.domain.server_profile import ServerList, ServerProfile
from app.domain.setting import SettingPage
from app.domain.storage_use import AttachmentUse, StorageUse
from app.ui.main_window import MainWindow
from app.ui.settings.facts import ProgramFacts
from tests.helpers.settings import show_whole
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
    show_whole(window.settings_page, page)


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


def settings_privacy(window: MainWindow) -> None:
    """Only words, long ones."""
    _settings(window, SettingPage.PRIVACY)


def parameters(window: MainWindow) -> None:
    """The panel with everything changed and unfolded; one value cannot be."""
    asked = Parameters(
        "You are a senior SRE. Answer briefly, show the arithmetic, and prefer metric units.",
        {"temperature": 9.0, "num_ctx": 32768, "min_p": 0.05, "odd": 5, "stop": ("END", "\n")},
        "10m",
        "high",
        {"type": "object"},
        "Precise",
    )
    window.set_server(samples.ready())
    window.chat_list.set_chats(samples.chats())
    window.chat_pane.show_chat(samples.finished_view())
    side = window.chat_page.parameters
    side.show_parameters(asked)
    side.show_facts(ModelFacts("m", True, server_defaults("0.33.0"), "", 131_072, (False, *LEVELS), "medium"))
    side.show_presets((Preset("Precise", Parameters("x")),))
    side.open_panel()
    side.panel.more.click()
    side.panel.others.click()


SCENES = (settings_keys, settings_storage, settings_privacy, palette_further, parameters)
