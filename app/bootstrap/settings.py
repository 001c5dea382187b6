"""The settings at the start: what the file held, as values, and what was wrong with it."""

import sys
from dataclasses import dataclass

from app.domain.failure import Failure, FailureCode
from app.domain.setting import PINNED_MODELS, SETTINGS, USED_FOLDERS, WINDOW_PLACE, SettingValues
from app.domain.shortcut import shortcuts
from app.storage.settings_file import KeptSettings, SettingsFile


@dataclass(frozen=True, slots=True)
class OpenedSettings:
    """The file, what holds, and what a person must know of it."""

    file: SettingsFile
    values: SettingValues
    notices: tuple[Failure, ...]


def open_settings(file: SettingsFile, kept: KeptSettings) -> OpenedSettings:
    """Read the values; where anything is wrong with one, its default holds and a notice says so."""
    others = (WINDOW_PLACE, USED_FOLDERS, PINNED_MODELS)
    values = SettingValues(kept.entries, (*SETTINGS, *shortcuts(sys.platform), *others))
    notices = [kept.failure] if kept.failure is not None else []
    if values.bad_keys:
        notices.append(Failure(FailureCode.SETTING_INVALID, detail=", ".join(values.bad_keys)))
    return OpenedSettings(file, values, tuple(notices))
