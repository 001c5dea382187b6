"""The header of a GGUF file on disk."""

from pathlib import Path

from app.domain import gguf
from app.domain.gguf import GgufError as GgufError
from app.domain.gguf import GgufHeader as GgufHeader
from app.domain.gguf import GgufTensor as GgufTensor


def read_header(path: Path, arrays: bool = False) -> GgufHeader:
    """Read the header of the file at `path`; arguments and errors as `app.domain.gguf.read_header`."""
    with path.open("rb") as file:
        size_bytes = file.seek(0, 2)
        file.seek(0)
        return gguf.read_header(file, size_bytes, arrays)
