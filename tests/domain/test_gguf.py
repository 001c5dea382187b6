"""The header of a GGUF file: how long the file ought to be, and that no bytes can break the reader."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.gguf import GgufError, GgufFault, GgufHeader, GgufTensor, read_header
from tests.engine.gguf_files import ARRAY, STRING, gguf, pair, small_model, tensor

GOOD = small_model()


def read(data: bytes, size_bytes: int | None = None) -> GgufHeader:
    return read_header(io.BytesIO(data), len(data) if size_bytes is None else size_bytes)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", GgufFault.CUT_SHORT),
        (b"GGU", GgufFault.CUT_SHORT),
        (b"PK\x03\x04" + bytes(60), GgufFault.NOT_GGUF),
        (gguf(version=1), GgufFault.VERSION),
        (gguf(version=99), GgufFault.VERSION),
        (gguf(pair_count=2**63), GgufFault.IMPOSSIBLE),
        (gguf(tensor_count=2**63), GgufFault.IMPOSSIBLE),
        (gguf(pair_count=3), GgufFault.CUT_SHORT),
        (GOOD[:-5], GgufFault.CUT_SHORT),
    ],
    ids=[
        "nothing", "three bytes", "a zip file", "old", "new", "pairs without end", "tensors without end",
        "fewer pairs", "cut",
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_with_the_reason(data: bytes, fault: GgufFault) -> None:
    with pytest.raises(GgufError) as raised:
        read(data)
    assert raised.value.fault is fault


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_one_wrong_byte_is_read_or_refused(at: int, byte: int) -> None:
    data = bytearray(GOOD)
    data[at] = byte
    try:
        header = read(bytes(data))
    except GgufError:
        return
    assert header.least_file_bytes >= 0
    assert header.size_bytes <= len(data)


@given(st.binary(max_size=400), st.integers(0, 40))
def test_no_bytes_break_the_reader(junk: bytes, kept: int) -> None:
    try:
        read(GOOD[:kept] + junk)
    except GgufError:
        return


def test_an_array_that_claims_more_than_the_file_is_refused() -> None:
    data = gguf([pair("a", ARRAY, (STRING, []))])
    claimed = data[:-8] + (2**40).to_bytes(8, "little")
    with pytest.raises(GgufError):
        read(claimed)


def test_how_long_a_file_has_to_be() -> None:
    header = read(
        gguf([pair("general.alignment", 4, 64)], [tensor("a", (64, 10), 8), tensor("b", (256,), 12)])
    )
    start = -(-header.size_bytes // 64) * 64
    assert header.tensors[0].size_bytes == 640 // 32 * 34
    assert header.least_file_bytes == start + 640 // 32 * 34
    assert GgufTensor("x", "type 99", (4,)).size_bytes == 0
    assert GgufHeader({}, ()).least_file_bytes == 0


def test_arrays_are_kept_when_they_are_asked_for() -> None:
    words, numbers = pair("words", ARRAY, (STRING, ["a", "b"])), pair("numbers", ARRAY, (4, [1, 2]))
    nested = pair("nested", ARRAY, (ARRAY, [(4, [1]), (4, [2])]))
    data = gguf([words, numbers, nested, pair("small", 6, 1e-5)])
    kept = read_header(io.BytesIO(data), len(data), arrays=True).pairs
    assert kept == {"words": ["a", "b"], "numbers": [1, 2], "nested": [[1], [2]], "small": 1e-5}
    assert read(data).pairs == {"words": None, "numbers": None, "nested": None, "small": 1e-5}


def test_arrays_in_arrays_without_end_are_refused() -> None:
    inside: tuple[int, list[object]] = (4, [1])
    for _ in range(8):
        inside = (ARRAY, [inside])
    with pytest.raises(GgufError):
        read(gguf([pair("deep", ARRAY, inside)]))


def test_a_value_of_a_kind_that_is_not_known_is_refused() -> None:
    data = gguf([pair("a", 4, 1)])
    kind_at = len(data) - 8
    with pytest.raises(GgufError):
        read(data[:kind_at] + (77).to_bytes(4, "little") + data[kind_at + 4 :])


def test_a_tensor_of_too_many_dimensions_is_refused() -> None:
    with pytest.raises(GgufError):
        read(gguf([], [tensor("a", (1,) * 9)]))


def test_a_text_longer_than_any_is_refused() -> None:
    data = gguf([pair("a", STRING, "")])
    with pytest.raises(GgufError):
        read(data[:-8] + (2**30).to_bytes(8, "little"))
