"""What is read from `show` for the parameters: defaults, thinking, the trained length."""

import pytest

from app.domain.model_facts import LEVELS, ON_OFF, facts_of, is_blind, server_defaults
from app.domain.model_info import ModelDetails, ModelShow, ModelSummary

THINKS = ("completion", "thinking")


def test_the_models_own_values_stand_before_those_of_the_server() -> None:
    facts = facts_of(
        "m", ModelShow(parameters='temperature 0.6\nstop "<|end|>"', system="Be kind."), "0.33.0"
    )
    assert facts.is_known
    assert facts.defaults["temperature"] == 0.6
    assert facts.defaults["stop"] == ("<|end|>",)
    assert facts.defaults["top_p"] == 0.9
    assert "num_ctx" not in facts.defaults, "the server decides it by itself"
    assert facts.system == "Be kind."


@pytest.mark.parametrize(
    ("version", "penalty"), [("0.32.9", 1.1), ("0.32.10", 1.0), ("v0.9.0", 1.1), ("0.0.0", 1.0), ("?", 1.0)]
)
def test_a_default_that_changed_goes_by_the_servers_version(version: str, penalty: float) -> None:
    assert server_defaults(version)["repeat_penalty"] == penalty


@pytest.mark.parametrize(
    ("show", "choices", "usual"),
    [
        (ModelShow(capabilities=("completion",)), (), True),
        (ModelShow(capabilities=None), (), True),
        (ModelShow(capabilities=THINKS), ON_OFF, True),
        (ModelShow(ModelDetails(family="gptoss"), capabilities=THINKS), LEVELS, "medium"),
        (ModelShow(template="{{ .ThinkLevel }}", capabilities=THINKS), (False, *LEVELS), "medium"),
        (ModelShow(template="{{ .ThinkLevel }}", capabilities=("completion",)), (), True),
    ],
)
def test_how_a_model_can_think(show: ModelShow, choices: tuple[object, ...], usual: object) -> None:
    facts = facts_of("m", show, "0.33.0")
    assert (facts.think_choices, facts.default_think, facts.can_think) == (choices, usual, bool(choices))


@pytest.mark.parametrize(("length", "read"), [(8192, 8192), (None, None), (True, None), (-1, None)])
def test_the_length_a_model_was_trained_for(length: object, read: int | None) -> None:
    info = {"general.architecture": "llama", "llama.context_length": length}
    assert facts_of("m", ModelShow(model_info=info), "").context_length == read
    assert facts_of("m", ModelShow(), "").context_length is None


@pytest.mark.parametrize(
    ("listed", "told", "blind"),
    [
        (("completion",), None, True),
        (("completion", "vision"), ("completion",), False),
        (None, ("completion",), True),
        (None, ("completion", "vision"), False),
        (None, None, False),
    ],
)
def test_a_model_is_blind_only_where_that_is_known(
    listed: tuple[str, ...] | None, told: tuple[str, ...] | None, blind: bool
) -> None:
    summary = ModelSummary("m", capabilities=listed)
    assert is_blind("m", summary, facts_of("m", ModelShow(capabilities=told), "0.30.0")) is blind
    assert is_blind("m", None, facts_of("another", ModelShow(capabilities=told), "0.30.0")) is False
