"""Rows of the library, what deleting frees, how the page was left."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.domain.chat import ChatMessage
from app.domain.failure import Failure, FailureCode
from app.domain.library import (
    USUAL_COLUMNS,
    LibraryLook,
    LibraryRow,
    LibraryRows,
    LibraryState,
    LibraryView,
    StoredFacts,
    freed_at_least,
    may_share,
    parameter_count,
    stored_facts,
    total_size,
)
from app.domain.model_info import ModelDetails, ModelShow, ModelSummary
from app.domain.server import Connection, ServerState
from tests.helpers.recordings import load

A, B = "a" * 64, "b" * 64
BLOB, OTHER_BLOB = f"sha256-{A}", f"sha256-{B}"


def row(name: str, digest: str = "", size_bytes: int = 1000, **more: Any) -> LibraryRow:
    return LibraryRow(name, digest or name, size_bytes, **more)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("8.0B", 8e9),
        ("134.52M", 134.52e6),
        ("8x7B", 56e9),
        ("1T", 1e12),
        ("12", 12.0),
        ("big", 0.0),
        ("", 0.0),
    ],
)
def test_numbers_of_parameters_can_be_compared(text: str, count: float) -> None:
    assert parameter_count(text) == pytest.approx(count)


def test_names_of_one_digest_know_each_other() -> None:
    models = [ModelSummary("a:latest", A), ModelSummary("b:latest", A), ModelSummary("c:latest")]
    rows = LibraryRows().of(models, {"b:latest"}, {}, {("a:latest", A): B})
    assert [each.aliases for each in rows] == [("b:latest",), ("a:latest",), ()]
    assert [each.is_loaded for each in rows] == [False, True, False]
    assert [each.newer_digest for each in rows] == [B, "", ""]
    assert rows[2].key == "c:latest"


def test_the_list_wins_over_what_show_told() -> None:
    told = ModelSummary("a", A, capabilities=("vision",), details=ModelDetails(context_length=10))
    silent = ModelSummary("b", B, remote_host="https://ollama.com:443")
    facts = {key: StoredFacts(99, ("tools",)) for key in (A, B)}
    first, second = LibraryRows().of([told, silent], (), facts, {})
    assert (first.capabilities, first.context_length, first.is_cloud) == (("vision",), 10, False)
    assert (second.capabilities, second.context_length, second.is_cloud) == (("tools",), 99, True)


def test_a_model_of_which_the_same_is_told_keeps_its_row() -> None:
    rows = LibraryRows()
    models = [ModelSummary("a:latest", A), ModelSummary("b:latest", B)]
    first, second = rows.of(models, (), {}, {})
    again, loaded = rows.of([replace(model) for model in models], {"b:latest"}, {}, {})
    assert again is first
    assert loaded == replace(second, is_loaded=True)
    known, _ = rows.of(models, {"b:latest"}, {A: StoredFacts(4096)}, {})
    assert known == replace(first, context_length=4096)
    assert rows.of(models[:1], (), {A: StoredFacts(4096)}, {}) == (known,)


def test_the_sum_counts_every_digest_once() -> None:
    assert total_size([row("a", A, 5), row("b", A, 5), row("c", B, 7)]) == 12


@pytest.mark.parametrize(
    ("length", "kept"), [(8192, 8192), (0, None), (True, None), ("8192", None), (None, None)]
)
def test_only_a_real_context_length_is_taken(length: Any, kept: int | None) -> None:
    info = {"general.architecture": "llama", "llama.context_length": length}
    assert stored_facts(ModelShow(model_info=info)).context_length == kept


def test_the_files_of_a_model_are_read_from_its_modelfile() -> None:
    lines = f"# FROM x:latest\nFROM /m/blobs/{BLOB}\nFROM C:\\m\\blobs\\{OTHER_BLOB}\nSYSTEM hi\n"
    show = ModelShow(modelfile=lines, messages=(ChatMessage("user", "hi"),), license="MIT")
    facts = stored_facts(show)
    assert facts.blobs == {BLOB, OTHER_BLOB}
    assert facts.blob_path == f"/m/blobs/{BLOB}"
    assert facts.text_bytes > len(lines)
    assert stored_facts(ModelShow(modelfile="FROM smol\n")).blob_path == ""


def test_recorded_models_share_their_weights() -> None:
    texts = [json.loads(load(f"show/{name}").body)["modelfile"] for name in ("smol", "pirate", "fakevision")]
    blobs = [stored_facts(ModelShow(modelfile=text)).blobs for text in texts]
    assert len(blobs[0]) == 1
    assert blobs[0] == blobs[1] == blobs[2]


class TestFreed:
    FACTS = {  # noqa: RUF012  # never changed
        A: StoredFacts(blobs=frozenset({BLOB}), text_bytes=100),
        B: StoredFacts(blobs=frozenset({BLOB}), text_bytes=100),
        "c": StoredFacts(blobs=frozenset({OTHER_BLOB}), text_bytes=100),
        "empty": StoredFacts(),
    }

    def test_a_model_of_its_own_frees_all_but_its_texts(self) -> None:
        freed = freed_at_least([row("a", A)], [row("c")], self.FACTS)
        assert (freed.freed_bytes, freed.kept_by) == (900, [])

    def test_an_alias_that_stays_keeps_everything(self) -> None:
        freed = freed_at_least([row("a", A)], [row("a2", A), row("c")], self.FACTS)
        assert (freed.freed_bytes, freed.kept_by) == (0, ["a2"])

    def test_weights_that_another_model_uses_stay(self) -> None:
        freed = freed_at_least([row("a", A)], [row("b", B), row("b2", B)], self.FACTS)
        assert (freed.freed_bytes, freed.kept_by) == (0, ["b"])

    def test_weights_that_go_together_count_once(self) -> None:
        freed = freed_at_least([row("a", A), row("a2", A), row("b", B), row("c")], [], self.FACTS)
        assert freed.freed_bytes == 900 + 900

    def test_what_is_not_known_frees_nothing_for_sure(self) -> None:
        assert freed_at_least([row("x"), row("empty")], [], self.FACTS).freed_bytes == 0

    def test_texts_larger_than_the_model_free_nothing(self) -> None:
        assert freed_at_least([row("a", A, 50)], [], self.FACTS).freed_bytes == 0


def test_only_models_of_one_kind_can_share() -> None:
    one = row("a", family="llama", parameters="1B", quantization="Q4_0")
    assert may_share(one, replace(one, name="b"))
    assert not may_share(one, replace(one, quantization="F16"))


class TestView:
    SERVER = ServerState(Connection.FAILED, "http://a", failure=Failure(FailureCode.SERVER_REFUSED))
    VIEW = LibraryView(LibraryState.STALE, SERVER, (row("smol:latest"), row("Big:1b")))

    @pytest.mark.parametrize(
        ("name", "found"), [("smol:latest", "smol:latest"), ("SMOL", "smol:latest"), ("big:1B", "Big:1b")]
    )
    def test_a_row_is_found_under_any_way_to_write_its_name(self, name: str, found: str) -> None:
        shown = self.VIEW.row(name)
        assert shown is not None
        assert shown.name == found

    def test_what_is_not_there_is_not_found(self) -> None:
        assert self.VIEW.row("other") is None
        assert self.VIEW.failure is self.SERVER.failure


class TestLook:
    def test_it_is_kept_whole(self) -> None:
        look = LibraryLook(True, ("name", "size"), "size", False, "qwen", "tools", "get", 400)
        assert LibraryLook.from_text(look.to_text()) == look

    @pytest.mark.parametrize("text", ["", "{", "[]", "3"])
    def test_what_cannot_be_read_is_as_usual(self, text: str) -> None:
        assert LibraryLook.from_text(text) == LibraryLook()

    @pytest.mark.parametrize(
        "kept",
        [
            {"columns": ["size"]},
            {"columns": 5},
            {"sort": "colour"},
            {"sort": ["name"]},
            {"text": "x" * 201},
            {"capability": 1},
            {"detail_px": True},
            {"detail_px": -1},
            {"detail_px": "400"},
            {"tab": None},
        ],
    )
    def test_a_value_that_cannot_be_is_as_usual(self, kept: dict[str, Any]) -> None:
        assert LibraryLook.from_text(json.dumps(kept)) == LibraryLook()

    def test_unknown_columns_are_left_out(self) -> None:
        kept = json.dumps({"columns": ["colour", *USUAL_COLUMNS]})
        assert LibraryLook.from_text(kept).columns == USUAL_COLUMNS
