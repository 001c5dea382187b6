"""The words of the settings, and the texts of licences: none is missing, none is left over."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.setting import CODE_FONT, SETTINGS, Choice, Setting, SettingPage
from app.ui.settings import texts
from app.ui.settings.facts import ProgramFacts
from app.ui.settings.licences import licence_text, licences
from app.ui.settings.section import Section
from app.ui.settings.told import add_about
from app.ui.theme.theme import Theme


@pytest.mark.parametrize("setting", SETTINGS, ids=[setting.key for setting in SETTINGS])
def test_every_setting_has_words(qapp: QApplication, setting: Setting[Any]) -> None:
    text = texts.setting_text(setting.key)
    assert text.name
    assert not text.name.endswith(".")
    assert text.help
    assert texts.group_text(setting.group)
    assert texts.page_text(setting.page)
    if isinstance(setting.kind, Choice):
        words = [texts.option_text(setting.key, option) for option in setting.kind.options]
        assert all(words)
        assert len(set(words)) == len(words)


def test_no_words_are_left_over() -> None:
    assert set(texts._SETTINGS) == {setting.key for setting in SETTINGS}
    assert set(texts._GROUPS) == {setting.group for setting in SETTINGS}
    assert set(texts._PAGES) == set(SettingPage)
    for key, options in texts._OPTIONS.items():
        kind = next(setting.kind for setting in SETTINGS if setting.key == key)
        assert isinstance(kind, Choice)
        assert set(options) == set(kind.options)


def test_numbers_and_fonts_in_words(qapp: QApplication) -> None:
    assert texts.number_text(115, "%") == "115%"
    assert texts.number_text(5, "s") == "5\N{NO-BREAK SPACE}s"
    assert texts.option_text(CODE_FONT.key, "") == "JetBrains Mono (bundled)"
    assert texts.option_text(CODE_FONT.key, "Menlo") == "Menlo"


def test_about_tells_where_it_was_tried(theme: Theme, qtbot: QtBot) -> None:
    section = Section(theme, SettingPage.ABOUT)
    qtbot.addWidget(section)
    add_about(section, theme, ProgramFacts("/data", "/data/arriero.log", (("Arriero", "1.2.3"),)))
    section.fill()
    qtbot.waitUntil(lambda: section.is_whole)
    _versions, here, listed = section.groups
    assert "Debian 12" in here.rows[0].help.text()
    assert "macOS it has not been tried" in here.rows[0].help.text()
    assert len(listed.rows) == len(licences())


def test_every_licence_has_a_text() -> None:
    found = licences()
    assert found[0].name == "Arriero"
    assert len(found) > 40
    for licence in found:
        assert len(licence_text(licence)) > 500, licence.name
    texts_of = {licence.name: licence_text(licence) for licence in found}
    assert "MIT License" in texts_of["Arriero"]
    assert "SIL OPEN FONT LICENSE" in texts_of["Inter"]
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts_of["Qt 6"]


def test_only_what_is_there_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen program has packages that run it, and none of the tools."""
    there = tmp_path / "ziafont-0.11.dist-info"
    there.mkdir()
    (there / "METADATA").write_text("Metadata-Version: 2.1\nName: ziafont\nVersion: 0.11\n", encoding="utf-8")
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    names = {licence.name for licence in licences()}
    assert {"Arriero", "ziafont", "DejaVu Sans", "Inter"} <= names
    assert not {"pytest", "STIX Two Math"} & names
