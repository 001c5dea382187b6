"""The header of a GGUF file, read with bounds on everything that the file itself decides.

Source of the format: docs/gguf.md of ggml-org/ggml; numbers of types from ggml.h and llama.h of llama.cpp.
"""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

MOST_HEADER_BYTES = 128 << 20
MOST_PAIRS = 16_384
MOST_TENSORS = 65_536
MOST_KEY_BYTES = 65_535
MOST_TEXT_BYTES = 16 << 20
MOST_DIMENSIONS = 8
MOST_NESTING = 4

_MAGIC = b"GGUF"
_FLOAT32, _STRING, _ARRAY = 6, 8, 9
_LETTERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_SCALARS = {code: struct.Struct("<" + letter) for code, letter in _LETTERS.items()}
_TENSOR_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1", 10:
    "Q2_K", 11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS",
    18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25:
    "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M", 30: "BF16", 34: "TQ1_0", 35: "TQ2_0", 39:
    "MXFP4",
}  # fmt: skip
_BLOCKS = {
    "F32": (1, 4), "F16": (1, 2), "BF16": (1, 2), "F64": (1, 8), "I8": (1, 1), "I16": (1, 2), "I32": (1, 4),
    "I64": (1, 8), "Q4_0": (32, 18), "Q4_1": (32, 20), "Q5_0": (32, 22), "Q5_1": (32, 24), "Q8_0": (32, 34),
    "Q8_1": (32, 36), "MXFP4": (32, 17), "IQ4_NL": (32, 18), "Q2_K": (256, 84), "Q3_K": (256, 110),
    "Q4_K": (256, 144), "Q5_K": (256, 176), "Q6_K": (256, 210), "Q8_K": (256, 292), "IQ2_XXS": (256, 66),
    "IQ2_XS": (256, 74), "IQ2_S": (256, 82), "IQ3_XXS": (256, 98), "IQ3_S": (256, 110), "IQ1_S": (256, 50),
    "IQ1_M": (256, 56), "IQ4_XS": (256, 136), "TQ1_0": (256, 54), "TQ2_0": (256, 66),
}  # fmt: skip
"""Weights and bytes of a block of each type. Source: ggml-common.h of llama.cpp."""
_ALIGNMENT = 32
_FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11:
    "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M",
    18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S",
    25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32:
    "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip


class GgufFault(StrEnum):
    """What is wrong with a file."""

    NOT_GGUF = "not_gguf"
    VERSION = "version"  # one that nobody reads any more, or not yet
    CUT_SHORT = "cut_short"
    IMPOSSIBLE = "impossible"  # it claims more than a file can hold


class GgufError(ValueError):
    """The file is no GGUF file, is cut short, or claims more than the bounds allow: `fault` says which."""

    def __init__(self, text: str, fault: GgufFault = GgufFault.IMPOSSIBLE) -> None:
        super().__init__(text)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """One tensor; `shape` in elements per dimension, fastest first; `offset` from the first weight."""

    name: str
    type: str
    shape: tuple[int, ...]
    offset: int = 0

    @property
    def size_bytes(self) -> int:
        """Bytes of its weights; 0 for a type that is not known."""
        weights, size_bytes = _BLOCKS.get(self.type, (1, 0))
        return _product(self.shape) * size_bytes // weights


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What stands before the weights. `pairs` has None for arrays unless they were asked for."""

    pairs: Mapping[str, Any]
    tensors: tuple[GgufTensor, ...]
    size_bytes: int = 0

    @property
    def least_file_bytes(self) -> int:
        """The size below which a file with this header is cut short."""
        alignment = max(1, self.number("general.alignment", _ALIGNMENT))
        start = -(-self.size_bytes // alignment) * alignment
        return max((start + tensor.offset + tensor.size_bytes for tensor in self.tensors), default=0)

    @property
    def architecture(self) -> str:
        """Such as "llama"; "" where the file does not say."""
        return self.text("general.architecture")

    @property
    def parameter_count(self) -> int:
        """How many weights the model has."""
        stated = self.pairs.get("general.parameter_count")
        if isinstance(stated, int):
            return stated
        return sum(_product(tensor.shape) for tensor in self.tensors)

    @property
    def quantization(self) -> str:
        """The file type's usual name, such as "Q4_1"."""
        return _FILE_TYPES.get(self.number("general.file_type", -1), "unknown")

    def text(self, key: str) -> str:
        """A text value, "" where there is none."""
        value = self.pairs.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str, default: int = 0) -> int:
        """A whole-number value."""
        value = self.pairs.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def of_architecture(self, key: str) -> int:
        """A whole number that is stored under the architecture's own prefix, 0 where there is none."""
        return self.number(f"{self.architecture}.{key}")


def read_header(file: BinaryIO, size_bytes: int, arrays: bool = False) -> GgufHeader:
    """Read the header at the start of an open file.

    Args:
        size_bytes: of the whole file.
        arrays: keep arrays such as the vocabulary; else only step over them.

    Raises:
        GgufError: see there.
        OSError: the file cannot be read.
    """
    return _Reader(file, min(size_bytes, MOST_HEADER_BYTES), arrays).header()


class _Reader:
    def __init__(self, file: BinaryIO, left: int, arrays: bool) -> None:
        self._file = file
        self._left = self._all = left
        self._arrays = arrays

    def header(self) -> GgufHeader:
        if self._take(4) != _MAGIC:
            raise GgufError("not a GGUF file", GgufFault.NOT_GGUF)
        version = self._scalar(4)
        if version not in (2, 3):
            raise GgufError(f"GGUF version {version} is not known", GgufFault.VERSION)
        tensor_count = self._count(MOST_TENSORS, "tensors")
        pair_count = self._count(MOST_PAIRS, "key-value pairs")
        pairs: dict[str, Any] = {}
        for _ in range(pair_count):
            key = self._text(MOST_KEY_BYTES)
            pairs[key] = self._value(self._scalar(4), 0)
        tensors = tuple(self._tensor() for _ in range(tensor_count))
        return GgufHeader(pairs, tensors, self._all - self._left)

    def _tensor(self) -> GgufTensor:
        name = self._text(MOST_KEY_BYTES)
        dimensions = self._scalar(4)
        if dimensions > MOST_DIMENSIONS:
            raise GgufError(f"a tensor of {dimensions} dimensions")
        shape = tuple(self._scalar(10) for _ in range(dimensions))
        kind = self._scalar(4)
        return GgufTensor(name, _TENSOR_TYPES.get(kind, f"type {kind}"), shape, self._scalar(10))

    def _value(self, kind: int, depth: int) -> Any:
        if kind == _STRING:
            return self._text(MOST_TEXT_BYTES)
        if kind == _ARRAY:
            return self._array(depth + 1)
        if kind not in _SCALARS:
            raise GgufError(f"value type {kind} is not known")
        return self._scalar(kind)

    def _array(self, depth: int) -> list[Any] | None:
        if depth > MOST_NESTING:
            raise GgufError("arrays are nested too deeply")
        kind, length = self._scalar(4), self._scalar(10)
        scalar = _SCALARS.get(kind)
        # Text takes at least its length of 8 bytes, an array at least type and length.
        least = scalar.size if scalar else 8
        if length * least > self._left:
            raise GgufError("an array is longer than the file")
        if scalar:
            data = self._take(length * scalar.size)
            return [value for (value,) in scalar.iter_unpack(data)] if self._arrays else None
        if self._arrays:
            return [self._value(kind, depth) for _ in range(length)]
        for _ in range(length):
            self._skip(kind, depth)
        return None

    def _skip(self, kind: int, depth: int) -> None:
        if kind == _STRING:
            self._take(self._length(MOST_TEXT_BYTES))
        else:
            self._value(kind, depth)

    def _text(self, most: int) -> str:
        return self._take(self._length(most)).decode("utf-8", "replace")

    def _length(self, most: int) -> int:
        length = int.from_bytes(self._take(8), "little")
        if length > most:
            raise GgufError(f"a text of {length} bytes")
        return length

    def _count(self, most: int, of_what: str) -> int:
        count = int.from_bytes(self._take(8), "little")
        if count > most:
            raise GgufError(f"{count} {of_what}")
        return count

    def _scalar(self, kind: int) -> Any:
        layout = _SCALARS[kind]
        data = self._take(layout.size)
        return _shortest(data) if kind == _FLOAT32 else layout.unpack(data)[0]

    def _take(self, size_bytes: int) -> bytes:
        self._left -= size_bytes
        data = self._file.read(size_bytes) if self._left >= 0 else b""
        if len(data) != size_bytes:
            raise GgufError("the file is cut short", GgufFault.CUT_SHORT)
        return data


def _product(shape: tuple[int, ...]) -> int:
    product = 1
    for length in shape:
        product *= length
    return product


def _shortest(data: bytes) -> float:
    """A 32-bit float as the shortest decimal that means it, 1e-05 and not 9.99999974e-06, as Go writes it."""
    layout = _SCALARS[_FLOAT32]
    value = float(layout.unpack(data)[0])
    candidates = (float(f"{value:.{digits}g}") for digits in range(6, 9) if math.isfinite(value))
    return next((near for near in candidates if layout.pack(near) == data), value)
