"""The declarations of the settings, and what becomes of any kept value."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.setting import (
    CODE_FONT,
    ENTER_SENDS,
    SETTINGS,
    TEXT_SIZE,
    THEME,
    Setting,
    SettingPage,
    SettingValues,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
KEYS = [setting.key for setting in SETTINGS]
RENAMED = (replace(THEME, key="look.theme", renamed_from=("appearance.theme", "theme")),)


def test_keys_are_unique_and_old_names_belong_to_nobody_else() -> None:
    names = KEYS + [old for setting in SETTINGS for old in setting.renamed_from]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("setting", SETTINGS, ids=KEYS)
def test_a_default_is_a_value_of_its_own_setting(setting: Setting[Any]) -> None:
    assert setting.kind.read(setting.default) == setting.default
    assert setting.key.split(".")[0] == setting.page.value


def test_settings_of_a_page_and_group_stand_together() -> None:
    order = [(list(SettingPage).index(setting.page), setting.group) for setting in SETTINGS]
    places = [place for at, place in enumerate(order) if at == 0 or order[at - 1] != place]
    assert len(places) == len(set(places))
    assert [page for page, _ in places] == sorted(page for page, _ in places)


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(), ANYTHING))
def test_whatever_is_kept_every_setting_has_a_value_it_can_have(kept: dict[str, Any]) -> None:
    values = SettingValues(kept)
    for setting in SETTINGS:
        value = values.get(setting)
        assert setting.kind.read(value) == value
        if setting.key in values.bad_keys:
            assert value == setting.default
        elif setting.key in kept:
            assert value == kept[setting.key]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (TEXT_SIZE, 84),
        (TEXT_SIZE, 151),
        (TEXT_SIZE, 100.5),
        (TEXT_SIZE, True),
        (TEXT_SIZE, "100"),
        (TEXT_SIZE, float("nan")),
        (TEXT_SIZE, float("inf")),
        (ENTER_SENDS, 1),
        (ENTER_SENDS, "true"),
        (THEME, "purple"),
        (THEME, None),
        (CODE_FONT, "two\nlines"),
        (CODE_FONT, "x" * 201),
        (CODE_FONT, 3),
    ],
)
def test_a_bad_value_falls_back_and_is_named(setting: Setting[Any], value: Any) -> None:
    values = SettingValues({setting.key: value})
    assert values.get(setting) == setting.default
    assert values.bad_keys == (setting.key,)
    with pytest.raises(ValueError, match=setting.key):
        values.set(setting.key, value)


def test_bounds_are_values_and_a_whole_float_is_a_number() -> None:
    for value in (85, 150, 120.0):
        values = SettingValues({TEXT_SIZE.key: value})
        assert values.get(TEXT_SIZE) == value
        assert isinstance(values.get(TEXT_SIZE), int)


def test_set_tells_whether_anything_changed() -> None:
    values = SettingValues()
    assert values.set("appearance.theme", "dark")
    assert not values.set("appearance.theme", "dark")
    assert values.set("appearance.theme", "system")
    with pytest.raises(KeyError):
        values.set("appearance.colour", "dark")


def test_only_what_differs_from_the_default_is_stored() -> None:
    values = SettingValues({"appearance.theme": "dark"})
    assert values.stored("appearance.theme") == {"appearance.theme": "dark"}
    values.set("appearance.theme", "system")
    assert values.stored("appearance.theme") == {"appearance.theme": None}


@pytest.mark.parametrize(
    ("kept", "value"),
    [
        ({"theme": "dark"}, "dark"),
        ({"appearance.theme": "light", "theme": "dark"}, "light"),
        ({"look.theme": "system", "appearance.theme": "light"}, "system"),
    ],
)
def test_an_old_name_counts_until_there_is_a_newer_one(kept: dict[str, str], value: str) -> None:
    values = SettingValues(kept, RENAMED)
    assert values.value("look.theme") == value
    values.set("look.theme", "dark")
    assert values.stored("look.theme") == {"look.theme": "dark", "appearance.theme": None, "theme": None}


def test_a_bad_value_under_an_old_name_is_told_by_that_name() -> None:
    assert SettingValues({"theme": 7}, RENAMED).bad_keys == ("theme",)
