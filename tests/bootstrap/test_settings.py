"""The settings at the start: read before the first paint, told where they are wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap.settings import open_settings
from app.bootstrap.start import kept_theme
from app.domain.failure import FailureCode
from app.domain.setting import CONTRAST, TEXT_SIZE, THEME, Choice
from app.storage.settings_file import KeptSettings, SettingsFile
from app.ui.theme.theme import ContrastMode, ThemeMode

FRAME = """
import sys
from pathlib import Path
from app.bootstrap.start import open_window
from app.storage.settings_file import SettingsFile
app, window = open_window(SettingsFile(Path(sys.argv[1])).read())
print(window.grab().toImage().pixelColor(900, 400).name())
loaded = [name for name in ("app.domain.setting", "app.services.settings", "sqlite3", "logging.handlers")
    if name in sys.modules]
print(loaded)
"""


def test_the_first_frame_knows_every_colour_scheme(qapp: QApplication) -> None:
    assert (THEME.key, CONTRAST.key) == ("appearance.theme", "appearance.contrast")
    assert isinstance(CONTRAST.kind, Choice)
    assert CONTRAST.kind.options == tuple(ContrastMode)
    for contrast in ContrastMode:
        assert kept_theme(qapp, KeptSettings({CONTRAST.key: contrast.value})).contrast is contrast
    assert isinstance(THEME.kind, Choice)
    assert THEME.kind.options == tuple(ThemeMode)
    for mode in ThemeMode:
        assert kept_theme(qapp, KeptSettings({THEME.key: mode.value})).mode is mode


@pytest.mark.parametrize("entries", [{}, {"appearance.theme": "purple"}, {"appearance.theme": ["dark"]}])
def test_what_the_first_frame_cannot_use_follows_the_system(
    qapp: QApplication, entries: dict[str, object]
) -> None:
    theme = kept_theme(qapp, KeptSettings(entries | {"appearance.contrast": 7}))
    assert (theme.mode, theme.contrast) == (ThemeMode.SYSTEM, ContrastMode.SYSTEM)


@pytest.mark.parametrize(
    ("mode", "contrast", "colour"),
    [("dark", "normal", "#17191c"), ("light", "normal", "#ffffff"), ("dark", "high", "#000000")],
)
def test_the_first_frame_is_painted_in_the_kept_scheme(
    tmp_path: Path, mode: str, contrast: str, colour: str
) -> None:
    kept = {"appearance.theme": mode, "appearance.contrast": contrast, "appearance.text_size": 150}
    SettingsFile(tmp_path).update(kept)
    done = subprocess.run(
        [sys.executable, "-c", FRAME, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split("\n")[:2] == [colour, "[]"]


def test_bad_values_and_a_damaged_file_are_told(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    bad = open_settings(file, KeptSettings({"appearance.text_size": "big", "appearance.theme": 3}))
    assert [notice.code for notice in bad.notices] == [FailureCode.SETTING_INVALID]
    assert bad.notices[0].detail == "appearance.theme, appearance.text_size"
    assert bad.values.get(TEXT_SIZE) == 100
    file.path.write_text("[", encoding="utf-8")
    assert [notice.code for notice in open_settings(file, file.read()).notices] == [
        FailureCode.SETTINGS_DAMAGED
    ]
    assert open_settings(file, file.read()).notices == ()
