"""Every setting, declared once: key, type, default, bounds and page. Its words are in `ui/settings`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast

Value = bool | int | str
V = TypeVar("V", bound=Value)


class SettingPage(StrEnum):
    """The pages of the settings, in their order."""

    GENERAL = "general"
    APPEARANCE = "appearance"
    CHAT = "chat"
    SERVERS = "servers"
    MODELS = "models"
    PRIVACY = "privacy"
    KEYBOARD = "keyboard"
    ADVANCED = "advanced"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class OnOff:
    """Yes or no."""

    def read(self, value: Any) -> bool | None:
        """The value as kept, or None when it is no such thing."""
        return value if isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, value: Any) -> str | None:
        """The value as kept, or None when it is none of the options."""
        return value if isinstance(value, str) and value in self.options else None


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `least` to `most`, both included; `step` is what one key press changes."""

    least: int
    most: int
    step: int
    unit: str

    def read(self, value: Any) -> int | None:
        """The value as kept (100.0 counts as 100), or None when it is no number within the bounds."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return int(value) if is_number and self.least <= value <= self.most and int(value) == value else None


@dataclass(frozen=True, slots=True)
class FontFamily:
    """The name of a font family of fixed pitch; empty for the bundled one."""

    longest: int = 200

    def read(self, value: Any) -> str | None:
        """The name as kept, or None when it cannot be one. A family that is not installed is fine."""
        fits = isinstance(value, str) and len(value) <= self.longest and value.isprintable()
        return value if fits else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text that a person does not write: the keys of a command, the place of the window."""

    longest: int = 100

    def read(self, value: Any) -> str | None:
        """The text as kept, or None when it is no such thing."""
        fits = isinstance(value, str) and len(value) <= self.longest and value.isprintable()
        return value if fits else None


@dataclass(frozen=True, slots=True)
class PresetName:
    """The name of a preset, empty for none. One of that name may be gone."""

    longest: int = 60

    def read(self, value: Any) -> str | None:
        """The name as kept, or None when it cannot be one."""
        fits = isinstance(value, str) and len(value) <= self.longest and value.isprintable()
        return value if fits else None


Kind = OnOff | Choice | Number | FontFamily | PresetName | Line


@dataclass(frozen=True, slots=True)
class Setting(Generic[V]):
    """One setting.

    Args:
        key: its name in the file, "page.name".
        group: id of the heading it stands under.
        renamed_from: older keys, newest first; what is kept under them still counts.
    """

    key: str
    kind: Kind
    default: V
    page: SettingPage
    group: str
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingChange:
    """The wish to give a setting another value."""

    key: str
    value: Value


START_WITH = Setting(
    "general.start_with", Choice(("last_chat", "new_chat")), "last_chat", SettingPage.GENERAL, "start"
)
THEME = Setting(
    "appearance.theme", Choice(("system", "light", "dark")), "system", SettingPage.APPEARANCE, "theme"
)
CONTRAST = Setting(
    "appearance.contrast", Choice(("system", "normal", "high")), "system", SettingPage.APPEARANCE, "theme"
)
ACCENT = Setting(
    "appearance.accent",
    Choice(("petrol", "blue", "violet", "rose", "green", "grey")),
    "petrol",
    SettingPage.APPEARANCE,
    "theme",
)
REDUCE_MOTION = Setting("appearance.reduce_motion", OnOff(), False, SettingPage.APPEARANCE, "motion")
SHOW_SPEED = Setting("appearance.show_speed", OnOff(), True, SettingPage.APPEARANCE, "motion")
COMPACT_LISTS = Setting("appearance.compact_lists", OnOff(), False, SettingPage.APPEARANCE, "motion")
TEXT_SIZE = Setting("appearance.text_size", Number(85, 150, 5, "%"), 100, SettingPage.APPEARANCE, "text")
READING_ZOOMS = Number(70, 200, 10, "%")
READING_ZOOM: Setting[int] = Setting(
    "appearance.reading_zoom", READING_ZOOMS, 100, SettingPage.APPEARANCE, "text"
)
UI_FONT = Setting("appearance.ui_font", Choice(("system", "inter")), "system", SettingPage.APPEARANCE, "text")
CODE_FONT = Setting("appearance.code_font", FontFamily(), "", SettingPage.APPEARANCE, "text")
READING_WIDTH = Setting(
    "appearance.reading_width",
    Choice(("narrow", "comfortable", "full")),
    "comfortable",
    SettingPage.APPEARANCE,
    "text",
)
ENTER_SENDS = Setting("chat.enter_sends", OnOff(), True, SettingPage.CHAT, "writing")
NEW_CHAT_PRESET = Setting("chat.new_chat_preset", PresetName(), "", SettingPage.CHAT, "new_chats")
KEEP_THOUGHTS_OPEN = Setting("chat.keep_thoughts_open", OnOff(), False, SettingPage.CHAT, "replies")
MODEL_TITLES = Setting("chat.model_titles", OnOff(), True, SettingPage.CHAT, "replies")
KEEP_ALIVE = Setting(
    "models.default_keep_alive",
    Choice(("server", "none", "5m", "30m", "2h", "24h", "forever")),
    "server",
    SettingPage.MODELS,
    "memory",
    renamed_from=("chat.default_keep_alive",),
)
IMAGE_SIZE = Setting(
    "models.image_size", Choice(("1024", "2048", "4096", "whole")), "2048", SettingPage.MODELS, "images"
)
TRANSFERS_AT_ONCE = Setting(
    "models.transfers_at_once", Number(1, 4, 1, ""), 2, SettingPage.MODELS, "transfers"
)
CHECK_UPDATES = Setting("models.check_updates", OnOff(), False, SettingPage.MODELS, "updates")
NOTIFY_TRANSFERS = Setting("models.notify_transfers", OnOff(), True, SettingPage.MODELS, "transfers")
LOG_LEVEL = Setting(
    "advanced.log_level",
    Choice(("error", "warning", "info", "debug")),
    "warning",
    SettingPage.ADVANCED,
    "log",
)

SETTINGS: tuple[Setting[Any], ...] = (
    START_WITH,
    THEME,
    CONTRAST,
    ACCENT,
    TEXT_SIZE,
    READING_ZOOM,
    UI_FONT,
    CODE_FONT,
    READING_WIDTH,
    REDUCE_MOTION,
    SHOW_SPEED,
    COMPACT_LISTS,
    ENTER_SENDS,
    KEEP_THOUGHTS_OPEN,
    MODEL_TITLES,
    NEW_CHAT_PRESET,
    KEEP_ALIVE,
    IMAGE_SIZE,
    TRANSFERS_AT_ONCE,
    NOTIFY_TRANSFERS,
    CHECK_UPDATES,
    LOG_LEVEL,
)

"""What the pages of the settings show."""

WINDOW_PLACE = Setting("window.place", Line(), "", SettingPage.GENERAL, "start")
"""Where the window was; see `domain/window_place`. On no page: the window itself is moved."""

USED_FOLDERS = Setting("window.folders", Line(longest=20_000), "", SettingPage.GENERAL, "start")
"""In which folder each kind of file dialog ended; see `domain/used_folders`. On no page."""

PINNED_MODELS = Setting("models.pinned", Line(longest=80_000), "", SettingPage.MODELS, "start")
"""The models that stand first; see `domain/pinned_models`. On no page: models are pinned where they are."""


class SettingValues:
    """What holds now: for every declared setting the kept value, or its default where there is none.

    Args:
        kept: what the file holds, whatever that is; only declared keys are looked at.
    """

    def __init__(
        self, kept: Mapping[str, Any] | None = None, declared: tuple[Setting[Any], ...] = SETTINGS
    ) -> None:
        self._settings = {setting.key: setting for setting in declared}
        self._values: dict[str, Value] = {}
        bad: list[str] = []
        for setting in declared:
            key = next((key for key in (setting.key, *setting.renamed_from) if key in (kept or {})), None)
            if key is None or kept is None:
                continue
            value = setting.kind.read(kept[key])
            if value is None:
                bad.append(key)
            else:
                self._values[setting.key] = value
        self.bad_keys = tuple(bad)
        """The keys of kept values that could not be used."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all settings."""
        return tuple(self._settings)

    def get(self, setting: Setting[V]) -> V:
        """The value of a setting."""
        return cast(V, self.value(setting.key))

    def default(self, key: str) -> Value:
        """The default of the setting of that key.

        Raises:
            KeyError: no setting has that key.
        """
        return cast(Value, self._settings[key].default)

    def value(self, key: str) -> Value:
        """The value of the setting of that key.

        Raises:
            KeyError: no setting has that key.
        """
        setting = self._settings[key]
        return cast(Value, self._values.get(key, setting.default))

    def set(self, key: str, value: Value) -> bool:
        """Take a value; whether it is another one than before.

        Raises:
            KeyError: no setting has that key.
            ValueError: the setting cannot have that value.
        """
        read = self._settings[key].kind.read(value)
        if read is None:
            raise ValueError(f"{key} cannot be {value!r}")
        before = self.value(key)
        self._values[key] = read
        return read != before

    def stored(self, key: str) -> dict[str, Value | None]:
        """What the file is to hold for a setting; None: no entry. Old names go, and a default needs none."""
        setting = self._settings[key]
        value = self.value(key)
        entries: dict[str, Value | None] = {old: None for old in setting.renamed_from}
        entries[key] = None if value == setting.default else value
        return entries
