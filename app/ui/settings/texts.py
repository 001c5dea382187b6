"""The words of every setting, its options, pages and groups, by key. A test feeds every key."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.setting import (
    ACCENT,
    CHECK_UPDATES,
    CODE_FONT,
    COMPACT_LISTS,
    CONTRAST,
    ENTER_SENDS,
    IMAGE_SIZE,
    KEEP_ALIVE,
    KEEP_THOUGHTS_OPEN,
    LOG_LEVEL,
    MODEL_TITLES,
    NEW_CHAT_PRESET,
    NOTIFY_TRANSFERS,
    READING_WIDTH,
    READING_ZOOM,
    REDUCE_MOTION,
    SHOW_SPEED,
    START_WITH,
    TEXT_SIZE,
    THEME,
    TRANSFERS_AT_ONCE,
    UI_FONT,
    SettingPage,
)
from app.ui.failure_kinds import QT_TRANSLATE_NOOP
from app.ui.words import ENTER, NO_BREAK_SPACE, native_keys

BUNDLED_CODE_FONT = "JetBrains Mono"


class SettingText(NamedTuple):
    """A name without full stop and one line of help."""

    name: str
    help: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


def _noop(text: str) -> str:
    return QT_TRANSLATE_NOOP("settings", text)


_SETTINGS: dict[str, SettingText] = {
    START_WITH.key: SettingText(_noop("Start with"), _noop("What is open when Arriero starts")),
    THEME.key: SettingText(_noop("Colour scheme"), _noop("Follow the system, or always use one")),
    CONTRAST.key: SettingText(
        _noop("Contrast"), _noop("High: black and white surfaces, strong edges, no tints")
    ),
    ACCENT.key: SettingText(
        _noop("Accent"), _noop("Colour of the main action, selection and focus; high contrast has its own")
    ),
    REDUCE_MOTION.key: SettingText(
        _noop("Reduce motion"), _noop("Colours change at once; so too where the system wants it")
    ),
    SHOW_SPEED.key: SettingText(
        _noop("Show speed under replies"), _noop("Tokens per second, number of tokens and seconds")
    ),
    COMPACT_LISTS.key: SettingText(_noop("Compact lists"), _noop("One low line for each chat and model")),
    TEXT_SIZE.key: SettingText(_noop("Text size"), _noop("Scales every text in the app")),
    READING_ZOOM.key: SettingText(
        _noop("Size of messages"), _noop("Messages only; View in the menu changes it too")
    ),
    UI_FONT.key: SettingText(_noop("Interface font"), _noop("The font of your desktop is the default")),
    CODE_FONT.key: SettingText(_noop("Code font"), _noop("Used in code blocks and for addresses")),
    READING_WIDTH.key: SettingText(_noop("Reading width"), _noop("Widest line of a reply")),
    ENTER_SENDS.key: SettingText(
        _noop("Send with {key}"), _noop("{break_keys} breaks the line. When off, {send_keys} sends.")
    ),
    NEW_CHAT_PRESET.key: SettingText(
        _noop("Begin with the preset"),
        _noop("What a new chat asks of its model; presets are made in the parameters of a chat"),
    ),
    KEEP_THOUGHTS_OPEN.key: SettingText(
        _noop("Keep thoughts open"), _noop("Show what a model thinks without a click")
    ),
    MODEL_TITLES.key: SettingText(
        _noop("Titles by the model"),
        _noop("After the first reply the model that wrote it names the chat, while it is still in memory"),
    ),
    KEEP_ALIVE.key: SettingText(
        _noop("Keep models loaded"), _noop("How long a model stays in memory after a reply (keep alive)")
    ),
    IMAGE_SIZE.key: SettingText(
        _noop("Longest edge of sent images"),
        _noop("What a model gets of images attached from now on; the original is always kept"),
    ),
    TRANSFERS_AT_ONCE.key: SettingText(
        _noop("Transfers at a time"), _noop("How many pulls, pushes and creates run beside each other")
    ),
    NOTIFY_TRANSFERS.key: SettingText(
        _noop("Tell when a transfer ends"),
        _noop("A message of the system, only while the window is not in front"),
    ),
    CHECK_UPDATES.key: SettingText(
        _noop("Look for newer models"),
        _noop("Once a day while Models is open, at the registry that each name says; else only on request"),
    ),
    LOG_LEVEL.key: SettingText(
        _noop("Log level"), _noop("The least important lines that are written; secrets never are")
    ),
}
_OPTIONS: dict[str, dict[str, str]] = {
    START_WITH.key: {"last_chat": _noop("Last chat"), "new_chat": _noop("New chat")},
    THEME.key: {"system": _noop("System"), "light": _noop("Light"), "dark": _noop("Dark")},
    CONTRAST.key: {"system": _noop("System"), "normal": _noop("Normal"), "high": _noop("High")},
    ACCENT.key: {
        "petrol": _noop("Petrol"),
        "blue": _noop("Blue"),
        "violet": _noop("Violet"),
        "rose": _noop("Rose"),
        "green": _noop("Green"),
        "grey": _noop("Grey"),
    },
    UI_FONT.key: {"system": _noop("System default"), "inter": _noop("Inter (bundled)")},
    READING_WIDTH.key: {
        "narrow": _noop("Narrow"),
        "comfortable": _noop("Comfortable"),
        "full": _noop("Full"),
    },
    KEEP_ALIVE.key: {
        "server": _noop("As the server does"),
        "none": _noop("Unload at once"),
        "5m": _noop("5 minutes"),
        "30m": _noop("30 minutes"),
        "2h": _noop("2 hours"),
        "24h": _noop("24 hours"),
        "forever": _noop("Until it is unloaded"),
    },
    IMAGE_SIZE.key: {
        "1024": _noop("1024 px"),
        "2048": _noop("2048 px"),
        "4096": _noop("4096 px"),
        "whole": _noop("As it is"),
    },
    LOG_LEVEL.key: {
        "error": _noop("Error"),
        "warning": _noop("Warning"),
        "info": _noop("Info"),
        "debug": _noop("Debug"),
    },
}
_PAGES: dict[SettingPage, tuple[str, str]] = {
    SettingPage.GENERAL: (_noop("General"), "settings"),
    SettingPage.APPEARANCE: (_noop("Appearance"), "sun"),
    SettingPage.CHAT: (_noop("Chat"), "message-square"),
    SettingPage.SERVERS: (_noop("Servers"), "server"),
    SettingPage.MODELS: (_noop("Models and storage"), "boxes"),
    SettingPage.PRIVACY: (_noop("Privacy"), "shield"),
    SettingPage.KEYBOARD: (_noop("Keyboard"), "keyboard"),
    SettingPage.ADVANCED: (_noop("Advanced"), "terminal"),
    SettingPage.ABOUT: (_noop("About"), "info"),
}
_GROUPS: dict[str, str] = {
    "start": _noop("Start"),
    "theme": _noop("Theme"),
    "text": _noop("Text"),
    "motion": _noop("Motion and layout"),
    "writing": _noop("Writing"),
    "new_chats": _noop("New chats"),
    "replies": _noop("Replies"),
    "memory": _noop("Memory"),
    "images": _noop("Images"),
    "updates": _noop("Newer models"),
    "transfers": _noop("Transfers"),
    "log": _noop("Log"),
}


def setting_text(key: str) -> SettingText:
    """The name and help of a setting."""
    name, told = (_tr(text) for text in _SETTINGS[key])
    if key == ENTER_SENDS.key:
        name, keys = name.format(key=ENTER), (native_keys(f"Shift+{ENTER}"), native_keys(f"Ctrl+{ENTER}"))
        told = told.format(break_keys=keys[0], send_keys=keys[1])
    return SettingText(name, told)


def option_text(key: str, option: str) -> str:
    """The words of one option of a choice; for a font family or a preset, its name."""
    if key == NEW_CHAT_PRESET.key:
        return option or _tr("None")
    if key == CODE_FONT.key:
        return option or _tr("{family} (bundled)").format(family=BUNDLED_CODE_FONT)
    return _tr(_OPTIONS[key][option])


def number_text(value: int, unit: str) -> str:
    """A number with its unit: "100%"."""
    gap = "" if unit == "%" else NO_BREAK_SPACE
    return f"{QLocale().toString(value)}{gap}{unit}"


def page_text(page: SettingPage) -> str:
    """The title of a page."""
    return _tr(_PAGES[page][0])


def page_icon(page: SettingPage) -> str:
    """The Lucide name of a page's icon."""
    return _PAGES[page][1]


def group_text(group: str) -> str:
    """The heading of a group of settings."""
    return _tr(_GROUPS[group])
