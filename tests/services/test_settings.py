"""The service of the settings on a real file."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.failure import FailureCode
from app.domain.setting import ENTER_SENDS, SETTINGS, TEXT_SIZE, THEME, Setting, SettingChange, SettingValues
from app.services.settings import SettingsService
from app.storage.settings_file import SettingsFile
from tests.helpers.services import heard


def service_on(folder: Path) -> SettingsService:
    file = SettingsFile(folder)
    return SettingsService(file, SettingValues(file.read().entries))


def written(folder: Path) -> Any:
    return json.loads((folder / "settings.json").read_text(encoding="utf-8"))


async def test_a_change_is_told_at_once_and_there_at_the_next_start(loop: Any, tmp_path: Path) -> None:
    service = service_on(tmp_path)
    told = heard(service.changed)
    service.set(SettingChange("appearance.theme", "dark"))
    assert told.values == ["appearance.theme"]
    assert service.get(THEME) == "dark"
    await service.aclose()
    assert service_on(tmp_path).get(THEME) == "dark"


async def test_the_same_value_again_is_no_change(loop: Any, tmp_path: Path) -> None:
    service = service_on(tmp_path)
    told = heard(service.changed)
    service.set(SettingChange("appearance.theme", "system"))
    service.reset("chat.enter_sends")
    await service.aclose()
    assert told.values == []
    assert not (tmp_path / "settings.json").exists()


def test_changes_of_a_moment_are_written_together(loop: Any, qtbot: Any, tmp_path: Path) -> None:
    service = service_on(tmp_path)
    for size in range(85, 155, 5):
        service.set(SettingChange("appearance.text_size", size))
    service.set(SettingChange("chat.enter_sends", False))
    assert not (tmp_path / "settings.json").exists()
    qtbot.waitUntil((tmp_path / "settings.json").exists)
    loop.run_until_complete(service.aclose())
    assert written(tmp_path) == {"appearance.text_size": 150, "chat.enter_sends": False}
    assert service.get(TEXT_SIZE) == 150
    assert service.get(ENTER_SENDS) is False


async def test_reset_takes_the_entry_out(loop: Any, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"appearance.theme": "dark", "mine": [1]}', encoding="utf-8")
    service = service_on(tmp_path)
    told = heard(service.changed)
    service.reset("appearance.theme")
    assert told.values == ["appearance.theme"]
    assert service.value("appearance.theme") == "system"
    await service.aclose()
    assert written(tmp_path) == {"mine": [1]}


@pytest.mark.parametrize("setting", SETTINGS, ids=[setting.key for setting in SETTINGS])
async def test_every_setting_can_be_reset(loop: Any, tmp_path: Path, setting: Setting[Any]) -> None:
    service = service_on(tmp_path)
    service.reset(setting.key)
    assert service.get(setting) == setting.default
    await service.aclose()


async def test_what_cannot_be_is_refused(loop: Any, tmp_path: Path) -> None:
    service = service_on(tmp_path)
    with pytest.raises(ValueError, match="purple"):
        service.set(SettingChange("appearance.theme", "purple"))
    with pytest.raises(KeyError):
        service.set(SettingChange("nothing", True))
    with pytest.raises(KeyError):
        service.reset("nothing")
    await service.aclose()
    assert not (tmp_path / "settings.json").exists()


async def test_a_file_that_cannot_be_written_is_told_and_the_setting_holds(loop: Any, tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    service = SettingsService(SettingsFile(tmp_path / "data"), SettingValues())
    failures = heard(service.failed)
    service.set(SettingChange("appearance.theme", "dark"))
    await service.aclose()
    assert [failure.code for failure in failures.values] == [FailureCode.SETTINGS_UNUSABLE]
    assert service.get(THEME) == "dark"


async def test_a_change_during_the_end_is_not_lost(loop: Any, tmp_path: Path) -> None:
    service = service_on(tmp_path)
    service.set(SettingChange("appearance.theme", "dark"))
    service._on_timeout()
    service.set(SettingChange("appearance.text_size", 115))
    await service.aclose()
    assert written(tmp_path) == {"appearance.theme": "dark", "appearance.text_size": 115}
