"""The GGUF reader: what it reads, and that no file can make it read, loop or keep without bound."""

import math
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.gguf import (
    MOST_NESTING,
    MOST_PAIRS,
    MOST_TENSORS,
    MOST_TEXT_BYTES,
    GgufError,
    GgufHeader,
    GgufTensor,
)
from app.engine.gguf import read_header
from tests.engine.gguf_files import ARRAY, STRING, gguf, pair, small_model, tensor, text


def read(folder: Path, data: bytes, arrays: bool = False) -> GgufHeader:
    path = folder / "model.gguf"
    path.write_bytes(data)
    return read_header(path, arrays)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gguf")


def test_every_kind_of_value_is_read(folder: Path) -> None:
    values: dict[str, tuple[int, Any]] = {
        "u8": (0, 255), "i8": (1, -128), "u16": (2, 65535), "i16": (3, -5), "u32": (4, 2**32 - 1),
        "i32": (5, -7),
        "f32": (6, 1e-5), "bool": (7, True), "text": (STRING, "Größe \u0085"), "u64": (10, 2**64 - 1),
        "i64": (11, -(2**63)), "f64": (12, 0.1),
        "numbers": (ARRAY, (4, [1, 2, 3])), "texts": (ARRAY, (STRING, ["a", "", "ü"])),
        "nested": (ARRAY, (ARRAY, [(4, [1]), (STRING, ["x"]), (4, [])])),
    }  # fmt: skip
    data = gguf([pair(key, *content) for key, content in values.items()])
    pairs = read(folder, data, arrays=True).pairs
    assert {key: pairs[key] for key in pairs if key not in ("numbers", "texts", "nested")} == {
        key: content for key, (kind, content) in values.items() if kind != ARRAY
    }
    assert pairs["numbers"] == [1, 2, 3]
    assert pairs["texts"] == ["a", "", "ü"]
    assert pairs["nested"] == [[1], ["x"], []]


def test_arrays_are_stepped_over_unless_asked_for(folder: Path) -> None:
    nested = (ARRAY, [(STRING, ["x", "y"]), (4, [1])])
    data = gguf([pair("a", ARRAY, (STRING, ["long"] * 9)), pair("b", ARRAY, nested), pair("c", 4, 5)])
    assert read(folder, data).pairs == {"a": None, "b": None, "c": 5}


def test_tensors_are_named_with_type_and_shape(folder: Path) -> None:
    header = read(folder, gguf((), [tensor("a", (2, 3)), tensor("b", (), 3), tensor("c", (5,), 9999)]))
    assert header.tensors == (
        GgufTensor("a", "F32", (2, 3)),
        GgufTensor("b", "Q4_1", ()),
        GgufTensor("c", "type 9999", (5,)),
    )
    assert header.parameter_count == 6 + 1 + 5


def test_an_unusual_number_does_not_break_the_reading(folder: Path) -> None:
    data = gguf([pair("nan", 6, math.nan), pair("inf", 12, math.inf), pair("general.file_type", 4, 4711)])
    header = read(folder, data)
    assert math.isnan(header.pairs["nan"])
    assert header.quantization == "unknown"


def test_a_value_of_the_wrong_kind_counts_as_missing(folder: Path) -> None:
    header = read(folder, gguf([pair("general.architecture", 4, 1), pair("general.file_type", STRING, "x")]))
    assert (header.architecture, header.quantization) == ("", "unknown")
    assert header.of_architecture("context_length") == 0


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "another file": b"PK\x03\x04" + b"\0" * 100,
    "big endian or future version": gguf(version=1 << 24),
    "version 1": gguf(version=1),
    "too many pairs": gguf(pair_count=MOST_PAIRS + 1),
    "too many tensors": gguf(tensor_count=MOST_TENSORS + 1),
    "most pairs but no data": gguf(pair_count=MOST_PAIRS),
    "counts of 64 bits": gguf(pair_count=2**64 - 1, tensor_count=2**64 - 1),
    "a key beyond the end": gguf([struct.pack("<Q", 2**63)]),
    "a key that is too long": gguf([text("k" * 65_536)]),
    "a text that is too long": gguf([text("k") + struct.pack("<IQ", STRING, MOST_TEXT_BYTES + 1)]),
    "a text beyond the end": gguf([text("k") + struct.pack("<IQ", STRING, 1000)]),
    "an unknown type": gguf([text("k") + struct.pack("<I", 99)]),
    "an array of numbers beyond the end": gguf([text("k") + struct.pack("<IIQ", ARRAY, 10, 2**60)]),
    "an array of texts beyond the end": gguf([text("k") + struct.pack("<IIQ", ARRAY, STRING, 2**60)]),
    "an array of an unknown type": gguf([text("k") + struct.pack("<IIQ", ARRAY, 77, 1) + b"\0" * 99]),
    "nested too deeply": gguf(
        [
            text("k")
            + struct.pack("<I", ARRAY)
            + struct.pack("<IQ", ARRAY, 1) * (MOST_NESTING + 1)
            + b"\0" * 64
        ]
    ),
    "too many dimensions": gguf((), [text("t") + struct.pack("<I", 9) + b"\0" * 200]),
}


@pytest.mark.parametrize("arrays", [False, True])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_an_error(folder: Path, name: str, arrays: bool) -> None:
    with pytest.raises(GgufError):
        read(folder, HOSTILE[name], arrays)


@given(st.integers(0, len(small_model()) - 1), st.booleans())
def test_a_file_cut_anywhere_is_an_error(folder: Path, length: int, arrays: bool) -> None:
    with pytest.raises(GgufError):
        read(folder, small_model()[:length], arrays)


@given(st.data(), st.booleans())
def test_a_file_with_any_bytes_changed_is_read_or_refused(
    folder: Path, data: st.DataObject, arrays: bool
) -> None:
    content = bytearray(small_model())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(4, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        read(folder, bytes(content), arrays)
    except GgufError:
        return


@given(st.binary(max_size=200), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_any_bytes_behind_the_counts_are_read_or_refused(
    folder: Path, rest: bytes, pairs: int, tensors: int
) -> None:
    try:
        read(folder, gguf(pair_count=pairs, tensor_count=tensors) + rest)
    except GgufError:
        return


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=30) | st.integers(0, 2**63), max_size=9))
def test_what_was_written_is_read(folder: Path, values: dict[str, str | int]) -> None:
    data = gguf([pair(key, STRING if isinstance(one, str) else 10, one) for key, one in values.items()])
    assert read(folder, data).pairs == values


def test_many_nested_arrays_are_read_through(folder: Path) -> None:
    data = gguf([text("k") + struct.pack("<IIQ", ARRAY, ARRAY, 100_000) + struct.pack("<IQ", 4, 0) * 100_000])
    assert read(folder, data).pairs == {"k": None}


@pytest.mark.engine
def test_the_starter_model(starter_model: Path) -> None:
    header = read_header(starter_model)
    assert (header.architecture, header.quantization, header.parameter_count) == (
        "llama",
        "Q4_1",
        134_515_008,
    )
    assert header.of_architecture("context_length") == 8192
    # The file has a 32-bit float; it is shown as the decimal that was meant.
    assert header.pairs["llama.attention.layer_norm_rms_epsilon"] == 1e-05
    assert header.pairs["tokenizer.ggml.tokens"] is None
    assert len(header.tensors) == 272
    assert len(read_header(starter_model, arrays=True).pairs["tokenizer.ggml.tokens"]) == 49_152
