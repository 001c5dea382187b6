"""Options: precedence, types, and what goes to the worker."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.errors import Refusal
from app.engine.machine import default_threads
from app.engine.options import LoadOptions, load_options, merge_options, sampling


def test_the_request_wins_over_the_model_and_the_model_over_the_defaults() -> None:
    merged = merge_options({"temperature": 0.2, "top_k": 10}, {"temperature": 1})
    assert (merged["temperature"], merged["top_k"], merged["top_p"]) == (1, 10, 0.9)


def test_null_and_unknown_names_are_skipped() -> None:
    merged = merge_options({"temperature": 0.2}, {"temperature": None, "nonsense": object(), "mirostat": 1})
    assert merged["temperature"] == 0.2
    assert not {"nonsense", "mirostat"} & set(merged)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"temperature": "hot"}, 'option "temperature" must be of type float32'),
        ({"temperature": True}, 'option "temperature" must be of type float32'),
        ({"temperature": float("inf")}, 'option "temperature" must be of type float32'),
        ({"top_k": "4"}, 'option "top_k" must be of type integer'),
        ({"use_mmap": 1}, 'option "use_mmap" must be of type boolean'),
        ({"stop": "x"}, 'option "stop" must be of type array'),
        ({"stop": ["x", 1]}, 'option "stop" must be of an array of strings'),
    ],
)
def test_a_wrong_type_is_a_500_with_the_servers_text(options: dict[str, Any], text: str) -> None:
    with pytest.raises(Refusal) as refused:
        merge_options(options)
    assert (refused.value.status, refused.value.text) == (500, text)


def test_loading_has_defaults_and_is_capped_at_the_trained_length() -> None:
    assert load_options(merge_options(), 8192) == LoadOptions(4096, 512, default_threads(), -1)
    assert load_options(merge_options(), 2048).context == 2048
    assert load_options(merge_options({"num_ctx": 10**9}), 8192).context == 8192
    assert load_options(merge_options({"num_ctx": 1}), 8192).context == 4
    assert load_options(merge_options({"num_ctx": 5000}), 0).context == 5000
    chosen = load_options(merge_options({"num_thread": 3, "num_gpu": 0, "num_batch": 64}), 8192)
    assert chosen == LoadOptions(4096, 64, 3, 0)


def test_sampling_in_the_workers_names() -> None:
    values = sampling(merge_options({"num_predict": 5, "stop": ["x"], "seed": 7, "num_keep": 2}))
    assert values["max_tokens"] == values["n_predict"] == 5
    assert (values["stop"], values["seed"], values["n_keep"]) == (["x"], 7, 2)
    assert (values["temperature"], values["min_p"], values["repeat_penalty"]) == (0.8, 0.0, 1.0)


@pytest.mark.parametrize("predict", [0, -1, -2])
def test_no_limit_of_tokens_means_until_the_context_is_full(predict: int) -> None:
    assert sampling(merge_options({"num_predict": predict}))["max_tokens"] == -1


_JSON = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.lists(st.text(max_size=3))
)


@given(st.dictionaries(st.sampled_from([*merge_options(), "use_mmap", "main_gpu", "x"]), _JSON))
def test_any_options_are_refused_or_fit_the_worker(options: dict[str, Any]) -> None:
    status, merged = 500, merge_options()
    try:
        merged = merge_options(options)
    except Refusal as refused:
        status = refused.status
    assert status == 500
    loaded = load_options(merged, 8192)
    assert 4 <= loaded.context <= 8192
    assert 1 <= loaded.threads <= 512
    assert loaded.batch >= 1
    values = sampling(merged).values()
    assert all(-(2**31) < one < 2**31 for one in values if isinstance(one, int))
    assert all(-3.5e38 < one < 3.5e38 for one in values if isinstance(one, float))
