"""What the header of a model file means to a client: details, capabilities, memory."""

from typing import Any

from app.engine.gguf import GgufHeader


def details(header: GgufHeader) -> dict[str, Any]:
    """The `details` object of tags, show and ps."""
    return {
        "parent_model": "",
        "format": "gguf",
        "family": header.architecture,
        "families": [header.architecture],
        "parameter_size": human_number(header.parameter_count),
        "quantization_level": header.quantization,
    }


def capabilities(header: GgufHeader, has_projector: bool) -> list[str]:
    """What the model can do, told from its file as the server tells it."""
    if f"{header.architecture}.pooling_type" in header.pairs:
        return ["embedding"]
    template = header.text("tokenizer.chat_template")
    found = ["completion"]
    if "tools" in template or "tool_call" in template:
        found.append("tools")
    if has_projector:
        found.append("vision")
    if "<think>" in template and "</think>" in template:
        found.append("thinking")
    return found


def memory_bytes(header: GgufHeader, file_bytes: int, context: int) -> int:
    """About what a loaded model takes: weights and a 16-bit cache of keys and values for `context` tokens."""
    heads = header.of_architecture("attention.head_count")
    embedding = header.of_architecture("embedding_length")
    head_width = embedding // heads if heads else 0
    key_width = header.of_architecture("attention.key_length") or head_width
    value_width = header.of_architecture("attention.value_length") or head_width
    cached_heads = header.of_architecture("attention.head_count_kv") or heads
    blocks = header.of_architecture("block_count")
    return file_bytes + 2 * context * blocks * cached_heads * (key_width + value_width)


def human_number(count: int) -> str:
    """A count as `parameter_size` shows it: 134515008 is "134.52M", 8030261248 is "8.0B"."""
    if count >= 1_000_000_000:
        return f"{count / 1e9:.1f}B"
    if count >= 1_000_000:
        text = f"{count / 1e6:.2f}"
        return text.removesuffix(".00") + "M"
    if count >= 1_000:
        return f"{count / 1e3:.0f}K"
    return str(count)
