"""Replies of the other endpoints as values: embeddings, progress, account, status, recommendations."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.errors import ApiError, BadReply
from app.api.wire import (
    raise_error_of,
    read_account,
    read_embed,
    read_embeddings,
    read_progress,
    read_recommendations,
    read_status,
)
from app.domain.account import Account, ModelRecommendation, ModelRecommendations, ServerStatus
from app.domain.embedding import Embeddings
from app.domain.transfer import TransferProgress

Reader = Callable[[Mapping[str, Any]], object]
DIGEST = f"sha256:{'a' * 64}"


@pytest.mark.parametrize(
    ("read", "reply", "value"),
    [
        (
            read_embed,
            {
                "model": "m",
                "embeddings": [[0.6, -0.8], [1, 1e-9]],
                "total_duration": 1,
                "load_duration": 2,
                "prompt_eval_count": 3,
            },
            Embeddings("m", [[0.6, -0.8], [1.0, 1e-9]], 1, 2, 3),
        ),
        (read_embed, {"model": "m", "embeddings": []}, Embeddings("m", [])),
        (read_embed, {"embeddings": None}, Embeddings("", [])),
        (read_embed, {"embeddings": [[], []]}, Embeddings("", [[], []])),
        (read_embeddings, {"embedding": [0.10000000149011612, 2]}, [0.10000000149011612, 2.0]),
        (read_embeddings, {"embedding": []}, []),
        (read_embeddings, {"embedding": None}, []),
        (
            read_progress,
            {"status": "pulling aaaaaaaaaaaa", "digest": DIGEST, "total": 9, "completed": 4},
            TransferProgress("pulling aaaaaaaaaaaa", DIGEST, 9, 4),
        ),
        (read_progress, {"status": "success"}, TransferProgress("success")),
        (read_progress, {"status": "", "completed": -7}, TransferProgress("", "", 0, -7)),
        (read_progress, {"digest": DIGEST, "total": None}, TransferProgress("", DIGEST)),
        (
            read_account,
            {
                "id": "1",
                "email": "e@example.com",
                "name": "herder",
                "bio": "b",
                "avatarurl": "https://example.com/a.png",
                "firstname": "f",
                "lastname": "l",
                "plan": "free",
            },
            Account("herder", "1", "e@example.com", "b", "https://example.com/a.png", "f", "l", "free"),
        ),
        (read_account, {"name": "herder", "bio": None}, Account("herder")),
        (read_status, {"cloud": {"disabled": True, "source": "env"}}, ServerStatus(True, "env")),
        (read_status, {"cloud": {}}, ServerStatus(False, "")),
        (read_status, {}, ServerStatus(None, "")),
        (
            read_recommendations,
            {
                "recommendations": [
                    {
                        "model": "m:1b",
                        "description": "d",
                        "context_length": 1,
                        "max_output_tokens": 2,
                        "vram_bytes": 3,
                        "required_plan": "pro",
                    },
                    {"model": "n"},
                ]
            },
            ModelRecommendations(
                (ModelRecommendation("m:1b", "d", 1, 2, 3, 0, "pro"), ModelRecommendation("n"))
            ),
        ),
        (read_recommendations, {"recommendations": None}, ModelRecommendations(())),
    ],
)
def test_every_field_is_read(read: Reader, reply: dict[str, Any], value: object) -> None:
    assert read(reply) == value


@pytest.mark.parametrize(
    ("read", "reply", "field"),
    [
        (read_embed, {}, "embeddings"),
        (read_embed, {"embeddings": 5}, "embeddings"),
        (read_embed, {"embeddings": [5]}, "embeddings"),
        (read_embed, {"embeddings": [None]}, "embeddings"),
        (read_embed, {"embeddings": [["x"]]}, "embeddings"),
        (read_embed, {"embeddings": [[1], [1, 2]]}, "unequal"),
        (read_embeddings, {}, "embedding"),
        (read_embeddings, {"embedding": "x"}, "embedding"),
        (read_embeddings, {"embedding": [[1]]}, "embedding"),
        (read_progress, {}, "status"),
        (read_progress, {"total": 5}, "status"),
        (read_progress, {"status": 5}, "status"),
        (read_progress, {"status": "x", "total": "5"}, "total"),
        (read_progress, {"status": "x", "completed": True}, "completed"),
        (read_account, {}, "name"),
        (read_account, {"name": ""}, "name"),
        (read_status, {"cloud": 5}, "cloud"),
        (read_status, {"cloud": {"disabled": "no"}}, "disabled"),
        (read_recommendations, {}, "recommendations"),
        (read_recommendations, {"recommendations": [{}]}, "model"),
    ],
)
def test_what_is_missing_or_wrong_is_named(read: Reader, reply: dict[str, Any], field: str) -> None:
    with pytest.raises(BadReply, match=field):
        read(reply)


def test_an_error_line_ends_a_job_whatever_else_it_has() -> None:
    with pytest.raises(ApiError) as caught:
        read_progress({"status": "success", "error": "pull model manifest: file does not exist"})
    assert (caught.value.status, caught.value.message) == (None, "pull model manifest: file does not exist")


@pytest.mark.parametrize("url", ["http://ollama.com/connect", "https://ollama.com.example/", "", "x"])
def test_a_sign_in_link_to_somewhere_else_is_dropped(url: str) -> None:
    with pytest.raises(ApiError) as caught:
        raise_error_of({"error": "unauthorized", "signin_url": url}, 401)
    assert caught.value.signin_url == ""


KEYS = st.one_of(
    st.sampled_from(["embeddings", "embedding", "status", "digest", "total", "completed"]),
    st.sampled_from(["name", "cloud", "disabled", "recommendations", "model", "plan"]),
)
SCRAPS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, SCRAPS))
def test_no_object_breaks_a_reader(reply: dict[str, Any]) -> None:
    readers: list[Reader] = [read_embed, read_embeddings, read_progress, read_account, read_status]
    for read in (*readers, read_recommendations):
        try:
            read(reply)
        except BadReply:
            continue
