"""The file with the settings: whatever is in it, it is read; whatever is not ours in it stays."""

import json
import os
import stat
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode
from app.domain.setting import SETTINGS, SettingValues
from app.storage.settings_file import SettingsFile, SettingsFileError
from tests.helpers.waiting import LIMIT_S

KEYS = [setting.key for setting in SETTINGS]
SURROGATES = st.text(st.characters())  # lone halves too: JSON can hold them as escapes
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | SURROGATES,
    lambda inner: st.lists(inner) | st.dictionaries(SURROGATES, inner),
    max_leaves=8,
)
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not bind this user"
)


def write(folder: Path, content: bytes | str) -> Path:
    path = folder / "settings.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@given(st.dictionaries(SURROGATES | st.sampled_from(KEYS), JSON))
def test_what_is_not_ours_survives_a_change(entries: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), json.dumps(entries))
        file = SettingsFile(Path(folder))
        assert file.read().entries == entries
        SettingValues(file.read().entries)
        file.update({"appearance.theme": "dark", "chat.enter_sends": None})
        kept = file.read()
    assert kept.failure is None
    expected = {key: value for key, value in entries.items() if key != "chat.enter_sends"}
    assert kept.entries == {**expected, "appearance.theme": "dark"}


def test_threads_that_write_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    everybody = threading.Barrier(8)

    def change(number: int) -> None:
        everybody.wait(LIMIT_S)
        file.update({f"entry.{number}": number})

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(change, number) for number in range(8)]:
            done.result(LIMIT_S)
    assert file.read().entries == {f"entry.{number}": number for number in range(8)}


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_content_raises_and_nothing_is_lost(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), content)
        kept = SettingsFile(Path(folder)).read()
        SettingsFile(Path(folder)).update({"appearance.theme": "dark"})
        after = SettingsFile(Path(folder)).read()
        if kept.failure is not None:
            assert kept.failure.code is FailureCode.SETTINGS_DAMAGED
            assert Path(kept.failure.detail).read_bytes() == content
    assert after.failure is None
    assert after.entries == {**kept.entries, "appearance.theme": "dark"}


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '"dark"', "[" * 100_000, b"\xff\xfe", b'{"a": "\xff"}']
)
def test_a_damaged_file_is_set_aside_with_a_notice(tmp_path: Path, content: bytes | str) -> None:
    path = write(tmp_path, content)
    before = path.read_bytes()
    kept = SettingsFile(tmp_path).read()
    assert kept.entries == {}
    assert kept.failure is not None
    assert kept.failure.code is FailureCode.SETTINGS_DAMAGED
    assert Path(kept.failure.detail).read_bytes() == before
    assert not path.exists()


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path: Path) -> None:
    names = []
    for content in ("{1", "{2"):
        write(tmp_path, content)
        failure = SettingsFile(tmp_path).read().failure
        assert failure is not None
        names.append(Path(failure.detail).read_text(encoding="utf-8"))
    assert names == ["{1", "{2"]


def test_nothing_kept_is_no_trouble(tmp_path: Path) -> None:
    kept = SettingsFile(tmp_path / "not there").read()
    assert kept.entries == {}
    assert kept.failure is None


def test_a_mark_in_front_of_the_text_is_no_damage(tmp_path: Path) -> None:
    write(tmp_path, b'\xef\xbb\xbf{"appearance.theme": "dark"}')
    assert SettingsFile(tmp_path).read().entries == {"appearance.theme": "dark"}


def test_the_file_is_readable_and_for_this_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    SettingsFile(folder).update({"appearance.code_font": "Fira Código", "appearance.text_size": 115})
    path = folder / "settings.json"
    text = path.read_text(encoding="utf-8")
    assert text == '{\n  "appearance.code_font": "Fira Código",\n  "appearance.text_size": 115\n}\n'
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [entry.name for entry in folder.iterdir()] == ["settings.json"]


def test_a_change_by_hand_while_running_stays(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    file.update({"appearance.theme": "dark"})
    write(tmp_path, '{"appearance.theme": "dark", "chat.enter_sends": false}')
    file.update({"appearance.text_size": 115})
    assert file.read().entries == {
        "appearance.theme": "dark",
        "chat.enter_sends": False,
        "appearance.text_size": 115,
    }


def test_what_a_killed_program_left_half_written_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "settings.json.new").write_text("{half", encoding="utf-8")
    SettingsFile(tmp_path).update({"appearance.theme": "dark"})
    assert SettingsFile(tmp_path).read().entries == {"appearance.theme": "dark"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles"
    real.mkdir()
    (real / "settings.json").write_text("{}", encoding="utf-8")
    (tmp_path / "settings.json").symlink_to(real / "settings.json")
    SettingsFile(tmp_path).update({"appearance.theme": "dark"})
    assert (tmp_path / "settings.json").is_symlink()
    assert json.loads((real / "settings.json").read_text(encoding="utf-8")) == {"appearance.theme": "dark"}


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    failure = SettingsFile(tmp_path).read().failure
    assert failure is not None
    assert failure.code is FailureCode.SETTINGS_UNUSABLE
    with pytest.raises(SettingsFileError) as raised:
        SettingsFile(tmp_path).update({"appearance.theme": "dark"})
    assert raised.value.failure.code is FailureCode.SETTINGS_UNUSABLE


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(SettingsFileError) as raised:
        SettingsFile(tmp_path / "data").update({"appearance.theme": "dark"})
    assert raised.value.failure.code is FailureCode.SETTINGS_UNUSABLE


@as_root
def test_a_folder_that_does_not_allow_writing_keeps_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, '{"appearance.theme": "dark"}')
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(SettingsFileError):
            SettingsFile(tmp_path).update({"appearance.theme": "light"})
        assert json.loads(path.read_text(encoding="utf-8")) == {"appearance.theme": "dark"}
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for the size of files there")
def test_a_file_that_cannot_be_written_whole_changes_nothing(tmp_path: Path) -> None:
    import resource  # only where there is one

    file = SettingsFile(tmp_path)
    file.update({"appearance.theme": "dark"})
    before = file.path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(SettingsFileError):
            file.update({"appearance.contrast": "high"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["settings.json"], (
        "half a file takes room for nothing"
    )
    file.update({"appearance.contrast": "high"})
    assert file.read().entries == {"appearance.theme": "dark", "appearance.contrast": "high"}


def test_only_looking_leaves_a_damaged_file_in_place(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    file.path.write_text("{", encoding="utf-8")
    kept = file.read(only_look=True)
    assert kept.failure is not None
    assert kept.failure.code is FailureCode.SETTINGS_DAMAGED
    assert file.path.read_text(encoding="utf-8") == "{"
