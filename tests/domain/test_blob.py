"""Digests, and what is remembered of hashed files."""

import json

import pytest

from app.domain.blob import HashCache, is_digest

DIGEST = f"sha256:{'0a' * 32}"
OTHER = f"sha256:{'0b' * 32}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DIGEST, True),
        (DIGEST.upper(), False),
        (DIGEST.replace(":", "-"), False),
        (DIGEST + "0", False),
        (DIGEST + "\n", False),
        ("sha256:model", False),
        ("0" * 19, False),
        ("", False),
    ],
)
def test_the_form_of_a_digest(text: str, expected: bool) -> None:
    assert is_digest(text) is expected


def test_a_file_is_known_by_path_size_and_time() -> None:
    cache = HashCache()
    cache.put("/a", 5, 100, DIGEST)
    assert cache.get("/a", 5, 100) == DIGEST
    assert cache.get("/b", 5, 100) == ""


@pytest.mark.parametrize(("size_bytes", "changed_ns"), [(6, 100), (5, 101)])
def test_a_changed_file_is_forgotten(size_bytes: int, changed_ns: int) -> None:
    cache = HashCache()
    cache.put("/a", 5, 100, DIGEST)
    assert cache.get("/a", size_bytes, changed_ns) == ""
    assert cache.as_dict() == {}


def test_it_is_kept_as_plain_values() -> None:
    cache = HashCache()
    cache.put("/a", 5, 100, DIGEST)
    cache.put("/b", 2**40, 2**60, OTHER)
    kept = json.loads(json.dumps(cache.as_dict()))
    assert HashCache.from_dict(kept).as_dict() == cache.as_dict()
    assert HashCache.from_dict(kept).get("/b", 2**40, 2**60) == OTHER


@pytest.mark.parametrize(
    "row", [None, 5, "x", [], [1, 2], [1, 2, "sha256:x"], ["1", 2, DIGEST], [1, 2, DIGEST, 4]]
)
def test_rows_of_another_form_are_left_out(row: object) -> None:
    assert HashCache.from_dict({"/a": row, "/b": [1, 2, DIGEST]}).as_dict() == {"/b": [1, 2, DIGEST]}


def test_those_used_last_are_kept() -> None:
    cache = HashCache(most_files=2)
    for path in "abc":
        cache.put(path, 1, 1, DIGEST)
        cache.get("a", 1, 1)
    assert list(cache.as_dict()) == ["c", "a"]


def test_one_can_be_forgotten() -> None:
    cache = HashCache()
    cache.put("/a", 5, 100, DIGEST)
    cache.forget("/a")
    cache.forget("/a")
    assert cache.get("/a", 5, 100) == ""
