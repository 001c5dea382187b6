"""Arrows of the settings: the page and the service, and what obeys each setting."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic

from PySide6.QtCore import QObject, Slot

from app.domain.attachment import MOST_PIXELS
from app.domain.chat import KeepAlive
from app.domain.pinned_models import pinned_models
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
    PINNED_MODELS,
    READING_WIDTH,
    READING_ZOOM,
    REDUCE_MOTION,
    SHOW_SPEED,
    START_WITH,
    TEXT_SIZE,
    THEME,
    TRANSFERS_AT_ONCE,
    UI_FONT,
    Setting,
    SettingChange,
    SettingValues,
    V,
)
from app.ui.main_window import MainWindow
from app.ui.theme.theme import ContrastMode, Theme, ThemeMode

if TYPE_CHECKING:
    from app.services.chat import ChatService
    from app.services.parameters import ParametersService
    from app.services.settings import SettingsService
    from app.services.transfers import TransfersService

Effect = Callable[[Any], object]

READING_WIDTHS_PX = {"narrow": 600, "comfortable": 744, "full": 1040}
IMAGE_EDGES_PX = {"1024": 1024, "2048": 2048, "4096": 4096, "whole": MOST_PIXELS}
KEEP_ALIVES: dict[str, KeepAlive | None] = {
    "server": None,
    "none": 0,
    "5m": "5m",
    "30m": "30m",
    "2h": "2h",
    "24h": "24h",
    "forever": -1,
}


def themed(theme: Theme) -> dict[str, Effect]:
    """What the theme obeys, by key."""
    return {
        THEME.key: lambda mode: theme.set_mode(ThemeMode(mode)),
        CONTRAST.key: lambda mode: theme.set_contrast(ContrastMode(mode)),
        ACCENT.key: theme.set_accent,
        REDUCE_MOTION.key: theme.set_reduced_motion,
        COMPACT_LISTS.key: theme.set_compact_lists,
        SHOW_SPEED.key: theme.set_speed_shown,
        TEXT_SIZE.key: lambda percent: theme.set_text_scale(percent / 100),
        UI_FONT.key: lambda font: theme.set_bundled_font(font == "inter"),
        CODE_FONT.key: theme.set_code_family,
    }


def paned(window: MainWindow) -> dict[str, Effect]:
    """What the panes obey, by key; makes the panes where there are none yet."""
    pane = window.chat_pane
    return {
        READING_WIDTH.key: lambda width: pane.set_reading_width(READING_WIDTHS_PX[width]),
        READING_ZOOM.key: pane.set_zoom,
        ENTER_SENDS.key: pane.set_enter_sends,
        KEEP_THOUGHTS_OPEN.key: pane.set_thoughts_open,
        NOTIFY_TRANSFERS.key: window.content.transfers_watch.set_notes,
        IMAGE_SIZE.key: lambda size: pane.images.set_sent_edge(IMAGE_EDGES_PX[size]),
    }


def served(
    chat: "ChatService",
    parameters: "ParametersService",
    transfers: "TransfersService",
    set_log_level: Callable[[str], None],
) -> dict[str, Effect]:
    """What works behind the window, by key."""
    return {
        TRANSFERS_AT_ONCE.key: transfers.set_limit,
        KEEP_ALIVE.key: lambda choice: chat.work.replies.set_keep_alive(KEEP_ALIVES[choice]),
        NEW_CHAT_PRESET.key: parameters.set_usual,
        MODEL_TITLES.key: chat.titles.set_enabled,
        LOG_LEVEL.key: set_log_level,
        START_WITH.key: _at_the_next_start,
        CHECK_UPDATES.key: _heard_elsewhere,
    }


def apply(values: SettingValues, effects: dict[str, Effect]) -> None:
    """Let everything obey what holds now."""
    for key, effect in effects.items():
        effect(values.value(key))


def wire_settings(
    window: MainWindow,
    theme: Theme,
    service: "SettingsService",
    chat: "ChatService",
    parameters: "ParametersService",
    transfers: "TransfersService",
    set_log_level: Callable[[str], None],
) -> None:
    """Connect page, window and services with the settings: wishes up, state down."""
    page = window.settings_page
    effects = {**themed(theme), **paned(window), **served(chat, parameters, transfers, set_log_level)}
    teller = _Teller(window, service, effects, page.show_value)
    page.change_requested.connect(service.set)
    page.reset_requested.connect(service.reset)
    parameters.usual_renamed.connect(teller.rename_preset)
    parameters.presets_changed.connect(page.set_presets)
    service.changed.connect(teller.tell)
    service.failed.connect(window.show_notice)
    teller.tell_all()
    _wire_pins(window, service)


def wire_window_settings(window: MainWindow, service: "SettingsService") -> None:
    """Connect a window beside the first one: its panes obey, the page is in the first."""
    teller = _Teller(window, service, paned(window), _shown_elsewhere)
    service.changed.connect(teller.tell)
    window.settings_page.change_requested.connect(service.set)
    teller.tell_all()
    _wire_pins(window, service)


def _wire_pins(window: MainWindow, service: "SettingsService") -> None:
    pane = window.chat_pane

    def show(line: str) -> None:
        pane.set_pinned_models(pinned_models(line))

    follow(pane, service, PINNED_MODELS, show)


def follow(
    owner: QObject, service: "SettingsService", setting: Setting[V], obey: Callable[[V], None]
) -> None:
    """Let something obey one setting, now and whenever it changes, for as long as its owner lives."""
    follower = _Follower(owner, service, setting, obey)
    service.changed.connect(follower.tell)
    follower.tell(setting.key)


class _Follower(QObject, Generic[V]):
    """Hears of every setting and hands on one."""

    def __init__(
        self, owner: QObject, service: "SettingsService", setting: Setting[V], obey: Callable[[V], None]
    ) -> None:
        super().__init__(owner)
        self._service = service
        self._setting = setting
        self._obey = obey

    @Slot(str)
    def tell(self, key: str) -> None:
        """Hand the value on if it is this one that changed."""
        if key == self._setting.key:
            self._obey(self._service.get(self._setting))


class _Teller(QObject):
    """Hands a changed value to what obeys it, and then to the page."""

    def __init__(
        self,
        window: MainWindow,
        service: "SettingsService",
        effects: dict[str, Effect],
        show_value: Callable[[SettingChange], None],
    ) -> None:
        super().__init__(window)
        self._service = service
        self._effects = effects
        self._show_value = show_value

    @Slot(str)
    def tell(self, key: str) -> None:
        """Tell one value; keys and the place of the window are told elsewhere."""
        if key not in self._effects:
            return
        value = self._service.value(key)
        self._effects[key](value)
        self._show_value(SettingChange(key, value))

    @Slot(str)
    def rename_preset(self, name: str) -> None:
        """Keep the new name of the preset that new chats begin with."""
        self._service.set(SettingChange(NEW_CHAT_PRESET.key, name))

    def tell_all(self) -> None:
        """Tell every value."""
        for key in self._effects:
            self.tell(key)


def _shown_elsewhere(_change: SettingChange) -> None:
    """Nothing to do: the page of the settings shows it."""


def _heard_elsewhere(_value: bool) -> None:
    """Nothing to do now: the page of the models hears it, when there is one."""


def _at_the_next_start(_value: str) -> None:
    """Nothing to do now: the program reads this one when it starts."""
