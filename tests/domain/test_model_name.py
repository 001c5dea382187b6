"""Model names against the table of the API's own name parser."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.model_name import (
    BadModelName,
    ModelName,
    ModelSource,
    installed_name,
    is_model_name,
    parse_model_name,
    same_model,
    split_source,
)

FIRST = string.ascii_letters + string.digits + "_"


def part(more: str, most: int) -> st.SearchStrategy[str]:
    """Texts allowed as one part of a name."""
    later = st.text(FIRST + more, max_size=min(most - 1, 12))
    return st.builds(str.__add__, st.sampled_from(FIRST), later)


NAMES = st.builds(ModelName, part("-.:", 350), part("-", 80), part("-.", 80), part("-.", 80))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("llama3.2", ("registry.ollama.ai", "library", "llama3.2", "latest")),
        ("llama3.2:3b", ("registry.ollama.ai", "library", "llama3.2", "3b")),
        ("me/model", ("registry.ollama.ai", "me", "model", "latest")),
        ("me/model:tag", ("registry.ollama.ai", "me", "model", "tag")),
        ("hf.co/org/Repo-GGUF:Q4_K_M", ("hf.co", "org", "Repo-GGUF", "Q4_K_M")),
        ("host:5000/ns/m:t", ("host:5000", "ns", "m", "t")),
        ("http://host:5000/ns/m:t", ("host:5000", "ns", "m", "t")),
        ("_x", ("registry.ollama.ai", "library", "_x", "latest")),
        ("a..b", ("registry.ollama.ai", "library", "a..b", "latest")),
        ("  spaced  ", ("registry.ollama.ai", "library", "spaced", "latest")),
        ("m" * 80, ("registry.ollama.ai", "library", "m" * 80, "latest")),
    ],
)
def test_valid_names_have_their_parts(text: str, parts: tuple[str, str, str, str]) -> None:
    name = parse_model_name(text)
    assert (name.host, name.namespace, name.model, name.tag) == parts
    assert is_model_name(text)


@pytest.mark.parametrize(
    ("text", "bad_part"),
    [
        ("host:5000/m:t", "namespace"),
        ("us.er/m", "namespace"),
        ("a/b/c/d", "host"),
        ("http://host/m", "host"),
        ("has space", "model"),
        ("-x", "model"),
        ("x:", "tag"),
        ("x/", "model"),
        ("/x", "namespace"),
        ("", "model"),
        ("m@sha256:0123", "model"),
        ("m:t:u", "model"),
        ("modèle", "model"),
        ("m" * 81, "model"),
        ("m:" + "t" * 81, "tag"),
        ("n" * 81 + "/m", "namespace"),
        ("h" * 351 + "/n/m", "host"),
    ],
)
def test_invalid_names_say_which_part(text: str, bad_part: str) -> None:
    with pytest.raises(BadModelName) as caught:
        parse_model_name(text)
    assert caught.value.part == bad_part
    assert caught.value.text == text
    assert not is_model_name(text)


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("llama3.2", "llama3.2:latest"),
        ("me/model", "me/model:latest"),
        ("Registry.Ollama.AI/Library/x:T", "x:T"),
        ("hf.co/library/x", "hf.co/library/x:latest"),
        ("127.0.0.1:5000/library/pirate", "127.0.0.1:5000/library/pirate:latest"),
    ],
)
def test_display_form_drops_defaults_and_keeps_the_tag(text: str, display: str) -> None:
    assert str(parse_model_name(text)) == display


@given(NAMES)
def test_every_form_of_a_name_reads_back(name: ModelName) -> None:
    assert parse_model_name(name.full) == name
    assert parse_model_name(f"https://{name.full}") == name
    assert parse_model_name(name.display).key == name.key


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    assert is_model_name(text) in (True, False)
    assert same_model(text, text)


@given(NAMES)
def test_case_does_not_matter(name: ModelName) -> None:
    assert same_model(name.full.upper(), name.full.lower())


@pytest.mark.parametrize(
    ("typed", "bare", "source", "stored"),
    [
        ("gpt-oss:120b-cloud", "gpt-oss:120b", ModelSource.CLOUD, "gpt-oss:120b-cloud"),
        ("gpt-oss:cloud", "gpt-oss", ModelSource.CLOUD, "gpt-oss:cloud"),
        ("gpt-oss:20b:cloud", "gpt-oss:20b", ModelSource.CLOUD, "gpt-oss:20b-cloud"),
        ("GPT-OSS:Cloud", "GPT-OSS", ModelSource.CLOUD, "GPT-OSS:cloud"),
        ("x:local", "x", ModelSource.LOCAL, "x:latest"),
        ("my-cloud", "my-cloud", ModelSource.ANY, "my-cloud:latest"),
        ("host:5000/ns/m", "host:5000/ns/m", ModelSource.ANY, "host:5000/ns/m:latest"),
        ("llama3.2:3b", "llama3.2:3b", ModelSource.ANY, "llama3.2:3b"),
    ],
)
def test_source_suffixes(typed: str, bare: str, source: ModelSource, stored: str) -> None:
    assert split_source(typed) == (bare, source)
    assert str(installed_name(typed)) == stored


@pytest.mark.parametrize("text", ["x:cloud:local", "x:local:cloud"])
def test_two_source_suffixes_are_refused(text: str) -> None:
    with pytest.raises(BadModelName) as caught:
        split_source(text)
    assert caught.value.part == "source"


def test_a_cloud_tag_can_become_too_long() -> None:
    with pytest.raises(BadModelName) as caught:
        installed_name("m:" + "t" * 75 + ":cloud")
    assert caught.value.part == "tag"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("LLaMA3.2", "llama3.2:latest", True),
        ("library/llama3.2", "llama3.2", True),
        ("registry.ollama.ai/library/m:T", "m:t", True),
        ("gpt-oss:20b:cloud", "gpt-oss:20b-cloud", True),
        ("x:local", "x", True),
        ("x", "y", False),
        ("x:a", "x:b", False),
        ("me/x", "x", False),
        ("bad name!", "BAD NAME!", True),
        ("bad name!", "x", False),
    ],
)
def test_same_model(one: str, other: str, same: bool) -> None:
    assert same_model(one, other) is same
