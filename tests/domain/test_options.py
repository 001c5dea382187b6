"""Options and parameters: bounds, the model's own defaults, and the way through a file."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.options import OPTIONS, OptionFault, OptionKind, model_defaults
from app.domain.parameters import (
    BadSchema,
    Parameters,
    SchemaFault,
    from_json,
    is_keep_alive,
    parse_schema,
    to_json,
)
from tests.helpers.recordings import load_all


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_the_server_s_default_is_allowed(name: str) -> None:
    spec = OPTIONS[name]
    assert spec.default is None or spec.fault_of(spec.default) is None


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("temperature", 0.0, None),
        ("temperature", 1, None),
        ("temperature", 2.01, OptionFault.TOO_LARGE),
        ("temperature", -0.1, OptionFault.TOO_SMALL),
        ("temperature", math.nan, OptionFault.NOT_A_NUMBER),
        ("temperature", "hot", OptionFault.NOT_A_NUMBER),
        ("top_k", 40.0, OptionFault.NOT_WHOLE),
        ("top_k", True, OptionFault.NOT_A_NUMBER),
        ("num_predict", 0, OptionFault.ZERO),
        ("num_predict", -1, None),
        ("num_ctx", 3, OptionFault.TOO_SMALL),
        ("use_mmap", False, None),
        ("use_mmap", 0, OptionFault.NOT_A_SWITCH),
        ("stop", ("a", "b"), None),
        ("stop", "a", OptionFault.NOT_TEXTS),
        ("stop", ("",), OptionFault.NOT_TEXTS),
    ],
)
def test_values_are_checked_before_they_are_sent(name: str, value: Any, fault: OptionFault | None) -> None:
    assert OPTIONS[name].fault_of(value) is fault


def test_what_reloads_the_model_is_marked() -> None:
    assert {name for name, spec in OPTIONS.items() if spec.reloads} == {
        *("num_ctx", "num_batch", "num_gpu", "main_gpu", "use_mmap", "num_thread", "draft_num_predict"),
    }


def test_a_model_s_own_defaults_are_read() -> None:
    lines = (
        "temperature       0.3",
        'stop   "<|im_end|>"',
        'stop  "<|im_start|>"',
        "num_ctx 4096",
        "other 1",
        "bad",
    )
    text = "\n".join(lines)
    assert model_defaults(text) == {
        "temperature": 0.3,
        "num_ctx": 4096,
        "stop": ("<|im_end|>", "<|im_start|>"),
    }


def test_the_defaults_of_every_recorded_model_are_read() -> None:
    texts = [
        json.loads("".join(recording.lines)).get("parameters", "")
        for recording in load_all("show")
        if recording.status == 200
    ]
    found = [model_defaults(text) for text in texts if text]
    assert len(found) > 3
    assert all(
        defaults and all(OPTIONS[n].fault_of(v) is None for n, v in defaults.items()) for defaults in found
    )


@given(st.text())
def test_no_text_of_a_server_breaks_the_reading(text: str) -> None:
    for name, value in model_defaults(text).items():
        assert isinstance(value, bool | int | float | tuple)
        assert name in OPTIONS


def parameters() -> st.SearchStrategy[Parameters]:
    values = {
        OptionKind.INT: st.integers(4, 64),
        OptionKind.FLOAT: st.floats(0, 1),
        OptionKind.BOOL: st.booleans(),
        OptionKind.STRINGS: st.lists(st.text(min_size=1), min_size=1).map(tuple),
    }
    options = st.fixed_dictionaries({}, optional={name: values[spec.kind] for name, spec in OPTIONS.items()})
    return st.builds(
        Parameters,
        st.text(),
        options,
        st.none() | st.integers(-1, 9999) | st.sampled_from(["5m", "1h30m"]),
        st.none() | st.booleans() | st.sampled_from(["low", "medium", "high", "max"]),
        st.none() | st.just("json") | st.dictionaries(st.text(), st.integers()),
        schema_text=st.text(),
    )


@given(parameters())
def test_parameters_survive_the_way_through_a_file(value: Parameters) -> None:
    assert from_json(to_json(value)) == value


def test_nothing_set_is_an_empty_object() -> None:
    assert to_json(Parameters()) == "{}"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(sorted(OPTIONS)), inner),
    max_leaves=10,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: json_values for name in ("system", "options", "keep_alive", "think", "format", "more")
        },
    )
)
def test_whatever_a_file_holds_only_what_can_be_is_sent(values: dict[str, Any]) -> None:
    read = from_json(json.dumps(values))
    assert from_json(to_json(read)) == read
    assert all(
        OPTIONS[name].fault_of(value) is None
        for name, value in read.sendable_options.items()
        if name in OPTIONS
    )
    assert {name: OPTIONS[name].fault_of(read.options[name]) for name in read.faults} == read.faults
    json.dumps(read.sendable_options, allow_nan=False)


def test_a_value_out_of_bounds_is_kept_as_a_fault_and_one_of_a_wrong_type_is_not() -> None:
    kept = '{"temperature": 9, "top_k": 40, "seed": "x", "odd": 9, "use_mmap": 1, "min_p": null, "stop": [1]}'
    read = from_json(f'{{"options": {kept}}}')
    assert read.options == {"temperature": 9.0, "top_k": 40, "odd": 9}
    assert read.faults == {"temperature": OptionFault.TOO_LARGE}
    assert read.sendable_options == {"top_k": 40, "odd": 9}


def test_where_they_came_from_does_not_count_for_what_parameters_ask() -> None:
    assert Parameters("a", preset="one").asks_same(Parameters("a"))
    assert not Parameters("a").asks_same(Parameters("b"))


@pytest.mark.parametrize("value", [0, -1, 1.5, "0s", "-1m", "300ms", "1h30m", "1.5h", ".5m"])
def test_what_a_server_takes_as_keep_alive(value: float | str) -> None:
    assert is_keep_alive(value)


@pytest.mark.parametrize("value", ["", "300", "-1", "1d", "m", "1h 30m", "five"])
def test_what_a_server_refuses_as_keep_alive(value: str) -> None:
    assert not is_keep_alive(value)


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1e999}', '{"a": -Infinity}'])
def test_a_schema_holds_only_numbers_that_can_be_sent(text: str) -> None:
    with pytest.raises(BadSchema):
        parse_schema(text)


@given(st.text())
def test_no_text_breaks_the_reading_of_a_file(text: str) -> None:
    assert isinstance(from_json(text), Parameters)


@pytest.mark.parametrize(
    ("text", "fault", "line"),
    [
        ("{", SchemaFault.NOT_JSON, 1),
        ('{\n "a": }', SchemaFault.NOT_JSON, 2),
        ("[]", SchemaFault.NOT_AN_OBJECT, 0),
    ],
)
def test_what_is_no_schema_is_told_with_its_place(text: str, fault: SchemaFault, line: int) -> None:
    with pytest.raises(BadSchema) as caught:
        parse_schema(text)
    assert (caught.value.fault, caught.value.line) == (fault, line)


def test_a_schema_is_read() -> None:
    assert parse_schema('{"type": "object"}') == {"type": "object"}


def test_a_bottomless_schema_is_no_schema() -> None:
    with pytest.raises(BadSchema):
        parse_schema("[" * 100_000)
    assert from_json("[" * 100_000) == Parameters()
    assert from_json("[]") == Parameters()


def test_values_a_model_cannot_mean_are_left_out() -> None:
    text = "use_mmap true\nuse_mmap maybe\nmain_gpu 1e999\ntop_k many\nstop plain\n"
    assert model_defaults(text) == {"use_mmap": True, "stop": ("plain",)}
