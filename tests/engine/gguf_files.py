"""Builds GGUF files for the tests, well-formed and hostile."""

import struct
from collections.abc import Sequence
from typing import Any

STRING, ARRAY = 8, 9
FORMATS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


def text(value: str) -> bytes:
    """A length and the bytes."""
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind: int, content: Any) -> bytes:
    """A value without its type; arrays are given as (type of the items, items)."""
    if kind == STRING:
        return text(content)
    if kind == ARRAY:
        item_kind, items = content
        return struct.pack("<IQ", item_kind, len(items)) + b"".join(value(item_kind, item) for item in items)
    return struct.pack("<" + FORMATS[kind], content)


def pair(key: str, kind: int, content: Any) -> bytes:
    """A key, a type and a value."""
    return text(key) + struct.pack("<I", kind) + value(kind, content)


def tensor(name: str, shape: Sequence[int], kind: int = 0) -> bytes:
    """What the header says of one tensor."""
    sizes = struct.pack(f"<{len(shape)}Q", *shape)
    return text(name) + struct.pack("<I", len(shape)) + sizes + struct.pack("<IQ", kind, 0)


def gguf(
    pairs: Sequence[bytes] = (),
    tensors: Sequence[bytes] = (),
    version: int = 3,
    pair_count: int | None = None,
    tensor_count: int | None = None,
) -> bytes:
    """A header; the counts can be made to lie."""
    counts = (
        len(tensors) if tensor_count is None else tensor_count,
        len(pairs) if pair_count is None else pair_count,
    )
    return b"GGUF" + struct.pack("<IQQ", version, *counts) + b"".join(pairs) + b"".join(tensors)


def small_model(architecture: str = "llama", template: str = "{{ messages }}", **more: int) -> bytes:
    """The header of a model that has everything a listing shows."""
    numbers = {
        "context_length": 2048,
        "embedding_length": 64,
        "block_count": 2,
        "attention.head_count": 4,
    } | more
    return gguf(
        [
            pair("general.architecture", STRING, architecture),
            pair("general.file_type", 4, 15),
            pair("tokenizer.chat_template", STRING, template),
            pair("tokenizer.ggml.tokens", ARRAY, (STRING, ["a", "b"])),
            *(pair(f"{architecture}.{key}", 4, number) for key, number in numbers.items()),
        ],
        [tensor("token_embd.weight", (64, 1000)), tensor("output.weight", (64, 1000), 12)],
    )
